package security

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/next"
	"clerkvet/rules"
)

var middlewareMisplaced = &rules.Rule{
	ID: "middleware-misplaced", Level: rules.Error, CWE: 862, Checklist: []string{"2.4", "3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		if m := app.Next.Middleware; m != nil && m.Lost != nil {
			f := p.Report(m.Module.File.Whole(), "only Turbopack runs this middleware: %s, so that it never runs in a build with webpack; it belongs in %s", m.Lost.Reason, m.Lost.Want)
			move(p, *m.Lost, f.As(rules.Warning))
		}
		for _, s := range app.Next.Strays {
			if app.Clerk.Shadowed(s) {
				continue
			}
			place, level := "; it belongs in "+s.Want, rules.Error
			switch {
			case s.Want == s.Module.Path:
				place = ""
			case app.Next.Middleware != nil && p.Facts().Tree.Has(s.Want):
				place = ", and what it checks belongs in " + app.Next.Middleware.Module.Path + ", which runs"
				if answer, _ := app.Clerk.CallsClerk(); answer == clerk.Yes {
					level = rules.Warning
				}
			}
			move(p, s, p.Report(s.Module.File.Whole(), "Next.js never runs this middleware: %s%s", s.Reason, place).As(level))
		}
	},
}

// move gives the finding the fix that moves the file to where it belongs. It is
// not safe: it runs from then on, on routes that may not be ready for it.
func move(p *rules.Pass, s next.Stray, f *rules.Finding) {
	if p.App().Next.CanMove(s) && !p.Facts().Tree.Has(s.Want) {
		f.Fix = &rules.Fix{Title: "Move the file to " + s.Want + ".", Move: &rules.Move{From: s.Module.File, To: s.Want}}
	}
}
