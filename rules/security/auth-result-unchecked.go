package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authResultUnchecked = &rules.Rule{
	ID: "auth-result-unchecked", Level: rules.Warning, Precision: rules.Medium, CWE: 252, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		hooks := p.App().Clerk.Webhooks()
		asked := append(endpoints(p), ofKind(p, visitor.Action)...)
		var unknown undecided
		seen := map[source.Span]bool{}
		for _, r := range asked {
			if r.Code.Verdict == visitor.Unknown {
				unknown.add(r)
			}
			if !reportDropped(p, r, seen) && !reported(r, hooks) {
				reportUnchecked(p, r)
			}
		}
		unknown.report(p, len(asked), "handlers and actions")
	},
}

// reportDropped reports a refusal that nobody uses, and whether there is one: each
// place once.
func reportDropped(p *rules.Pass, r *visitor.Resource, seen map[source.Span]bool) bool {
	i := slices.IndexFunc(r.Code.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Dropped })
	if i < 0 {
		return false
	}
	if e := r.Code.Events[i]; !seen[e.At] {
		seen[e.At] = true
		p.Report(e.At, "the response of %s() that refuses is dropped: it stops nobody, and %s goes on", strings.TrimSuffix(e.Name, "()"), title(r)).Via(r.Span, "%s is asked for", title(r))
	}
	return true
}

// reported reports whether the rules on open handlers and actions speak of it.
func reported(r *visitor.Resource, hooks []clerk.Webhook) bool {
	if received(hooks, r) {
		return true
	}
	_, ok := exposed(r)
	return ok && r.Code.Verdict == visitor.Reached && r.Protection != visitor.ByMiddleware
}

func reportUnchecked(p *rules.Pass, r *visitor.Resource) {
	e := unchecked(r)
	if e == nil {
		return
	}
	f := p.Report(e.At, "%s passes on the user id without asking whether there is one: for a signed-out visitor it is null here", title(r)).With(rules.Medium)
	if r.Middleware.Verdict == visitor.Denies && r.Kind != visitor.Action {
		f.As(rules.Note)
	}
	f.Via(r.Span, "%s is asked for", title(r))
}

// unchecked is the first use of the null that Clerk gives for nobody.
func unchecked(r *visitor.Resource) *visitor.Event {
	for _, e := range r.Code.Events {
		if e.Kind == visitor.Effect && forNobody(e) || e.Kind == visitor.Check && e.Check == visitor.ClerkCheck && e.Accidental {
			return e
		}
	}
	return nil
}
