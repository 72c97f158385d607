package performance

import (
	"strings"

	"clerkvet/analyzers/pathmatch"
	"clerkvet/rules"
)

// staticSamples are paths of static files that every Next.js app serves.
var staticSamples = []string{
	"/_next/static/chunks/main-app.js", "/_next/static/css/app.css", "/_next/static/media/font.woff2",
	"/_next/image", "/favicon.ico", "/logo.png", "/images/hero.jpg", "/fonts/inter.woff2", "/styles.css",
}

var matcherIncludesStatic = &rules.Rule{
	ID: "matcher-includes-static", Level: rules.Warning, Checklist: []string{"6.1"},
	Check: func(p *rules.Pass) {
		m := p.App().Next.Middleware
		if m == nil || m.Config.Matcher == nil {
			p.NotApplicable("no middleware runs with a matcher that can be read")
			return
		}
		var covered []string
		for _, sample := range staticSamples {
			runs, _, err := m.Config.Matcher.Runs(pathmatch.Request{Path: p.App().Next.Config.BasePath + sample})
			if err != nil {
				p.Unknown(m.Config.At, "%v", err)
				return
			}
			if runs {
				covered = append(covered, sample)
			}
		}
		if len(covered) == 0 {
			return
		}
		at := m.Config.At
		if at.IsZero() {
			at = m.Module.File.Whole()
		}
		f := p.Report(at, "the middleware runs for static files: %s", strings.Join(covered[:min(3, len(covered))], ", "))
		if !strings.HasPrefix(covered[0], "/_next/static") {
			f.As(rules.Note)
		}
	},
}
