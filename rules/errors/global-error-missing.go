package errors

import "clerkvet/rules"

var globalErrorMissing = &rules.Rule{
	ID: "global-error-missing", Level: rules.Warning, Checklist: []string{"5.1"},
	Check: func(p *rules.Pass) {
		app := p.App().Next
		switch {
		case !app.HasAppPages():
			p.NotApplicable("the app has no pages in the app router")
		case app.GlobalError() == nil:
			p.Report(app.Anchor, "%s has no global-error file, so a failure of the root layout shows a blank page", app.AppDir)
		}
	},
}
