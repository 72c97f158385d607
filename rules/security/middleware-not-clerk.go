package security

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var middlewareNotClerk = &rules.Rule{
	ID: "middleware-not-clerk", Level: rules.Error, CWE: 862, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		uses := app.Clerk.ServerUses()
		switch {
		case app.Next.Middleware == nil:
			p.NotApplicable("no middleware is in place")
			return
		case len(uses) == 0:
			p.NotApplicable("no server code asks Clerk for the user")
			return
		}
		switch answer, at := app.Clerk.CallsClerk(); answer {
		case clerk.No:
			p.Report(app.Next.Middleware.Module.File.Whole(), "the middleware never calls Clerk, so %s() throws at run time and protects nothing", uses[0].Name).
				Via(uses[0].Span, "%s is used here", uses[0].Name)
		case clerk.Maybe:
			p.Unknown(at, "whether the middleware runs Clerk cannot be told: no way from its export to this is found")
		}
	},
}
