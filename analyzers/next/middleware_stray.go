package next

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// wrappers are the functions of @clerk/nextjs that make a middleware, of all
// versions. withAuth is one only from a path that says so; from /api it wraps
// an API route.
var wrappers = map[string]bool{
	"clerkMiddleware": true, "authMiddleware": true, "withClerkMiddleware": true,
	"withEdgeMiddlewareAuth": true, "withMiddlewareAuth": true,
}

func isWrapper(specifier, name string) bool {
	return wrappers[name] || name == "withAuth" && strings.Contains(specifier, "middleware")
}

// strays returns the files that look like a middleware of this app and that
// Next.js does not run, not even through the one that it does.
func (a *App) strays() []Stray {
	var found []*Module
	runs := reachedFrom(a.running()...)
	for _, m := range a.Project.Graph.Modules() {
		if !runs[m] && a.mayHold(m.Path) && !a.isTest(m.Path) && a.resembles(m) && !a.runsElsewhere(m) {
			found = append(found, m)
		}
	}
	var out []Stray
	for _, m := range found {
		if !importedByOther(m, found) {
			out = append(out, Stray{Module: m, Reason: a.reason(m.Path), Want: a.want(m.Path)})
		}
	}
	return out
}

// running returns the modules that Next.js takes: one, or those that conflict.
func (a *App) running() (out []*Module) {
	if a.Middleware != nil {
		out = append(out, a.Middleware.Module)
	}
	for _, m := range a.Conflict {
		out = append(out, m.Module)
	}
	return out
}

// reachedFrom returns the modules and all that they import.
func reachedFrom(roots ...*Module) map[*Module]bool {
	seen := map[*Module]bool{}
	for len(roots) > 0 {
		m := roots[0]
		roots = roots[1:]
		if seen[m] {
			continue
		}
		seen[m] = true
		for _, e := range m.Edges {
			if e.To != nil && !e.Import.TypeOnly {
				roots = append(roots, e.To)
			}
		}
	}
	return seen
}

// importedByOther reports whether another of the modules imports m: then that
// one is the stray, and m a part of it.
func importedByOther(m *Module, found []*Module) bool {
	return slices.ContainsFunc(found, func(other *Module) bool {
		return other != m && reachedFrom(other)[m] && !reachedFrom(m)[other]
	})
}

// runsElsewhere reports whether the middleware of another app imports the
// module.
func (a *App) runsElsewhere(m *Module) bool {
	seen := map[*Module]bool{m: true}
	for queue := []*Module{m}; len(queue) > 0; queue = queue[1:] {
		for _, i := range queue[0].Importers {
			if seen[i.From] || i.Edge.Import.TypeOnly {
				continue
			}
			if name := stem(i.From.Path); (name == "middleware" || name == "proxy") && !a.mayHold(i.From.Path) {
				return true
			}
			seen[i.From] = true
			queue = append(queue, i.From)
		}
	}
	return false
}

// mayHold reports whether a file belongs to this app: it stands in its folder,
// not in a nested package or app, or directly in a folder above (or the src of
// it), where an app without its own middleware may have lost it.
func (a *App) mayHold(file string) bool {
	dir := path.Dir(file)
	if dir == a.Dir || a.Dir == "." || strings.HasPrefix(dir, a.Dir+"/") {
		return a.owns(dir)
	}
	if a.Middleware != nil || a.Project.hasApp(path.Dir(dir)) && path.Base(dir) == "src" || a.Project.hasApp(dir) {
		return false
	}
	for _, at := range above(a.Dir)[1:] {
		if dir == at || dir == path.Join(at, "src") {
			return true
		}
	}
	return false
}

func (a *App) owns(dir string) bool {
	for _, at := range above(dir) {
		if at == a.Dir {
			return true
		}
		if a.Project.packages[at] != nil || a.Project.hasApp(at) {
			return false
		}
	}
	return false
}

// isTest reports whether a file is a test, by where in the app it stands or
// what it is called.
func (a *App) isTest(file string) bool {
	base := path.Base(file)
	if rel, ok := relative(a.Dir, file); ok {
		file = rel
	}
	return strings.Contains(base, ".test.") || strings.Contains(base, ".spec.") || strings.Contains(base, ".stories.") ||
		slices.ContainsFunc(strings.Split(path.Dir(file), "/"), func(part string) bool {
			return slices.Contains([]string{"test", "tests", "__tests__", "__mocks__", "e2e", "cypress", "fixtures", "__fixtures__"}, part)
		})
}

// stem returns the name of a file up to its first dot, in lower case.
func stem(file string) string {
	name, _, _ := strings.Cut(path.Base(file), ".")
	return strings.ToLower(name)
}

// resembles reports whether a file looks like a middleware: it calls one of
// Clerk's functions for it, or is named like one, stands where people put it,
// and has something of it.
func (a *App) resembles(m *Module) bool {
	if !js.Is(m.Path) {
		return false
	}
	if callsWrapper(m) {
		return true
	}
	return slices.Contains([]string{"middleware", "middlewares", "_middleware", "proxy"}, stem(m.Path)) &&
		a.plausible(path.Dir(m.Path)) && hasSigns(m) && !a.isEndpoint(m)
}

// isEndpoint reports whether a file is an API route of the pages router that is
// only called proxy: it answers by its default export and has nothing else of a
// middleware.
func (a *App) isEndpoint(m *Module) bool {
	syntax, err := m.Syntax()
	if err != nil || a.PagesDir == "" || stem(m.Path) != "proxy" || !within(path.Join(a.PagesDir, "api"), path.Dir(m.Path)) {
		return false
	}
	exports := syntax.Names().Exports
	_, byDefault := exports["default"]
	_, proxy := exports["proxy"]
	return byDefault && !proxy && exportedConst(syntax, "config").Unwrap().Property("matcher").IsZero()
}

// plausible reports whether people put a middleware into the folder: the roots
// of the app and of the repository, their src, and anywhere in app or pages.
func (a *App) plausible(dir string) bool {
	for _, at := range above(a.Dir) {
		if dir == at || dir == path.Join(at, "src") {
			return true
		}
	}
	return within(a.AppDir, dir) || within(a.PagesDir, dir) || within(path.Join(a.Dir, "src/app"), dir)
}

func within(parent, dir string) bool {
	return parent != "" && (dir == parent || strings.HasPrefix(dir, parent+"/"))
}

// callsWrapper reports whether a module with an export calls a function of
// @clerk/nextjs that makes a middleware.
func callsWrapper(m *Module) bool {
	locals := map[string]bool{}
	for _, i := range m.Imports {
		if i.Kind != js.StaticImport || !fromClerk(i.Specifier.Value) {
			continue
		}
		for _, n := range i.Names {
			if isWrapper(i.Specifier.Value, n.Name) && !n.TypeOnly && !i.TypeOnly {
				locals[n.Local] = true
			}
		}
	}
	if len(locals) == 0 {
		return false
	}
	syntax, err := m.Syntax()
	if err != nil || len(syntax.Names().Exports) == 0 {
		return false
	}
	for n := range syntax.Root().Descendants() {
		if n.Kind() == js.CallExpression && locals[n.Callee().Text()] {
			return true
		}
	}
	return false
}

func fromClerk(specifier string) bool {
	return specifier == "@clerk/nextjs" || strings.HasPrefix(specifier, "@clerk/nextjs/")
}

// partOfName reports whether a file is only named after a middleware that it may be
// a part of: middleware.rate-limit.ts.
func partOfName(file string) bool { return strings.Count(path.Base(file), ".") > 1 }

// hasSigns reports whether a module has something that only a middleware of
// Next.js has: an import of next/server or Clerk, an export of that name, or a
// config with a matcher.
func hasSigns(m *Module) bool {
	syntax, err := m.Syntax()
	if err != nil {
		return false
	}
	exports := syntax.Names().Exports
	if len(exports) == 0 && len(syntax.Names().Stars) == 0 {
		return false
	}
	if _, byDefault := exports["default"]; partOfName(m.Path) && !byDefault {
		_, middleware := exports["middleware"]
		_, proxy := exports["proxy"]
		return middleware || proxy
	}
	_, middleware := exports["middleware"]
	_, proxy := exports["proxy"]
	if middleware || proxy || !exportedConst(syntax, "config").Unwrap().Property("matcher").IsZero() {
		return true
	}
	if _, byDefault := exports["default"]; !byDefault && len(m.Importers) > 0 {
		return false // what has only names of its own, and is imported by them
	}
	return slices.ContainsFunc(m.Imports, func(i js.Import) bool {
		s := i.Specifier.Value
		return s == "next/server" || s == "next/server.js" || fromClerk(s)
	})
}

// reason says why Next.js does not run the file, in one clause.
func (a *App) reason(file string) string {
	dir, ext := path.Dir(file), path.Ext(file)
	proper := a.properName(file)
	switch {
	case a.taken != nil && a.taken.Path != file && (a.Middleware == nil || a.Middleware.Lost != nil) && dir == a.CodeDir && a.want(file) == file:
		return fmt.Sprintf("Turbopack takes %s before it", a.taken.Path)
	case a.taken != nil && a.taken.Path == file && a.Middleware != nil:
		return a.wrongSide(dir) + ", but a build with Turbopack runs this one"
	case stem(file) == "proxy" && !since(a.next(), "16.0.0"):
		return fmt.Sprintf("proxy files exist from Next.js 16 on, and this app has %s", a.next())
	case dir == a.CodeDir && !proper:
		return "Next.js runs only a file named " + a.names()
	case dir == a.CodeDir:
		return fmt.Sprintf("%s is no page extension of this app (%s)", strings.TrimPrefix(ext, "."), strings.Join(a.pageExtensions(), ", "))
	case within(a.AppDir, dir) || within(a.PagesDir, dir):
		return "Next.js never takes a middleware from inside " + path.Base(a.router(dir))
	case !within(a.Dir, dir) && a.Dir != ".":
		return fmt.Sprintf("the app is in %s, and Next.js looks only there", a.Dir)
	case dir == a.Dir || dir == path.Join(a.Dir, "src"):
		return a.wrongSide(dir)
	}
	return fmt.Sprintf("Next.js looks only in %s, and nothing that runs there imports this file", folderName(a.CodeDir))
}

// wrongSide is the reason for a file in the root of an app that has its code in
// src, or the other way round (F1.1).
func (a *App) wrongSide(dir string) string {
	router := a.AppDir
	if router == "" {
		router = a.PagesDir
	}
	switch {
	case router == "":
		return fmt.Sprintf("Next.js looks only in %s", folderName(a.CodeDir))
	case dir != a.Dir && a.Project.Tree.HasDir(path.Join(dir, path.Base(router))):
		return fmt.Sprintf("Next.js takes %s, whatever is in it, before %s, and looks only beside it", router, path.Join(dir, path.Base(router)))
	}
	return fmt.Sprintf("Next.js looks only beside %s", router)
}

// router returns the folder of the router that dir is in.
func (a *App) router(dir string) string {
	if within(a.AppDir, dir) {
		return a.AppDir
	}
	return a.PagesDir
}

func folderName(dir string) string {
	if dir == "." {
		return "the root of the repository"
	}
	return dir
}

func (a *App) names() string {
	out := "middleware"
	if since(a.next(), "16.0.0") {
		out = "proxy or middleware"
	}
	return out + ", with the extension " + strings.Join(a.pageExtensions(), ", ")
}

// properName reports whether a file is named as Next.js wants, whatever its
// extension.
func (a *App) properName(file string) bool {
	name, _, _ := strings.Cut(path.Base(file), ".")
	return name == "middleware" || name == "proxy" && since(a.next(), "16.0.0")
}

// want returns where the file would run.
func (a *App) want(file string) string {
	name := "middleware"
	if stem(file) == "proxy" && since(a.next(), "16.0.0") {
		name = "proxy"
	}
	return path.Join(a.CodeDir, name+"."+a.extensionLike(path.Ext(file)))
}

// extensionLike returns the page extension for a file: the same, else one of
// the same language, else the first.
func (a *App) extensionLike(ext string) string {
	ext = strings.TrimLeft(ext, ".mc")
	for _, wanted := range []string{ext, strings.TrimSuffix(ext, "x")} {
		for _, e := range a.pageExtensions() {
			if e[strings.LastIndexByte(e, '.')+1:] == wanted {
				return e
			}
		}
	}
	return a.pageExtensions()[0]
}
