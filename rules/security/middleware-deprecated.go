package security

import (
	"strings"

	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var middlewareDeprecated = &rules.Rule{
	ID: "middleware-deprecated", Level: rules.Warning, CWE: 477, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		for _, d := range p.App().Clerk.OldMiddleware() {
			if d.Gone {
				p.Report(d.Use.Span, "%s is not in the installed @clerk/nextjs %s: the middleware cannot run", d.Use.Name, d.Version).As(rules.Error)
			} else {
				instead := "clerkMiddleware() replaces it"
				if d.Major < 5 {
					instead = "authMiddleware() replaces it in 4, clerkMiddleware() from 5 on"
				}
				p.Report(d.Use.Span, "%s is deprecated and gone from @clerk/nextjs 6: %s", d.Use.Name, instead)
			}
		}
		call, ignored := ignoredOptions(p.App().Visitor())
		if len(ignored) == 0 {
			return
		}
		if what, _ := outcome(p.App(), p.App().Visitor().RoutePatterns()); what != visitor.Passes { // else policy-dead says so
			p.Report(call.At, "clerkMiddleware() does not know %s of authMiddleware() and ignores it", strings.Join(ignored, ", "))
		}
	},
}
