package environment

import "clerkvet/rules"

var webhookSecretMissing = &rules.Rule{
	ID: "webhook-secret-missing", Level: rules.Warning, Checklist: []string{"1.4"},
	Check: func(p *rules.Pass) {
		reads := p.App().Clerk.WebhookSecrets()
		if len(reads) == 0 {
			p.NotApplicable("no Clerk webhook is verified with a variable")
			return
		}
		for _, r := range reads {
			if len(p.Facts().Env.DeclaredIn(p.App().Next.Dir, r.Name)) > 0 || otherName(p, r) != "" {
				continue
			}
			f := p.Report(r.At, "the webhook is verified with %s, which no env file, template, schema, workflow or README declares", r.Name)
			if !listsEnvironment(p) {
				f.With(rules.Low)
			}
		}
	},
}
