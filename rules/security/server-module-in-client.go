package security

import "clerkvet/rules"

var serverModuleInClient = &rules.Rule{
	ID: "server-module-in-client", Level: rules.Error, CWE: 669, Checklist: []string{"3.7"},
	Check: func(p *rules.Pass) {
		for _, s := range p.App().Clerk.ServerImportsInClient() {
			f := p.Report(s.At, "%s is for servers only, and this module reaches the browser: the build fails or server code is shipped", s.Specifier)
			if s.Reached.ViaBarrel {
				f.With(rules.Low)
			}
			f.Trail = chain(s.Reached)
		}
	},
}
