package security

import "clerkvet/rules"

var middlewareMissing = &rules.Rule{
	ID: "middleware-missing", Level: rules.Error, CWE: 862, Checklist: []string{"2.4", "3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		uses := app.Clerk.ServerUses()
		switch {
		case !app.Clerk.Installed():
			p.NotApplicable("the app does not use Clerk")
		case app.Next.Config.Output == "export":
			p.NotApplicable("the app is a static export: no server runs a middleware")
		case app.Next.Middleware != nil, len(app.Next.Strays) > 0:
			// In place, or reported as misplaced.
		case len(uses) == 0:
			p.NotApplicable("no server code asks Clerk for the user")
		default:
			f := p.Report(app.Next.Anchor, "no middleware runs Clerk, so %s() throws at run time and protects nothing", uses[0].Name)
			f.Via(uses[0].Span, "%s is used here", uses[0].Name)
		}
	},
}
