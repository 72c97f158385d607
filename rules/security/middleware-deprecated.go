package security

import "clerkvet/rules"

var middlewareDeprecated = &rules.Rule{
	ID: "middleware-deprecated", Level: rules.Warning, CWE: 477, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		for _, d := range p.App().Clerk.OldMiddleware() {
			if d.Gone {
				p.Report(d.Use.Span, "%s is not in the installed @clerk/nextjs %s: the middleware cannot run", d.Use.Name, d.Version).As(rules.Error)
			} else {
				p.Report(d.Use.Span, "%s is deprecated and gone from @clerk/nextjs 6: clerkMiddleware() replaces it", d.Use.Name)
			}
		}
	},
}
