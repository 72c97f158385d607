package security

import "clerkvet/rules"

var secretPublicName = &rules.Rule{
	ID: "secret-public-name", Level: rules.Error, CWE: 200, Checklist: []string{"3.7"},
	Check: func(p *rules.Pass) {
		for _, s := range p.App().Clerk.PublicSecrets(p.Facts().Env) {
			consequence := "the first module of the browser that reads it sends its value to every visitor"
			if s.Reached.Module != nil {
				consequence = "this module reaches the browser, so the build sends its value to every visitor"
			}
			f := p.Report(s.At, "%s has a public name and holds a secret: %s", s.Name, consequence)
			if s.Reached.Module != nil {
				f.Trail = chain(s.Reached)
			}
			switch {
			case s.Typed:
				f.With(rules.Low)
			case s.Provider:
				f.With(rules.Medium)
			}
		}
	},
}
