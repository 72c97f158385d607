package errors

import (
	"strings"

	"clerkvet/rules"
)

var errorBoundaryMissing = &rules.Rule{
	ID: "error-boundary-missing", Level: rules.Warning, Checklist: []string{"5.1"},
	Check: func(p *rules.Pass) {
		app := p.App().Next
		if app.PagesDir != "" && len(app.PagesIn("/")) > 0 && !app.HasPagesFile("_error", "500") {
			p.Report(app.Anchor, "the pages router has no _error or 500 page, so a failure shows Next.js's own").Because("", "add pages/_error.tsx or pages/500.tsx")
		}
		bare, guarded := p.App().Clerk.BoundaryGaps()
		switch {
		case app.AppDir == "":
			if app.PagesDir == "" {
				p.NotApplicable("the app has no pages")
			}
		case len(bare) == 0:
		case !guarded:
			f := p.Report(app.Anchor, "no error file stands above any page of the app router (%s), so a failure there takes down the whole page", names(bare))
			if app.GlobalError() != nil {
				f.As(rules.Note)
			}
		default:
			p.Report(app.Anchor, "no error file stands above %s, so a failure there takes down more than its segment", names(bare)).As(rules.Note)
		}
	},
}

// names lists the first few URL patterns.
func names(paths []string) string {
	if len(paths) > 3 {
		paths = append(paths[:3:3], "…")
	}
	return strings.Join(paths, ", ")
}
