package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

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
		case len(uses) == 0, !asked(p, uses):
			p.NotApplicable("no server code asks Clerk for the user")
		default:
			f := p.Report(app.Next.Anchor, "no middleware runs Clerk, so %s() throws at run time and protects nothing", uses[0].Name)
			f.Via(uses[0].Span, "%s is used here", uses[0].Name)
		}
	},
}

// asked reports whether the app runs one of the uses, as far as it can be told: one
// of its own counts as run, one in a package that several apps share where something
// of this app gets to it.
func asked(p *rules.Pass, uses []clerk.Use) bool {
	dir := p.App().Next.Dir
	shared := map[string]bool{}
	for _, u := range uses {
		path := u.Module.Path
		if dir == "." || dir == "" || strings.HasPrefix(path, dir+"/") {
			return true
		}
		shared[path] = true
	}
	return slices.ContainsFunc(p.App().Visitor().Resources(), func(r *visitor.Resource) bool {
		return r.Code.Verdict == visitor.Unknown || slices.ContainsFunc(r.Code.Events, func(e *visitor.Event) bool {
			return e.Kind == visitor.Check && e.Check == visitor.ClerkCheck && !e.At.IsZero() && shared[e.At.Path()]
		})
	})
}
