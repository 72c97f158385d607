package environment

import (
	"time"

	"clerkvet/rules"
)

var clerkEndOfLife = &rules.Rule{
	ID: "clerk-end-of-life", Level: rules.Note, CWE: 1104, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		for _, a := range p.App().Clerk.Aged(time.Now()) {
			at := a.At
			if at.IsZero() {
				at = p.App().Next.Anchor
			}
			p.Report(at, "%s %s: %s", a.Package, a.Version, a.Why)
		}
	},
}
