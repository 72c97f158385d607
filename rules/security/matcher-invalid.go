package security

import (
	"clerkvet/analyzers/next"
	"clerkvet/rules"
)

var matcherInvalid = &rules.Rule{
	ID: "matcher-invalid", Level: rules.Error, CWE: 862, Checklist: []string{"6.1", "3.1"},
	Check: func(p *rules.Pass) {
		m := p.App().Next.Middleware
		if m == nil {
			p.NotApplicable("no middleware is in place")
			return
		}
		at := m.Config.At
		if at.IsZero() {
			at = m.Module.File.Whole()
		}
		if m.ExportProblem != "" {
			p.Report(m.Module.File.Whole(), "%s", m.ExportProblem)
		}
		switch m.Config.Outcome {
		case next.Unsupported, next.Invalid, next.Throws:
			consequence := "so the middleware runs on every path, static files included"
			if m.Config.Fails {
				consequence = "so the build fails"
			}
			p.Report(at, "Next.js cannot use this matcher, %s: %s", consequence, m.Config.Problem)
		case next.Matchers:
			if len(m.Config.Sources) == 0 {
				p.Report(at, "the matcher is an empty list, so the middleware never runs")
			}
		}
	},
}
