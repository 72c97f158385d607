package errors

import "clerkvet/rules"

var errorBoundaryNotClient = &rules.Rule{
	ID: "error-boundary-not-client", Level: rules.Error, Checklist: []string{"5.1"},
	Check: func(p *rules.Pass) {
		boundaries := p.App().Next.Boundaries()
		if len(boundaries) == 0 {
			p.NotApplicable("the app has no error files in the app router")
			return
		}
		for _, m := range boundaries {
			if m.IsClient() {
				continue
			}
			start := m.File.Span(0, 0)
			p.Report(m.File.Whole(), "this error file is no client module, so the build fails: it lacks 'use client'").
				Fix = &rules.Fix{Title: "Add 'use client' at the top.", Safe: true, Edits: []rules.Edit{{At: start, Text: "'use client'\n\n"}}}
		}
	},
}
