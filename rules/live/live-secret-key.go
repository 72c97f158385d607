package live

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var liveSecretKey = &rules.Rule{
	ID: "live-secret-key", Level: rules.Error, Checklist: []string{"1.2", "2.1"}, OnRequest: OnRequest,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		v, instance := facts.Secret, facts.Backend.Instance
		if wrong, cause := flaw(v, clerk.SecretKey); wrong != "" {
			p.Report(place(p, v.Name), "%s %s", v.Name, wrong).Because(cause, apiKeys)
			return
		}
		if instance.OK() && instance.Type != "" && instance.Type != "production" {
			p.Report(place(p, v.Name), "%s belongs to an instance of type %s, though it is written like a live key", v.Name, instance.Type).
				Because("the key is not that of the production instance", apiKeys)
		}
	},
}
