package errors

import "clerkvet/rules"

var notFoundMissing = &rules.Rule{
	ID: "not-found-missing", Level: rules.Note, Checklist: []string{"5.1"},
	Check: func(p *rules.Pass) {
		app := p.App().Next
		switch {
		case !app.HasAppPages() && len(app.PagesIn("/")) == 0:
			p.NotApplicable("the app has no pages")
		case app.HasNotFound():
		default:
			p.Report(app.Anchor, "the app has no not-found page, so an unknown URL shows Next.js's own")
		}
	},
}
