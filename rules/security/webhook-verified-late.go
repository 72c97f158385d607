package security

import (
	"clerkvet/analyzers"
	"clerkvet/rules"
)

var webhookVerifiedLate = &rules.Rule{
	ID: "webhook-verified-late", Level: rules.Error, CWE: 345, Checklist: []string{"3.3"},
	Check: func(p *rules.Pass) {
		for _, w := range p.Webhooks() {
			reportEarly(p, w, true)
			if len(switched(w.Resource)) == 0 { // else auth-fails-open names the switch
				reportEarly(p, w, false)
			}
		}
	},
}

// reportEarly reports what a webhook does before the check, or although it failed: all
// of it has one reason, and is one finding.
func reportEarly(p *rules.Pass, w *analyzers.Webhook, before bool) {
	message := "%s runs %s() although the check of the signature failed: anyone can forge deliveries"
	if before {
		message = "%s runs %s() before it checks the signature: anyone can forge deliveries"
	}
	var f *rules.Finding
	for _, early := range w.EarlyEffects() {
		switch {
		case early.Before != before:
		case f == nil:
			f = p.Report(early.Effect.At, message, w.Name(), early.Effect.Name).Via(early.Check.At, "%s checks the sender", early.Check.Name)
		default:
			f.Via(early.Effect.At, "so it runs %s()", early.Effect.Name)
		}
	}
}
