package security

import (
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
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
		if unread(p) {
			return
		}
		if m.ExportProblem != "" {
			p.Report(m.Module.File.Whole(), "%s", m.ExportProblem)
		}
		switch {
		case m.Config.Outcome == next.Matchers && len(m.Config.Sources) == 0:
			p.Report(m.Config.At, "the matcher is an empty list, so the middleware never runs")
		case m.ExportProblem != "" && m.Config.Outcome == next.Throws:
			// The same, said of the config.
		case m.Config.Fails:
			p.Report(configAt(m), "Next.js cannot use this matcher, so the build fails: %s", m.Config.Problem)
		case m.Config.Problem != "":
			p.Report(configAt(m), "Next.js cannot use this matcher, so the middleware %s: %s", everywhere, m.Config.Problem)
		case ignored(m):
			p.Report(configAt(m), "Next.js reads only `export const config = {…}`, so it drops this config and the middleware %s", everywhere)
		}
	},
}

// unread ends the rule as unknown where the middleware cannot be read.
func unread(p *rules.Pass) bool {
	m := p.App().Next.Middleware
	if m == nil || !m.Unread {
		return false
	}
	p.Unknown(m.Config.At, "%s", m.Config.Problem)
	return true
}

const everywhere = "runs on every path, static files included"

func configAt(m *next.Middleware) source.Span {
	if m.Config.At.IsZero() {
		return m.Module.File.Whole()
	}
	return m.Config.At
}

// ignored reports whether the file exports a config in a form that is not read:
// `export let`, or by a list (F2.1, F2.2).
func ignored(m *next.Middleware) bool {
	syntax, err := m.Module.Syntax()
	if err != nil || m.Config.Outcome != next.Default || m.Config.At.IsZero() {
		return false
	}
	export, ok := syntax.Names().Exports["config"]
	return ok && export.Span == m.Config.At
}
