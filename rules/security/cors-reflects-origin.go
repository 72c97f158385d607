package security

import "clerkvet/rules"

var corsReflectsOrigin = &rules.Rule{
	ID: "cors-reflects-origin", Level: rules.Error, CWE: 942, Checklist: []string{"3.4"},
	Check: func(p *rules.Pass) {
		told := map[string]bool{}
		for _, s := range p.App().Headers().Sharings() {
			if s.Reflected.IsZero() || !reached(s) || told[s.Module.Path] {
				continue
			}
			told[s.Module.Path] = true
			if s.Credentials {
				p.Report(s.Reflected, "whatever origin asks is allowed, with cookies: any site can act and read as the signed-in user")
				continue
			}
			switch handlers := served(p, s); {
			case allOpenly(s, handlers):
			case onlyPreflight(p, s) && len(handlers) > 0:
				reportPreflight(p, s.Reflected, handlers[0])
			default:
				p.Report(s.Reflected, "whatever origin asks is allowed, as no list is looked at: any site can call this and read the answers").With(rules.Medium)
			}
		}
	},
}
