package security

import (
	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

var webhookUnverified = &rules.Rule{
	ID: "webhook-unverified", Level: rules.Error, CWE: 345, Checklist: []string{"3.3"},
	Check: func(p *rules.Pass) {
		walked, seen := map[*next.Route]bool{}, map[source.Span]bool{}
		for _, w := range p.Webhooks() {
			walked[w.Route] = true
			at := w.At
			if at.IsZero() || seen[at] {
				at = w.Resource.Span
			}
			seen[at] = judgeDelivery(p, w, at)
		}
		for _, w := range p.App().Clerk.Webhooks() {
			if !walked[w.Route] {
				p.Unknown(w.At, "the handler of %s cannot be found, so whether it checks the signature is not known", w.Route.Path)
			}
		}
	},
}

// judgeDelivery reports whether it reported the webhook.
func judgeDelivery(p *rules.Pass, w *analyzers.Webhook, at source.Span) bool {
	switch t := w.Trust(); {
	case t.Verified == clerk.No && !w.Forwards.IsZero():
		p.Unknown(w.Forwards, "%s passes the request on with its headers: whether the signature is checked there cannot be told", w.Name())
	case t.Verified == clerk.No && len(switched(w.Resource)) > 0: // auth-fails-open names the switch
	case t.Verified == clerk.No:
		who := "anyone who knows " + w.Route.Path + " can forge events"
		if w.Resource.Middleware.Refuses() { // webhook-protected says that this cannot stay
			who = "whoever is signed in can forge events, and anyone once the middleware lets the sender through"
		}
		f := p.Report(at, "%s uses the payload without a signature check: %s", w.Name(), who)
		if w.Evidence == "path" {
			f.With(rules.Medium)
		}
		via(f, t.At)
		return true
	case t.Verified == clerk.Maybe && t.At != nil:
		p.Unknown(t.At.At, "whether %s checks the signature cannot be told from here on", w.Name())
	case t.Verified == clerk.Maybe:
		p.Unknown(at, "whether %s checks the signature cannot be told", w.Name())
	}
	return false
}
