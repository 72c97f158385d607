package security

import (
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var webhookProtected = &rules.Rule{
	ID: "webhook-protected", Level: rules.Error, Checklist: []string{"3.3"},
	Check: func(p *rules.Pass) {
		webhooks := p.App().Clerk.Webhooks()
		if len(webhooks) == 0 {
			p.NotApplicable("the app receives no webhooks")
			return
		}
		for _, w := range webhooks {
			r := receiver(p.App().Visitor().Resources(), w.Route.File)
			if r == nil || !r.Middleware.Refuses() || w.Evidence == "path" && needsSession(r) {
				continue
			}
			name, confidence := "the webhook", rules.Medium
			if w.Provider != "" {
				name, confidence = "the "+w.Provider+" webhook", rules.High
			}
			p.Report(r.Span, "the middleware turns the caller of %s at %s away, as it does not sign in: no delivery arrives", name, r.Path).
				With(confidence).Along(r.Middleware.Trail)
		}
	},
}

// needsSession reports whether the code asks Clerk who calls, and nothing else, before it
// does anything: whoever keeps webhooks there signs in.
func needsSession(r *visitor.Resource) bool {
	return r.Code.Verdict == visitor.Denied && !r.Code.Accidental && r.Code.OtherCheck == ""
}

// receiver returns the handler of a file that takes deliveries.
func receiver(resources []*visitor.Resource, file string) *visitor.Resource {
	var found *visitor.Resource
	for _, r := range resources {
		if r.File == file && r.Kind == visitor.Handler && (found == nil || r.Name == "POST") {
			found = r
		}
	}
	return found
}
