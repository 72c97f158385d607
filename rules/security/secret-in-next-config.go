package security

import "clerkvet/rules"

var secretInNextConfig = &rules.Rule{
	ID: "secret-in-next-config", Level: rules.Error, CWE: 200, Checklist: []string{"3.7"},
	Check: func(p *rules.Pass) {
		app := p.App()
		if app.Next.Config.File == nil {
			p.NotApplicable("the app has no next.config")
			return
		}
		for _, s := range app.Clerk.SecretsInConfig() {
			p.Report(s.At, "next.config hands %s to the bundle by %s, so any client module that reads it publishes it", s.Name, s.Key)
		}
		for _, u := range app.Next.Config.Unknown {
			if u.Key == "env" || u.Key == "" {
				p.Unknown(u.Span, "this part of next.config cannot be read")
			}
		}
	},
}
