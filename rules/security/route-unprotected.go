package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var routeUnprotected = &rules.Rule{
	ID: "route-unprotected", Level: rules.Warning, Precision: rules.Medium, CWE: 862, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		pages := ofKind(p, visitor.Page)
		if len(pages) == 0 {
			p.NotApplicable("the app has no page")
			return
		}
		m := p.App().Visitor()
		nowhere := m.At("/clerkvet-no-such-page")
		closed := nowhere.Verdict == visitor.Denies && !nowhere.Locale // a language is no protection
		var unknown undecided
		defer func() { unknown.report(p, len(pages), "pages") }()
		layoutsBeside(p, pages)
		metadataBeside(p, pages)
		for _, r := range pages {
			if r.Protection == visitor.Undecided {
				unknown.add(r)
			}
			layout := m.Guard(r)
			left := r.Protection == visitor.Public && layout != nil // to the layout
			if r.Code.Verdict == visitor.Reached && !signIn(p, r) && !byVariable(r) && (r.Protection == visitor.Open || left) {
				reportPage(p, r, layout, pages, closed)
			}
		}
	},
}

// reportPage reports a page that lets a visitor in, if it was meant to be private. A layout
// above it that turns him away is nil where there is none; closed says whether the
// middleware turns him away from pages that nobody thought of.
func reportPage(p *rules.Pass, r, layout *visitor.Resource, pages []*visitor.Resource, closed bool) {
	if e := unchecked(r); e != nil {
		guarded(p, r, p.Report(r.Span, "the page %s reads what belongs to the signed-in user and never asks whether there is one", r.Path).With(rules.Medium).
			Via(e.At, "the user id is null here for a signed-out visitor"))
		return
	}
	list := passedList(p, r)
	switch {
	case layout != nil && r.Code.Hands:
		guarded(p, r, p.Report(r.Span, "only the layout %s turns a signed-out visitor away: Next.js renders %s beside it and sends what it shows with the refusal", layout.File, r.Path).
			Via(layout.Span, "the check").Via(shownBy(r).At, "what the page shows"))
	case list != nil:
		guarded(p, r, p.Report(r.Span, "the middleware asks only of who is signed in whether %s is one of %s: a visitor who is not passes", r.Path, list.Name).With(rules.Medium).
			Via(list.At, "the list"))
	case closed && !r.Middleware.Runs && declared(p, r): // it would let the visitor pass
	case closed && !r.Middleware.Runs:
		p.Report(r.Span, "the middleware protects every other page and never runs for %s, which has no check of its own", r.Path).With(rules.Medium)
	case r.Protection == visitor.Open && exception(r, pages):
		guarded(p, r, p.Report(r.Span, "every other page below %s turns a signed-out visitor away, and %s does not", top(r.Path), r.Path).With(rules.Medium))
	}
}

// passedList is a list of what is not for everybody, by its name, that the middleware asks
// of nobody but who is signed in, and that holds a page of records to which it lets a visitor pass, for sure and not by what
// he sends or because of a variable: nil if there is none. A look at the role of who is
// signed in passes over who is not.
func passedList(p *rules.Pass, r *visitor.Resource) *clerk.RouteList {
	m := r.Middleware
	calls, _ := p.App().Clerk.CallsClerk()
	reads := slices.ContainsFunc(r.Code.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Effect })
	if calls != clerk.Yes || !reads || len(p.App().Clerk.Uses("createRouteMatcher")) == 0 || !m.Runs || m.Verdict != visitor.Passes || m.Evaded || m.TurnsAway || len(m.FailsOpen)+len(m.OpensWith) > 0 || declared(p, r) {
		return nil
	}
	if denial, _ := p.App().Clerk.MiddlewareDenial(); unawaitedAt(p.App(), denial) {
		return nil // policy-dead says so
	}
	for _, l := range p.App().Clerk.ListsOfMembers() {
		if l.Lists(r.Route.Sample()) {
			return &l
		}
	}
	return nil
}

// declared reports whether the middleware lists the page as public, if only it ran for it.
func declared(p *rules.Pass, r *visitor.Resource) bool {
	return slices.ContainsFunc(p.App().Visitor().RoutePatterns(), func(pattern *visitor.RoutePattern) bool {
		return pattern.Public && takes(pattern, r, p.App().Next.Config.BasePath)
	})
}

// door matches the pages through which somebody comes in.
var door = source.Pattern(`(?i)(^|/)(sign-?in|sign-?up|log-?in|register|join|invite|(forgot|reset)-password|sso-callback|auth)([/-]|$)`)

func signIn(p *rules.Pass, r *visitor.Resource) bool {
	for _, s := range p.App().Clerk.SignInPages() {
		if s.Path == r.Path {
			return true
		}
	}
	return door().MatchString(r.Path)
}

// top is the first segment of a path that names something.
func top(path string) string {
	for _, s := range strings.Split(strings.Trim(path, "/"), "/") {
		if s != "" && !strings.HasPrefix(s, "[") {
			return "/" + s
		}
	}
	return "/"
}

// enough is how many pages below one folder make a policy of it.
const enough = 3

// exception reports whether a page is the only open one of its folder.
func exception(r *visitor.Resource, pages []*visitor.Resource) bool {
	if top(r.Path) == "/" {
		return false
	}
	siblings := 0
	open := slices.ContainsFunc(pages, func(o *visitor.Resource) bool {
		if o.Path == r.Path || top(o.Path) != top(r.Path) {
			return false
		}
		siblings++
		return o.Protection == visitor.Open || o.Protection == visitor.Public || o.Protection == visitor.Undecided
	})
	return !open && siblings >= enough
}
