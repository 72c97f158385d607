package security

import (
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

var corsDevelopmentOrigin = &rules.Rule{
	ID: "cors-development-origin", Level: rules.Warning, CWE: 942, Checklist: []string{"3.4"},
	Check: func(p *rules.Pass) {
		seen := map[source.Span]bool{}
		for _, s := range p.App().Headers().Sharings() {
			var f *rules.Finding // of one list
			for _, o := range s.Development {
				if seen[o.At] || !reached(s) {
					continue
				}
				seen[o.At] = true
				if f != nil {
					f.Via(o.At, "so is %s", o.Text)
					continue
				}
				f = p.Report(o.At, "production allows the origin %s, which whoever runs a page there can use to call the app", o.Text)
			}
		}
	},
}
