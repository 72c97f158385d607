package security

import (
	"slices"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// guarded gives a finding the fix that turns away who is not signed in at the
// beginning of the resource. It is not safe: somebody may count on the resource
// being open. There is none where Clerk does not see the requests, as its check
// then fails; where the name of an action says that it is for strangers; where
// something is reached before the function begins; and where a page or a webhook
// calls the function for others than signed-in users.
func guarded(p *rules.Pass, r *visitor.Resource, f *rules.Finding) {
	app := p.App()
	if calls, _ := app.Clerk.CallsClerk(); calls != clerk.Yes || r.Kind != visitor.Action && !r.Middleware.Runs || r.Kind == visitor.Page && !r.Route.AppRouter {
		return
	}
	if r.Kind == visitor.Action && forStrangers().MatchString(r.Name) {
		return
	}
	m, function := app.Visitor().Function(r)
	if function.IsZero() || len(r.Code.Reaches) == 0 || scheduled(p, r) || sharedOpenly(p, r, function.Span()) {
		return
	}
	inside := within(function.Span())
	outside := func(e *visitor.Event) bool { return !inside(e) }
	if r.Kind != visitor.Page && slices.ContainsFunc(r.Code.Reaches, outside) { // what a page renders comes after it
		return
	}
	insertions := app.Clerk.Guard(m, function, entryOf(r))
	if len(insertions) == 0 {
		return
	}
	f.Fix = &rules.Fix{Title: "Turn away who is not signed in, first of all."}
	for _, i := range insertions {
		f.Fix.Edits = append(f.Fix.Edits, rules.Edit{At: i.At, Text: i.Text})
	}
}

// forStrangers matches the names of actions that people use before they sign in.
var forStrangers = source.Pattern(`(?i)sign_?(in|up)|log_?in|register|contact|newsletter|wait_?list|feedback|unsubscribe`)

// within reports whether an effect, or one of the calls that lead to it, stands
// in a function.
func within(function source.Span) func(*visitor.Event) bool {
	inside := func(at source.Span) bool {
		return at.File == function.File && function.Start <= at.Start && at.End <= function.End
	}
	return func(e *visitor.Event) bool { return inside(e.At) || slices.ContainsFunc(e.Stack(), inside) }
}

// sharedOpenly reports whether something else than actions that is not for
// signed-in users only runs the function, too.
func sharedOpenly(p *rules.Pass, r *visitor.Resource, function source.Span) bool {
	m := p.App().Visitor()
	inside := within(function)
	return slices.ContainsFunc(m.Resources(), func(o *visitor.Resource) bool {
		if o.Kind == visitor.Action || o.Route == r.Route && r.Route != nil || forUsers(p, o) || !slices.ContainsFunc(o.Code.Events, inside) {
			return false
		}
		_, own := m.Function(o)
		return own.Span() != function
	}) || forMachines(p, r)
}

// forMachines reports whether a handler that lets others in than users, by a
// signature or a secret, may call an action: what it does behind its check is on
// no path of a visitor, so that what it imports has to tell.
func forMachines(p *rules.Pass, r *visitor.Resource) bool {
	m := p.App().Next.Project.Graph.Module(r.File)
	if r.Kind != visitor.Action || m == nil {
		return false
	}
	machines := map[string]bool{}
	for _, o := range ofKind(p, visitor.Handler) {
		if o.Code.OtherCheck != "" || received(p.App().Clerk.Webhooks(), o) {
			machines[o.File] = true
		}
	}
	seen := map[*next.Module]bool{m: true}
	for queue := []*next.Module{m}; len(queue) > 0; queue = queue[1:] {
		for _, i := range queue[0].Importers {
			if seen[i.From] || queue[0] == m && !imports(i.Edge, r.Name) {
				continue
			}
			if machines[i.From.Path] {
				return true
			}
			seen[i.From] = true
			queue = append(queue, i.From)
		}
	}
	return false
}

// imports reports whether an import may take a name.
func imports(e *next.Edge, name string) bool {
	for _, n := range e.Import.Names {
		if n.Name == name || n.Name == "*" {
			return true
		}
	}
	return len(e.Import.Names) == 0
}

// forUsers reports whether only who is signed in with Clerk gets to a resource, or shall:
// a layout means its pages, though it does not protect what they read.
func forUsers(p *rules.Pass, r *visitor.Resource) bool {
	switch r.Protection {
	case visitor.Twice, visitor.ByMiddleware, visitor.ByLayout:
		return true
	case visitor.Open:
		return p.App().Visitor().Guard(r) != nil
	case visitor.ByCode:
		return r.Code.Verdict == visitor.Denied && r.Code.OtherCheck == ""
	}
	return false
}

// scheduled reports whether a scheduler asks for the resource: it does not sign
// in.
func scheduled(p *rules.Pass, r *visitor.Resource) bool {
	return slices.ContainsFunc(p.App().Jobs(), func(j analyzers.Job) bool { return j.Path == r.Path })
}

func entryOf(r *visitor.Resource) clerk.Entry {
	switch {
	case r.Kind == visitor.Action:
		return clerk.ActionEntry
	case r.Kind == visitor.Page:
		return clerk.PageEntry
	case r.Name == "default":
		return clerk.APIEntry
	}
	return clerk.RouteEntry
}
