package security

import (
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var serverActionUnprotected = &rules.Rule{
	ID: "server-action-unprotected", Level: rules.Error, Precision: rules.Medium, CWE: 862, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		actions := ofKind(p, visitor.Action)
		if len(actions) == 0 {
			p.NotApplicable("the app has no server action")
			return
		}
		var open undecided
		public := shown(p)
		for _, r := range actions {
			switch r.Code.Verdict {
			case visitor.Unknown:
				open.add(r)
			case visitor.Reached:
				if len(failing(r)) == 0 {
					reportAction(p, r, public)
				}
			}
		}
		open.report(p, len(actions), "server actions")
	},
}

func reportAction(p *rules.Pass, r *visitor.Resource, public map[source.Span]bool) {
	x, ok := exposed(r)
	if !ok {
		return
	}
	if p.App().Visitor().HandlersOnly(r) {
		x.confidence = rules.Low
	}
	if e := x.effect; e.Verb == visitor.Read && public[e.At] {
		x.level--
	}
	f := p.Report(r.Span, "the server action %s can be called by anyone, whatever the middleware does: a visitor who is not signed in gets as far as %s:%d, which %s",
		r.Name, x.effect.At.Path(), x.effect.At.StartLine(), does(x.effect))
	via(f.As(x.level).With(x.confidence), x.effect)
	guarded(p, r, f)
}

// shown returns the queries whose answers a page shows to anybody: an action
// that makes the same query gives away less than it seems.
func shown(p *rules.Pass) map[source.Span]bool {
	out := map[source.Span]bool{}
	for _, page := range ofKind(p, visitor.Page) {
		if page.Protection != visitor.Open && page.Protection != visitor.Public || page.Code.Verdict != visitor.Reached {
			continue
		}
		for _, e := range page.Code.Reaches {
			if e.Verb == visitor.Read {
				out[e.At] = true
			}
		}
	}
	return out
}
