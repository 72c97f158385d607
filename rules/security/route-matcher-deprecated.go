package security

import "clerkvet/rules"

var routeMatcherDeprecated = &rules.Rule{
	ID: "route-matcher-deprecated", Level: rules.Note, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		if !app.Clerk.AtLeast("7.5.14") {
			p.NotApplicable("the installed Clerk does not deprecate createRouteMatcher()")
			return
		}
		for _, u := range app.Clerk.Uses("createRouteMatcher") {
			p.Report(u.Span, "createRouteMatcher() is deprecated since @clerk/nextjs 7.5.14: a check in each page, handler and action replaces it")
		}
	},
}
