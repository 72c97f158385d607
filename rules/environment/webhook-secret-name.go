package environment

import (
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var webhookSecretName = &rules.Rule{
	ID: "webhook-secret-name", Level: rules.Error, Checklist: []string{"1.4"},
	Check: func(p *rules.Pass) {
		for _, r := range p.App().Clerk.WebhookSecrets() {
			if other := otherName(p, r); other != "" {
				f := p.Report(r.At, "verifyWebhook() reads %s, and the project declares only %s: every delivery fails", r.Name, other)
				f.Fix = passing(r, other)
			}
		}
	},
}

// otherName returns the name under which the project declares the secret that
// an implicit read asks for under its own, or "".
func otherName(p *rules.Pass, r clerk.SecretName) string {
	env, dir := p.Facts().Env, p.App().Next.Dir
	if !r.Implicit || len(env.DeclaredIn(dir, r.Name)) > 0 {
		return ""
	}
	for _, name := range clerk.OtherWebhookNames() {
		// what other code reads under a general name is another sender's
		if len(env.DeclaredIn(dir, name)) > 0 && (strings.Contains(name, "CLERK") || !p.App().Clerk.Reads(name)) {
			return name
		}
	}
	return ""
}

// passing hands the declared variable to verifyWebhook(). As it stands no
// delivery gets through, so there is nothing to lose, unless the variable may
// hold the secret of another sender.
func passing(r clerk.SecretName, other string) *rules.Fix {
	insertions := r.Pass(other)
	if len(insertions) == 0 {
		return nil
	}
	fix := &rules.Fix{Title: "Pass " + other + " to verifyWebhook().", Safe: strings.Contains(other, "CLERK")}
	for _, i := range insertions {
		fix.Edits = append(fix.Edits, rules.Edit{At: i.At, Text: i.Text})
	}
	return fix
}
