package security

import (
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// machineFile matches files that crawlers, browsers and other programs ask for
// at an address that they know.
var machineFile = source.Pattern(`(?i)^(/\[\w+\])?/(robots\.txt|sitemap[\w-]*\.xml|(manifest|site)\.(json|webmanifest)|(ads|llms|llms-full|humans|security)\.txt|` +
	`((rss|feed|atom)(\.xml|\.json)?|[\w-]+/(rss|feed|atom)(\.xml|\.json)|\.well-known/.+))$`)

// A machineAddress is the address of such a file in the app.
type machineAddress struct {
	path   string
	at     source.Span
	answer visitor.MiddlewareAnswer
}

var metadataRouteProtected = &rules.Rule{
	ID: "metadata-route-protected", Level: rules.Note, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		files := machineAddresses(app)
		if len(files) == 0 {
			p.NotApplicable("the app serves no file that crawlers or browsers ask for by themselves")
			return
		}
		shown := showsPages(app)
		var first *rules.Finding
		for _, f := range files {
			switch {
			case !f.answer.Refuses() || !shown && !strings.Contains(f.path, "manifest"):
			case first == nil:
				first = p.Report(f.at, "the middleware turns crawlers and browsers that ask for %s away, as they do not sign in", f.path).Along(f.answer.Trail)
			default:
				first.Via(f.at, "so it turns away who asks for %s", f.path)
			}
		}
	},
}

// machineAddresses returns the metadata routes, the handlers at such an address,
// and the files of public/.
func machineAddresses(app *analyzers.App) (out []machineAddress) {
	refused := map[string]bool{}
	for _, r := range app.Visitor().Resources() {
		if r.Kind == visitor.Page && r.Middleware.Refuses() {
			refused[r.Path] = true
		}
	}
	for _, r := range app.Visitor().Resources() {
		parent := r.Path[:strings.LastIndex(r.Path, "/")+1]
		switch {
		case r.Route == nil || r.Name == "generateMetadata":
		case r.Kind == visitor.Metadata && r.Route.Metadata != "favicon" && !refused["/"+strings.Trim(parent, "/")],
			r.Kind == visitor.Handler && r.Name == "GET" && machineFile().MatchString(r.Path):
			out = append(out, machineAddress{r.Path, r.Span, r.Middleware})
		}
	}
	tree := app.Next.Project.Tree
	dir := strings.TrimPrefix(app.Next.Dir+"/public", "./")
	for _, name := range tree.Below(dir) {
		path := strings.TrimPrefix(name, dir)
		if !machineFile().MatchString(path) || strings.Contains(path, "[") {
			continue
		}
		if f, err := tree.Read(name); err == nil {
			out = append(out, machineAddress{path, f.Whole(), app.Visitor().At(app.Next.Config.BasePath + path)})
		}
	}
	return out
}

// signPath matches the pages where people sign in.
var signPath = source.Pattern(`(?i)/(sign|log)[-_]?(in|up)|/register|/sso-callback|/auth\b`)

// showsPages reports whether strangers get to see a page besides those for
// signing in: only then crawlers have something to look for.
func showsPages(app *analyzers.App) bool {
	for _, r := range app.Visitor().Resources() {
		if r.Kind == visitor.Page && !r.Middleware.Refuses() && r.Code.Verdict != visitor.Denied && !signPath().MatchString(r.Path) {
			return true
		}
	}
	return false
}
