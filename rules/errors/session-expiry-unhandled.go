package errors

import "clerkvet/rules"

var sessionExpiryUnhandled = &rules.Rule{
	ID: "session-expiry-unhandled", Level: rules.Note, Checklist: []string{"5.4"},
	Check: func(p *rules.Pass) {
		switch app := p.App(); {
		case !app.Next.HasPages():
			p.NotApplicable("the app has no pages")
		case len(app.Clerk.Uses()) == 0:
			p.NotApplicable("the app does not use Clerk")
		case app.Clerk.WayBack().IsZero():
			at := app.Next.Anchor
			if boundaries := app.Next.Boundaries(); len(boundaries) > 0 {
				at = boundaries[0].File.Whole()
			}
			p.Report(at, "neither an error page nor code in the browser offers a sign-in to somebody whose session has ended, so the page they are on fails without a way back")
		}
	},
}
