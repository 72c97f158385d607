package security

import (
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// debugPath matches paths of routes that are for developers.
var debugPath = source.Pattern(`(?i)(^|/)(_?debug[\w-]*|[\w-]+-debug|seed[\w-]*|_?tests?|testing|test-[\w-]+|[\w-]+-test|dump|diagnostics?|playground|sandbox)(/|$)`)

var debugRouteOpen = &rules.Rule{
	ID: "debug-route-open", Level: rules.Warning, Precision: rules.Medium, CWE: 489, Checklist: []string{"3.2", "5.2"},
	Check: func(p *rules.Pass) {
		for _, r := range endpoints(p) {
			open := r.Protection == visitor.Open || r.Protection == visitor.Public
			if open && r.Code.Verdict == visitor.Reached && len(r.Code.Reaches) > 0 && !byVariable(r) && debugPath().MatchString(r.Path) {
				e := r.Code.Reaches[0]
				if x, ok := exposed(r); ok {
					e = x.effect
				}
				f := p.Report(r.Span, "%s looks like a route for developers and answers anyone in production: it gets as far as %s:%d, %s()", title(r), e.At.Path(), e.At.StartLine(), e.Name).With(rules.Medium)
				f.Via(e.At, "%s()", e.Name)
			}
		}
	},
}
