package next

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// loadRoutes finds what answers a URL, in both routers.
func (a *App) loadRoutes() {
	a.Routes, a.Segments = nil, nil
	segments := a.loadSegments()
	taken := map[string]*Route{}
	for _, file := range a.below(a.AppDir) {
		if r := a.appRoute(file); r != nil {
			r.Segments = closest(segments, path.Dir(file)).chain()
			a.addRoute(taken, r)
		}
	}
	for _, file := range a.below(a.PagesDir) {
		a.addRoute(taken, a.pagesRoute(file))
	}
	a.addShut()
	slices.SortFunc(a.Routes, func(x, y *Route) int {
		return cmp.Or(strings.Compare(x.Path, y.Path), strings.Compare(x.File, y.File))
	})
}

// addRoute adds a route, unless another file with the same name and an
// extension that comes first has its place.
func (a *App) addRoute(taken map[string]*Route, r *Route) {
	if r == nil {
		return
	}
	r.app, r.Module = a, a.Project.Graph.Module(r.File)
	name := path.Join(path.Dir(r.File), r.Key)
	old := taken[name]
	switch {
	case old == nil:
		taken[name] = r
		a.Routes = append(a.Routes, r)
	case r.Kind != MetadataRoute && a.rank(r.File) < a.rank(old.File):
		*old = *r
	}
}

// addShut adds a handler for all that folders may hold which could not be
// listed: nobody knows what answers there.
func (a *App) addShut() {
	for _, dir := range a.Project.Tree.Shut() {
		for _, root := range []string{a.AppDir, a.PagesDir} {
			rel, ok := relative(root, dir)
			if root == "" || !ok && dir != root || root == a.AppDir && isPrivate(rel) {
				continue
			}
			key := path.Join("/", rel, "[[...unread]]", "route")
			a.Routes = append(a.Routes, &Route{
				Kind: HandlerRoute, Path: intercepted(appURL(key)), File: dir, Key: key, AppRouter: root == a.AppDir,
				Module: closed(dir, fmt.Errorf("the folder %s cannot be read", dir)), app: a,
			})
		}
	}
}

// appRoute returns the route of a file of the app router, nil if it is none.
func (a *App) appRoute(file string) *Route {
	rel, _ := relative(a.AppDir, file)
	if isPrivate(rel) {
		return nil
	}
	many := false
	if m := a.Project.Graph.Module(file); m != nil {
		many = generatesMany(m)
	}
	key, metadata := a.appKey(rel, many)
	if key == "" {
		return nil
	}
	r := &Route{Kind: PageRoute, File: file, AppRouter: true, Key: key, Metadata: metadata}
	switch {
	case metadata != "":
		r.Kind = MetadataRoute
	case path.Base(key) == "route":
		r.Kind = HandlerRoute
	}
	url := appURL(key)
	if !many { // what Next.js appends before 15 answers nothing then
		url = strings.TrimSuffix(url, "/[[...__metadata_id__]]")
	}
	r.Path = intercepted(url)
	r.Intercepts = r.Path != url
	r.Slot = strings.Contains(key, "/@")
	return r
}

// appKey returns the page key of a file below app, and the metadata convention
// that it follows, if any; "" if the file is no entry.
func (a *App) appKey(rel string, many bool) (key, metadata string) {
	rel = unescaped(rel)
	if strings.HasSuffix(rel, ".d.ts") {
		return "", ""
	}
	if name, static := a.metadata(rel); name != "" {
		if !static {
			rel, _ = a.pageStem(rel)
		}
		return metadataKey("/"+rel, static, many, since(a.next(), "15.0.0")), name
	}
	stem, _ := a.pageStem(rel)
	if base := path.Base(stem); base == "page" || base == "route" {
		return "/" + stem, ""
	}
	return "", ""
}

// appURL returns the URL pattern of a page key: groups, slots and the last
// part are left out (next@16.4.6 shared/lib/router/utils/app-paths).
func appURL(key string) string {
	parts := strings.Split(key, "/")
	var out strings.Builder
	for i, part := range parts {
		last := i == len(parts)-1 && (part == "page" || part == "route")
		if part != "" && !isGroup(part) && part[0] != '@' && !last {
			out.WriteString("/" + part)
		}
	}
	return cmp.Or(out.String(), "/")
}

func isGroup(part string) bool {
	return strings.HasPrefix(part, "(") && strings.HasSuffix(part, ")")
}

// interceptions are the markers of intercepting folders, with the number of
// parts that they go up; -1 for all.
var interceptions = []struct {
	marker string
	up     int
}{{"(..)(..)", 2}, {"(...)", -1}, {"(..)", 1}, {"(.)", 0}}

// intercepted returns the URL pattern that a request has for a URL with an
// intercepting part: that of the page which it stands in for.
func intercepted(url string) string {
	parts := strings.Split(strings.TrimPrefix(url, "/"), "/")
	for i, part := range parts {
		for _, x := range interceptions {
			rest, ok := strings.CutPrefix(part, x.marker)
			if !ok {
				continue
			}
			keep := max(0, i-x.up)
			if x.up < 0 {
				keep = 0
			}
			return "/" + strings.Join(append(append(slices.Clone(parts[:keep]), rest), parts[i+1:]...), "/")
		}
	}
	return url
}

// notServed are the files of the pages router that answer no URL themselves.
var notServed = []string{"/_app", "/_document", "/_error", "/404", "/500"}

// pagesRoute returns the route of a file of the pages router, nil if it is
// none.
func (a *App) pagesRoute(file string) *Route {
	rel, _ := relative(a.PagesDir, file)
	key := a.pagesKey(rel)
	if key == "" || slices.Contains(notServed, key) || path.Base(key) == "_middleware" {
		return nil
	}
	r := &Route{Kind: PageRoute, Path: key, File: file, Key: key}
	if key == "/api" || strings.HasPrefix(key, "/api/") {
		r.Kind = HandlerRoute
	}
	return r
}

// pagesKey returns the page of a file below pages; "" if it is none.
func (a *App) pagesKey(rel string) string {
	stem, _ := a.pageStem(rel)
	if stem == "" || strings.HasSuffix(rel, ".d.ts") {
		return ""
	}
	return cmp.Or(strings.TrimSuffix("/"+stem, "/index"), "/")
}

// A Method is one function of a route that answers requests.
type Method struct {
	Name string  // GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS; "*" for pages/api
	Node js.Node // the function, variable_declarator or expression; none if it cannot be found
}

var verbs = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

// Methods returns the functions of a route handler, through re-exports; none
// for a page. A Node may stand in another file.
func (r *Route) Methods() []Method {
	if r.Kind != HandlerRoute || r.Module == nil {
		return nil
	}
	if !r.AppRouter {
		return []Method{{"*", r.exported("default").Node}}
	}
	syntax, err := r.Module.Syntax()
	if err != nil {
		return nil
	}
	names := syntax.Names()
	var out []Method
	for _, verb := range verbs {
		e, ok := names.Exports[verb]
		if ok && e.TypeOnly || !ok && len(names.Stars) == 0 {
			continue
		}
		if d := r.exported(verb); ok || d.Found() && !d.Guess {
			out = append(out, Method{verb, d.Node})
		}
	}
	return out
}

func (r *Route) exported(name string) Definition {
	return r.app.Project.Graph.Export(r.Module, name)
}
