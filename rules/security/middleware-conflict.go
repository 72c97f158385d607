package security

import "clerkvet/rules"

var middlewareConflict = &rules.Rule{
	ID: "middleware-conflict", Level: rules.Error, CWE: 862, Checklist: []string{"2.4"},
	Check: func(p *rules.Pass) {
		app := p.App()
		for _, s := range app.Next.Strays {
			if app.Clerk.Shadowed(s) {
				winner := app.Next.Middleware.Module
				p.Report(s.Module.File.Whole(), "Next.js runs %s instead of this middleware: %s", winner.Path, s.Reason).
					Via(winner.File.Whole(), "this file runs")
			}
		}
		if len(app.Next.Conflict) < 2 {
			return
		}
		first, second := app.Next.Conflict[0].Module, app.Next.Conflict[1].Module
		consequence := "and Next.js takes only " + first.Path
		if app.Next.ConflictFails {
			consequence = "and the build fails"
		}
		p.Report(second.File.Whole(), "%s and %s stand side by side, %s", first.Path, second.Path, consequence).
			Via(first.File.Whole(), "the other file")
	},
}
