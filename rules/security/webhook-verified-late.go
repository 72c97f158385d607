package security

import "clerkvet/rules"

var webhookVerifiedLate = &rules.Rule{
	ID: "webhook-verified-late", Level: rules.Error, CWE: 345, Checklist: []string{"3.3"},
	Check: func(p *rules.Pass) {
		for _, w := range p.Webhooks() {
			for _, early := range w.EarlyEffects() {
				message := "%s runs %s() although the check of the signature failed: anyone can forge deliveries"
				if early.Before {
					message = "%s runs %s() before it checks the signature: anyone can forge deliveries"
				}
				p.Report(early.Effect.At, message, w.Name(), early.Effect.Name).Via(early.Check.At, "%s checks the sender", early.Check.Name)
			}
		}
	},
}
