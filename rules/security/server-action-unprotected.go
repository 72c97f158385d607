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
				if !byVariable(r) {
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
	switch e := x.effect; {
	case e.Verb == visitor.Read && public[e.At] && x.level > rules.Note:
		x.level--
	case x.level == rules.Error && welcome().MatchString(r.Name):
		if x.level = rules.Note; e.Verb == visitor.Clerk {
			x.level = rules.Warning
		}
	}
	f := p.Report(r.Span, "the server action %s can be called by anyone, whatever the middleware does: a visitor who is not signed in gets as far as %s:%d, which %s",
		r.Name, x.effect.At.Path(), x.effect.At.StartLine(), does(x.effect))
	via(f.As(x.level).With(x.confidence), x.effect)
	guarded(p, r, f)
}

// welcome matches the names of actions by which a visitor gets an account or into
// it, or that he is to call without one. One that only resets or verifies something
// is none: it must look at a proof.
var welcome = source.Pattern(`(^|[a-z0-9_])([Ss]ign_?([Ii]n|[Uu]p)|[Ll]og_?[Ii]n|[Rr]egister([Uu]ser|[Aa]ccount)|([Rr]equest|[Ff]orgot|[Ss]end)_?[Pp]assword(_?[Rr]eset)?|([Rr]equest|[Ss]end)\w*(O[Tt][Pp]|otp|[Mm]agic_?[Ll]ink)|([Aa]ccount|[Uu]ser|[Ee]mail)_?[Ee]xists|[Nn]ewsletter|[Ww]ait_?[Ll]ist|[Cc]ontact_?([Ff]orm|[Uu]s|[Mm]essage))([A-Z_]|$)`)

// shown returns the queries whose answers a page shows to anybody: an action
// that makes the same query gives away less than it seems. A page below a layout that
// turns visitors away shows them by mistake.
func shown(p *rules.Pass) map[source.Span]bool {
	out := map[source.Span]bool{}
	for _, page := range ofKind(p, visitor.Page) {
		if page.Protection != visitor.Open && page.Protection != visitor.Public || page.Code.Verdict != visitor.Reached || p.App().Visitor().Guard(page) != nil {
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
