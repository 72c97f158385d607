package live

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var liveWebhookSecret = &rules.Rule{
	ID: "live-webhook-secret", Level: rules.Error, Checklist: []string{"1.4", "2.3"}, OnRequest: OnRequest,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		v := facts.Webhook
		if !v.Set && !facts.WebhookRead {
			p.NotApplicable("no code verifies a webhook of Clerk, and %s is not set", v.Name)
			return
		}
		const advice = "copy the signing secret of the production endpoint from Clerk's Dashboard › Webhooks"
		if !v.Set {
			p.Report(place(p, v.Name), "%s is not set in this environment: every event of Clerk will be refused", v.Name).
				Because("the variable is missing in the deployment, or has another name there", advice)
			return
		}
		if wrong, cause := flaw(v, clerk.WebhookSecret); wrong != "" {
			p.Report(place(p, v.Name), "%s %s", v.Name, wrong).Because(cause, advice)
		}
	},
}
