package security

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var webhookUnverified = &rules.Rule{
	ID: "webhook-unverified", Level: rules.Error, CWE: 345, Checklist: []string{"3.3"},
	Check: func(p *rules.Pass) {
		hooks := p.App().Clerk.Webhooks()
		if len(hooks) == 0 {
			p.NotApplicable("the app has no webhook")
			return
		}
		for _, w := range hooks {
			name := "this webhook"
			if w.Provider != "" {
				name = "this " + w.Provider + " webhook"
			}
			at := w.At
			if at.IsZero() {
				at = w.Route.Module.File.Whole()
			}
			switch w.Verified {
			case clerk.No:
				f := p.Report(at, "%s uses the payload without a signature check: anyone who knows %s can forge events", name, w.Route.Path)
				if w.Evidence == "path" {
					f.With(rules.Medium)
				}
			case clerk.Maybe:
				p.Unknown(at, "whether %s checks the signature cannot be told from here on", name)
			}
		}
	},
}
