package security

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authResultUnchecked = &rules.Rule{
	ID: "auth-result-unchecked", Level: rules.Warning, Precision: rules.Medium, CWE: 252, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		hooks := p.App().Clerk.Webhooks()
		asked := append(endpoints(p), ofKind(p, visitor.Action)...)
		var unknown undecided
		for _, r := range asked {
			if r.Code.Verdict == visitor.Unknown {
				unknown.add(r)
			}
			if !reported(r, hooks) {
				reportUnchecked(p, r)
			}
		}
		unknown.report(p, len(asked), "handlers and actions")
	},
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
