package security

import "clerkvet/rules"

var secretPublicName = &rules.Rule{
	ID: "secret-public-name", Level: rules.Error, CWE: 200, Checklist: []string{"3.7"},
	Check: func(p *rules.Pass) {
		for _, s := range p.App().Clerk.PublicSecrets(p.Facts().Env) {
			p.Report(s.At, "%s has a public name and holds a secret: every build that reads it sends its value to every visitor", s.Name)
		}
	},
}
