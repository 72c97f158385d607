package environment

import (
	"bytes"
	"slices"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var signInProtected = &rules.Rule{
	ID: "sign-in-protected", Level: rules.Error, Checklist: []string{"1.6", "3.1"},
	Check: func(p *rules.Pass) {
		any := false
		for _, kind := range []clerk.SignKind{clerk.SignIn, clerk.SignUp} {
			pages := signPages(p, kind)
			any = any || len(pages) > 0
			for _, page := range refusedPages(p.App(), kind, pages) {
				what := "the middleware turns"
				if !page.middleware {
					what = "the code turns"
				}
				p.Report(page.r.Span, "%s everybody away from the %s page %s who is not signed in: nobody gets past it", what, kind, page.r.Path).
					Along(page.trail)
			}
			reportSteps(p, kind, pages)
		}
		if !any {
			p.NotApplicable("the app has no sign-in or sign-up page of its own")
		}
	},
}

// reportSteps reports a sign-in page that visitors get, while the middleware turns them
// away from the steps below it: the second factor, and the way back from Google.
func reportSteps(p *rules.Pass, kind clerk.SignKind, pages []*visitor.Resource) {
	app := p.App()
	for _, r := range pages {
		page, below, _ := strings.Cut(r.Path, "/[[...")
		if below == "" || r.Middleware.Verdict != visitor.Passes || strings.Contains(page, "[") || bytes.Contains(r.Route.Module.File.Text, []byte("routing=")) {
			continue
		}
		step := page + "/sso-callback"
		if answer := app.Visitor().At(app.Next.Config.BasePath + step); answer.Refuses() && !exempt(app, r) {
			p.Report(r.Span, "the middleware turns everybody away from %s who is not signed in: the %s page %s is open, and none of its steps is", step, kind, page).
				With(rules.Medium).Along(answer.Trail)
		}
	}
}

// signPages returns the pages of the kind: those that are configured, or else
// those that render the component.
func signPages(p *rules.Pass, kind clerk.SignKind) (out []*visitor.Resource) {
	app := p.App()
	paths := map[string]bool{}
	for _, u := range app.Clerk.ConfiguredURLs(p.Facts().Env, kind) {
		path, _, _ := strings.Cut(u.Path, "?")
		if route := app.Next.Match(app.Next.Config.BasePath + path); strings.HasPrefix(path, "/") && route != nil && !anyWord(route.Path) {
			paths[route.Path] = true
		}
	}
	if len(paths) == 0 {
		for _, page := range app.Clerk.SignInPages() {
			if page.Kind == kind {
				paths[page.Path] = true
			}
		}
	}
	for _, r := range app.Visitor().Resources() {
		if r.Kind == visitor.Page && paths[r.Path] {
			out = append(out, r)
		}
	}
	return out
}

// anyWord reports whether the last segment of a path is a parameter: a page that
// answers every word, as the start page of a language does, is no sign-in page.
func anyWord(path string) bool {
	last := path[strings.LastIndexByte(path, '/')+1:]
	return strings.HasPrefix(last, "[") && !strings.HasPrefix(last, "[[") && !strings.HasPrefix(last, "[...")
}

// A refusedPage is a page that a signed-out visitor does not get.
type refusedPage struct {
	r          *visitor.Resource
	middleware bool
	trail      []visitor.Step
}

// refusedPages returns the pages, if none of them can be seen: of several, one
// that can be seen is enough to sign in.
func refusedPages(app *analyzers.App, kind clerk.SignKind, pages []*visitor.Resource) (out []refusedPage) {
	for _, r := range pages {
		switch layout := app.Visitor().Guard(r); {
		case r.Middleware.Refuses() && !exempt(app, r):
			out = append(out, refusedPage{r, true, r.Middleware.Trail})
		case r.Code.RefusesHere() && !leadsHere(kind, r.Code.Trail):
			out = append(out, refusedPage{r, false, r.Code.Trail})
		case layout != nil && layout.Code.RefusesHere() && !leadsHere(kind, layout.Code.Trail):
			out = append(out, refusedPage{r, false, layout.Code.Trail})
		default:
			return nil
		}
	}
	return out
}

// leadsHere reports whether what turns visitors away is the component of Clerk that leads
// to the page on which it stands: they stay there.
func leadsHere(kind clerk.SignKind, trail []visitor.Step) bool {
	component := map[clerk.SignKind]string{clerk.SignIn: "<RedirectToSignIn>", clerk.SignUp: "<RedirectToSignUp>"}[kind]
	return slices.ContainsFunc(trail, func(s visitor.Step) bool { return strings.HasPrefix(s.Message, component) })
}

// exempt reports whether authMiddleware may let the page pass on its own: it
// makes the configured pages public, and where they are configured is often
// not committed (facts.md F4.9).
func exempt(app *analyzers.App, r *visitor.Resource) bool {
	for _, e := range r.Middleware.Events {
		if e.Kind == visitor.Check && e.Name == "authMiddleware()" {
			return true
		}
	}
	return false
}
