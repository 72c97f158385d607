package security

import (
	"slices"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var policyDead = &rules.Rule{
	ID: "policy-dead", Level: rules.Error, CWE: 862, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		calls, _ := app.Clerk.CallsClerk()
		if app.Next.Middleware == nil || calls == clerk.No {
			p.NotApplicable("no middleware that calls Clerk is in place")
			return
		}
		patterns := app.Visitor().RoutePatterns()
		denial, answers := app.Clerk.MiddlewareDenial()
		lists := slices.IndexFunc(patterns, func(p *visitor.RoutePattern) bool { return p.Kind == visitor.RouteKind })
		what, at := outcome(app, patterns)
		call, ignored := ignoredOptions(app.Visitor())
		switch drop := droppedByPolicy(app); {
		case drop != nil:
			reportDroppedByPolicy(p, drop)
		case !denial.IsZero() && evadedPage(app) != nil:
			reportEvaded(p, denial, evadedPage(app))
		case what == visitor.Denies:
		case what == visitor.MiddlewareUnknown:
			p.Unknown(at, "whether the middleware ever turns a visitor away cannot be told")
		case unawaitedAt(app, denial):
			p.Report(denial, "the middleware turns nobody away: nothing waits for this check, which refuses too late").Because("", "await it")
		case !denial.IsZero():
			if way := wayPast(app); way != nil {
				p.Report(denial, "the middleware turns nobody away for sure: whatever is asked for, there is a way past this check").Via(way.At, "%s", way.Message)
				break
			}
			f := p.Report(denial, "the middleware turns nobody away: no request of a visitor who is not signed in gets to this check")
			for _, pattern := range patterns[:min(1, len(patterns))] {
				f.Via(pattern.At, "paths are compared with %s", pattern.Text)
			}
		case len(ignored) > 0:
			p.Report(call.At, "clerkMiddleware() does not know %s of authMiddleware() and ignores it: the middleware turns nobody away, and everything is public", ignored[0])
		case lists >= 0 && !declaresAll(patterns) && (!answers || runsAuthMiddleware(app.Visitor())):
			p.Report(patterns[lists].At, "the middleware compares paths with %s and then turns nobody away: everything is public", patterns[lists].Text)
		case lists < 0 && !answers:
			reportUnasked(p)
		}
	},
}

// reportUnasked reports the list that a middleware makes and then never asks, where what
// it would keep visitors from is open to them: its author meant it to decide.
func reportUnasked(p *rules.Pass) {
	for _, list := range p.App().Clerk.UnaskedLists() {
		for _, r := range p.App().Visitor().Resources() {
			if r.Protection == visitor.Open && (r.Kind == visitor.Page || r.Kind == visitor.Handler) && list.MeansPrivate(r.Path) {
				f := p.Report(list.At, "the middleware makes the list of routes %s, never asks it, and turns nobody away: %s is open to everybody", list.Name, r.Path)
				f.With(rules.Medium).Because("", "ask it, and call auth.protect() where it says so").Via(r.Span, "%s has no check of its own", r.Path)
				return
			}
		}
	}
}

// meansOthers matches looks at the method and at the host of a request.
var meansOthers = source.Pattern(`\.method\b|\.host(name)?\b|["'](x-forwarded-)?host["']`)

// evadedPage is a page that reads records for anybody, and that Clerk turns the visitor
// away from on one way through the middleware and not on another: nil if there is none.
// A middleware that looks at the method may mean to leave the reading open, and one that
// looks at the host has the sites of others beside its own.
func evadedPage(app *analyzers.App) *visitor.Resource {
	if meansOthers().Match(app.Next.Middleware.Module.File.Text) {
		return nil
	}
	for _, r := range app.Visitor().Resources() {
		m := r.Middleware
		reads := slices.ContainsFunc(r.Code.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Effect })
		if r.Kind == visitor.Page && r.Code.Verdict == visitor.Reached && reads && m.Evaded && m.TurnsAway && len(m.FailsOpen)+len(m.OpensWith) == 0 {
			return r
		}
	}
	return nil
}

func reportEvaded(p *rules.Pass, denial source.Span, r *visitor.Resource) {
	way := r.Middleware.Trail[len(r.Middleware.Trail)-1]
	p.Report(denial, "a visitor gets past this check by what he sends, and so to %s", r.Path).Via(way.At, "%s", way.Message).Via(r.Span, "the page reads records for anybody")
}

// wayPast is where the middleware lets a visitor pass whom it turns away on another way,
// or nil.
func wayPast(app *analyzers.App) *visitor.Step {
	for _, r := range app.Visitor().Resources() {
		if n := len(r.Middleware.Trail); r.Middleware.Evaded && n > 0 {
			return &r.Middleware.Trail[n-1]
		}
	}
	return nil
}

// unawaitedAt reports whether a check is a promise that nothing waits for.
func unawaitedAt(app *analyzers.App, check source.Span) bool {
	return !check.IsZero() && slices.ContainsFunc(app.Clerk.Unawaited(), func(u clerk.Unawaited) bool { return placeOf(u.At) == placeOf(check) })
}

// ignoredOptions are the options of the call of clerkMiddleware() that runs which
// only authMiddleware() knew: lists of routes, and functions that were run.
func ignoredOptions(m *visitor.Machine) (call *visitor.Event, names []string) {
	if call = clerkMiddlewareCall(m); call == nil {
		return nil, nil
	}
	for _, option := range call.Args {
		if slices.Contains([]string{"publicRoutes", "ignoredRoutes", "apiRoutes", "beforeAuth", "afterAuth"}, option.Path) {
			names = append(names, option.Path)
		}
	}
	return call, names
}

// droppedByPolicy is a refusal that the middleware makes and does not return, so that
// it lets the visitor pass; nil if there is none.
func droppedByPolicy(app *analyzers.App) *visitor.Event {
	visit := app.Visitor()
	answers := []visitor.MiddlewareAnswer{visit.Behind(app.Next.Config.BasePath + "/clerkvet-no-such-page")}
	for _, r := range visit.Resources() {
		answers = append(answers, r.Middleware)
	}
	for _, a := range answers {
		if a.Verdict != visitor.Passes {
			continue
		}
		if i := slices.IndexFunc(a.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Dropped }); i >= 0 {
			return a.Events[i]
		}
	}
	return nil
}

func reportDroppedByPolicy(p *rules.Pass, drop *visitor.Event) {
	name := "the response"
	if drop.Name != "" {
		name += " of " + drop.Name + "()"
	}
	p.Report(drop.At, "%s that refuses is dropped: nothing returns it, and the middleware lets the visitor pass", name).Because("", "return the response")
}

// outcome is what the middleware does at most with any URL that can be thought
// of: those of the app, those its patterns are meant for, and one that is none.
func outcome(app *analyzers.App, patterns []*visitor.RoutePattern) (visitor.MiddlewareVerdict, source.Span) {
	visit := app.Visitor()
	answers := []visitor.MiddlewareAnswer{visit.Behind(app.Next.Config.BasePath + "/clerkvet-no-such-page")}
	for _, r := range visit.Resources() {
		answers = append(answers, r.Middleware)
	}
	if slices.ContainsFunc(patterns, func(p *visitor.RoutePattern) bool { return p.Public || p.Private }) {
		return visitor.Denies, source.Span{}
	}
	out, at := visitor.Passes, app.Next.Middleware.Module.File.Whole()
	for _, a := range answers {
		switch {
		case a.Verdict == visitor.Denies && !a.Locale, len(a.FailsOpen) > 0, len(a.OpensWith) > 0, a.TurnsAway:
			return visitor.Denies, at
		case a.Verdict == visitor.MiddlewareUnknown, a.Locale:
			out = visitor.MiddlewareUnknown
		}
	}
	return out, at
}

// declaresAll reports whether a pattern makes everything public in so many words:
// that is no list that failed.
func declaresAll(patterns []*visitor.RoutePattern) bool {
	return slices.ContainsFunc(patterns, func(p *visitor.RoutePattern) bool {
		return slices.Contains([]string{"/(.*)", "(.*)", "/:path*", "/:slug*", "/:all*", "/.*", ".*"}, p.Text)
	})
}

// runsAuthMiddleware reports whether the list is one of authMiddleware(), whose
// lists are for nothing else than to let pass: an afterAuth that does not look
// at them protects nothing (facts.md 14).
func runsAuthMiddleware(m *visitor.Machine) bool {
	return slices.ContainsFunc(m.Behind("/clerkvet-no-such-page").Events, func(e *visitor.Event) bool { return e.Name == "authMiddleware()" })
}
