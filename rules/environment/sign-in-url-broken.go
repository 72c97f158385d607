package environment

import (
	"slices"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var signInURLBroken = &rules.Rule{
	ID: "sign-in-url-broken", Level: rules.Error, Checklist: []string{"1.6"},
	Check: func(p *rules.Pass) {
		app := p.App()
		urls := append(app.Clerk.ConfiguredURLs(p.Facts().Env, clerk.SignIn), app.Clerk.ConfiguredURLs(p.Facts().Env, clerk.SignUp)...)
		switch {
		case app.Clerk.Absent():
			p.NotApplicable("the app does not use Clerk")
			return
		case len(urls) == 0 || !app.Next.HasPages():
			p.NotApplicable("no sign-in URL is configured, or the app has no pages")
			return
		}
		told := map[string]*rules.Finding{}
		for _, u := range urls {
			if !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, "$") {
				continue // another host, or built at run time
			}
			path, _, _ := strings.Cut(u.Path, "?")
			path, _, _ = strings.Cut(path, "#")
			path = strings.TrimSpace(path)
			switch first := told[string(u.Kind)+path]; {
			case answered(app, path) || ofAnother(p, u, path):
			case first != nil:
				first.Via(u.At, "so it stands here")
			default:
				f := p.Report(u.At, "the %s URL %s is no route of the app: whoever has to sign in gets a 404", u.Kind, path)
				told[string(u.Kind)+path] = f
				if app.Next.AppDir == "" {
					f.Because("", "point the URL at the page that renders <SignIn />, or add such a page to pages/")
				}
			}
		}
	},
}

// answered reports whether the app has a route for the path: with the base path
// or without it, by a rewrite, or below a locale.
func answered(app *analyzers.App, path string) bool {
	return app.Next.Match(app.Next.Config.BasePath+path) != nil || app.Next.Match(path) != nil ||
		app.Next.Rewritten(path) || app.Clerk.Localised(path)
}

// ofAnother reports whether the URL stands in a file that apps of a monorepo
// share, and another of them has the route.
func ofAnother(p *rules.Pass, u clerk.ConfiguredURL, path string) bool {
	dir := p.App().Next.Dir
	if dir == "." || strings.HasPrefix(u.At.Path(), dir+"/") {
		return false
	}
	return slices.ContainsFunc(slices.Concat(p.Facts().Apps, p.Facts().Others), func(a *analyzers.App) bool {
		return a != p.App() && answered(a, path)
	})
}
