package security

import (
	"slices"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var matcherMissesRoute = &rules.Rule{
	ID: "matcher-misses-route", Level: rules.Error, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		calls, _ := app.Clerk.CallsClerk()
		switch {
		case app.Next.Middleware == nil || app.Next.Config.Output == "export":
			p.NotApplicable("no middleware is in place")
			return
		case calls == clerk.No:
			p.NotApplicable("the middleware does not call Clerk")
			return
		}
		if unread(p) {
			return
		}
		said := map[string]bool{}
		layouts := readingLayouts(app, missed(app))
		for _, r := range missed(app) {
			by := app.Visitor().SessionRead(r.Code)
			via := r
			if by == nil {
				via, by = readingLayout(app, layouts, r)
			}
			key := r.Path + r.File
			if r.Kind == visitor.Procedure { // all of a handler have the same context
				key = r.Route.File
			}
			if by == nil || said[key] {
				continue
			}
			said[key] = true
			f := p.Report(r.Span, "the middleware does not run for %s, where %s is called: the call throws, and the visitor gets an error", r.Path, by.Name)
			if via != r {
				f.Via(via.Span, "this layout is above it")
			}
			for _, at := range by.Stack() {
				if !at.IsZero() {
					f.Via(at, "calls on")
				}
			}
			f.Via(by.At, "%s needs Clerk's middleware", by.Name)
			if c := app.Next.Middleware.Config; !c.At.IsZero() {
				f.Via(c.At, "the matcher does not cover the path")
			}
		}
	},
}

// missed returns the resources that have a path for which the middleware does
// not run.
func missed(app *analyzers.App) (out []*visitor.Resource) {
	for _, r := range app.Visitor().Resources() {
		if r.Route != nil && !r.Route.Intercepts && r.Middleware.Verdict == visitor.NotRun {
			out = append(out, r)
		}
	}
	return out
}

// readingLayouts returns the layouts that ask Clerk for the session, if there is
// a resource that one may stand above.
func readingLayouts(app *analyzers.App, missed []*visitor.Resource) (out []*visitor.Resource) {
	if len(missed) == 0 {
		return nil
	}
	for _, l := range app.Visitor().Layouts() {
		if app.Visitor().SessionRead(l.Code) != nil {
			out = append(out, l)
		}
	}
	return out
}

// readingLayout returns the outermost of the layouts that is above the page, and
// the call in it.
func readingLayout(app *analyzers.App, layouts []*visitor.Resource, r *visitor.Resource) (*visitor.Resource, *visitor.Event) {
	if r.Kind != visitor.Page {
		return nil, nil
	}
	if i := slices.IndexFunc(layouts, r.Below); i >= 0 {
		return layouts[i], app.Visitor().SessionRead(layouts[i].Code)
	}
	return nil, nil
}
