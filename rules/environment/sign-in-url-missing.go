package environment

import (
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var signInURLMissing = &rules.Rule{
	ID: "sign-in-url-missing", Level: rules.Warning, Checklist: []string{"1.6"},
	Check: func(p *rules.Pass) {
		pages := p.App().Clerk.SignInPages()
		if len(pages) == 0 {
			p.NotApplicable("the app has no sign-in page of its own")
			return
		}
		told := map[clerk.SignKind]*rules.Finding{}
		for _, page := range pages {
			if first := told[page.Kind]; first != nil {
				first.Via(page.At, "so is %s", page.Path)
				continue
			}
			if len(p.App().Clerk.ConfiguredURLs(p.Facts().Env, page.Kind)) == 0 {
				f := p.Report(page.At, "%s is a %s page of the app, and no variable, provider prop or middleware option tells Clerk of it", page.Path, page.Kind)
				if told[page.Kind] = f; !listsEnvironment(p) {
					f.With(rules.Low)
				}
			}
		}
	},
}

// listsEnvironment reports whether the repository says anywhere which variables
// of Clerk the app gets. Where it does not, their absence proves little: they
// are set out of its sight.
func listsEnvironment(p *rules.Pass) bool {
	env := p.Facts().Env
	for _, d := range env.In(p.App().Next.Dir) {
		if strings.Contains(d.Name, "CLERK_") {
			return true
		}
	}
	return false
}
