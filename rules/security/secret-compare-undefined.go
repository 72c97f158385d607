package security

import (
	"slices"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var secretCompareUndefined = &rules.Rule{
	ID: "secret-compare-undefined", Level: rules.Error, CWE: 287, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		all := p.App().Visitor().Resources()
		if len(all) == 0 {
			p.NotApplicable("the app has no pages, handlers or actions")
			return
		}
		var cut undecided
		seen := map[source.Span]bool{}
		for _, r := range all {
			if n := len(r.Code.Trail); r.Code.Verdict == visitor.Unknown && (n == 0 || r.Code.Trail[n-1].At.IsZero()) {
				cut.add(r)
			}
			for _, e := range append(unsetComparisons(p, r), r.Middleware.Events...) {
				if e.Kind == visitor.Compare && !seen[e.At] {
					seen[e.At] = true
					reportComparison(p, r, e)
				}
			}
		}
		cut.report(p, len(all), "pages, handlers and actions")
	},
}

// unsetComparisons returns the comparisons of a resource with a variable that is
// not asked for later on: on a way of one who knows the secret that would show. They
// give him something that others do not get.
func unsetComparisons(p *rules.Pass, r *visitor.Resource) (out []*visitor.Event) {
	for _, e := range r.Code.Events {
		if e.Kind != visitor.Compare || askedBefore(r, e.Name) {
			continue
		}
		ways := p.App().Visitor().Ways(r, visitor.Sender)
		indifferent := slices.ContainsFunc(ways, r.Indifferent)
		for _, way := range ways {
			if comparesOnly(way, e) && gains(way) && !(indifferent && (r.Indifferent(way) || slices.ContainsFunc(way.Events, fails))) {
				out = append(out, e)
				break
			}
		}
	}
	return out
}

// askedBefore reports whether the middleware has turned everybody away, whoever is
// signed in, where the variable is not set: it asks whether it is.
func askedBefore(r *visitor.Resource, name string) bool {
	m, asks := r.Middleware, false
	for _, e := range m.Events {
		if e.Kind == visitor.Check && e.Check == visitor.ClerkCheck && e.Name != "clerkMiddleware()" {
			return false // who signs up gets past it
		}
		asks = asks || e.Kind == visitor.Assumption && e.Name == name
	}
	return asks && m.Verdict == visitor.Denies && len(m.FailsOpen) == 0 && len(m.OpensWith) == 0
}

// gains reports whether anything is done on a way, or handed out that is no text of
// the code.
func gains(way visitor.Way) bool {
	return way.Unread || way.Threw || slices.ContainsFunc(way.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Effect || e.Kind == visitor.Doubt }) ||
		slices.ContainsFunc(way.Body, func(a visitor.Arg) bool { return a.From != 0 })
}

func fails(e *visitor.Event) bool { return e.Kind == visitor.Fault }

// comparesOnly reports whether a way makes the comparison and does not ask later
// on whether the variable is set.
func comparesOnly(way visitor.Way, e *visitor.Event) bool {
	compared := false
	for _, x := range way.Events {
		if compared && x.Name == e.Name && x.Kind == visitor.Assumption {
			return false
		}
		compared = compared || x.Kind == visitor.Compare && x.At == e.At
	}
	return compared
}

func reportComparison(p *rules.Pass, r *visitor.Resource, e *visitor.Event) {
	if p.Facts().Ensured(p.App(), p.Facts().Project.Graph.Module(e.At.Path()), e.Name) ||
		p.Facts().Ensured(p.App(), p.Facts().Project.Graph.Module(r.File), e.Name) {
		return
	}
	message := "where %s is not set, a request that sends nothing equals it and passes as the one who knows the secret"
	if len(e.Args) > 0 && !e.Args[0].Null {
		message = "where %s is not set, the expected text holds the word undefined, and whoever sends it passes as the one who knows the secret"
	}
	f := p.Report(e.At, message, e.Name)
	for _, at := range e.Stack() {
		if !at.IsZero() {
			f.Via(at, "calls on")
		}
	}
	f.Via(r.Span, "%s can be reached that way", title(r))
}
