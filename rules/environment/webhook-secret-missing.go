package environment

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var webhookSecretMissing = &rules.Rule{
	ID: "webhook-secret-missing", Level: rules.Warning, Checklist: []string{"1.4"},
	Check: func(p *rules.Pass) {
		reads := p.App().Clerk.WebhookSecrets()
		if len(reads) == 0 {
			p.NotApplicable("no Clerk webhook is verified with a variable")
			return
		}
		for _, r := range undeclaredSecrets(p) {
			f := p.Report(r.At, "the webhook is verified with %s, which no env file, template, schema, workflow or README declares", r.Name)
			if !listsEnvironment(p) {
				f.With(rules.Low)
			}
		}
	},
}

// undeclaredSecrets returns the reads of the secrets of webhooks that nothing declares.
func undeclaredSecrets(p *rules.Pass) (out []clerk.SecretName) {
	for _, r := range p.App().Clerk.WebhookSecrets() {
		if len(p.Facts().Env.DeclaredIn(p.App().Next.Dir, r.Name)) == 0 && otherName(p, r) == "" {
			out = append(out, r)
		}
	}
	return out
}
