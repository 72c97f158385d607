package security

import "clerkvet/rules"

var middlewareMisplaced = &rules.Rule{
	ID: "middleware-misplaced", Level: rules.Error, CWE: 862, Checklist: []string{"2.4", "3.1"},
	Check: func(p *rules.Pass) {
		for _, s := range p.App().Next.Strays {
			if !p.App().Clerk.Shadowed(s) {
				f := p.Report(s.Module.File.Whole(), "Next.js never runs this middleware: %s; it belongs in %s", s.Reason, s.Want)
				if p.App().Next.CanMove(s) && !p.Facts().Tree.Has(s.Want) {
					// not safe: it runs from then on, on routes that may not be ready for it
					f.Fix = &rules.Fix{Title: "Move the file to " + s.Want + ".", Move: &rules.Move{From: s.Module.File, To: s.Want}}
				}
			}
		}
	},
}
