package security

import (
	"slices"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// guarded gives a finding the fix that turns away who is not signed in at the
// beginning of the resource. It is not safe: somebody may count on the resource
// being open. There is none where Clerk does not see the requests, as its check
// then fails, or where something is reached before the function begins.
func guarded(p *rules.Pass, r *visitor.Resource, f *rules.Finding) {
	app := p.App()
	if calls, _ := app.Clerk.CallsClerk(); calls != clerk.Yes || r.Kind != visitor.Action && !r.Middleware.Runs {
		return
	}
	m, function := app.Visitor().Function(r)
	if function.IsZero() || !slices.ContainsFunc(r.Code.Reaches, within(function.Span())) || scheduled(p, r) {
		return
	}
	for _, e := range r.Code.Reaches {
		if !within(function.Span())(e) {
			return
		}
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

// within reports whether an effect, or one of the calls that lead to it, stands
// in a function.
func within(function source.Span) func(*visitor.Event) bool {
	inside := func(at source.Span) bool {
		return at.File == function.File && function.Start <= at.Start && at.End <= function.End
	}
	return func(e *visitor.Event) bool { return inside(e.At) || slices.ContainsFunc(e.Stack(), inside) }
}

// scheduled reports whether a scheduler asks for the resource: it does not sign
// in.
func scheduled(p *rules.Pass, r *visitor.Resource) bool {
	return slices.ContainsFunc(jobsOf(p.App()), func(j job) bool { return j.path == r.Path })
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
