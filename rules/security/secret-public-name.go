package security

import (
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var secretPublicName = &rules.Rule{
	ID: "secret-public-name", Level: rules.Error, CWE: 200, Checklist: []string{"3.7"},
	Check: func(p *rules.Pass) {
		seen := map[string]bool{}
		for _, m := range p.App().Next.Reachable() {
			for _, e := range m.EnvReads {
				if !strings.HasPrefix(e.Name, "NEXT_PUBLIC_") || !clerk.IsSecretVariable(e.Name) || seen[e.Name] {
					continue
				}
				seen[e.Name] = true
				p.Report(e.Span, "%s has a public name, so the next build sends its value to every visitor", e.Name)
			}
		}
	},
}
