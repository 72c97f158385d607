package security

import (
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
)

// boilerplate matches paths that no file of the app answers and that belong in a
// list all the same: Clerk's and Next.js's own, the platform's, tunnels, pages
// that Clerk hosts, the API in the matcher that everybody copies, and files.
var boilerplate = source.Pattern(`(?i)^/(_|clerk|\.well-known|ingest|monitoring|tunnel|api/?(x|trpc|uploadthing|inngest)?(/x)?$|trpc|static|assets|images?|fonts|icons?|public)|` +
	`/(sign|log)-?(in|up|out)|/sso-callback|/register|\.\w{2,12}$`)

// leadsSomewhere reports whether a path, without base path, is one that
// something may answer.
func leadsSomewhere(app *analyzers.App, path string) bool {
	base := app.Next.Config.BasePath
	if path == "/" || boilerplate().MatchString(path) || app.Next.Rewritten(path) || app.Clerk.Localised(path) {
		return true
	}
	for _, p := range []string{base + path, base + path + "/x", base + "/en" + path, base + "/en" + path + "/x"} {
		if app.Next.Match(p) != nil {
			return true
		}
	}
	return holdsRoutes(app, path) || inPublic(app, path)
}

// holdsRoutes reports whether routes stand below the path.
func holdsRoutes(app *analyzers.App, path string) bool {
	for _, r := range app.Next.Routes {
		if p := withoutLanguage(r); strings.HasPrefix(p, path+"/") || strings.HasPrefix(r.Path, path+"/") {
			return true
		}
	}
	return false
}

// inPublic reports whether a file or folder of public/ answers the path.
func inPublic(app *analyzers.App, path string) bool {
	tree := app.Next.Project.Tree
	name := strings.TrimPrefix(app.Next.Dir+"/public"+strings.TrimSuffix(path, "/x"), "./")
	return tree.Has(name) || tree.HasDir(name)
}

// language matches a first segment that holds a language.
var language = source.Pattern(`^/\[(locale|lang|lng|language)\]`)

func withoutLanguage(r *next.Route) string {
	return language().ReplaceAllString(r.Path, "")
}

// takes reports whether the pattern takes a URL of the resource, with its
// language or without.
func takes(p *visitor.RoutePattern, r *visitor.Resource, base string) bool {
	path := strings.TrimPrefix(r.Middleware.URL, base)
	if path == "" {
		path = "/"
	}
	if p.Matches(path) {
		return true
	}
	rest, ok := strings.CutPrefix(path, "/en")
	return ok && language().MatchString(r.Path) && p.Matches("/"+strings.TrimPrefix(rest, "/"))
}
