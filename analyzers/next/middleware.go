package next

import (
	"path"
	"strings"

	"clerkvet/analyzers/js"
)

// loadMiddleware finds the file that Next.js runs before every request, and
// those that only look like it.
func (a *App) loadMiddleware() {
	found := a.conventional(a.CodeDir, "middleware", false)
	if since(a.next(), "16.0.0") {
		proxies := a.conventional(a.CodeDir, "proxy", true)
		a.ConflictFails = len(proxies) > 0 && len(found) > 0
		found = append(proxies, found...)
	}
	if len(found) > 0 {
		a.Middleware = found[0]
	}
	if len(found) > 1 {
		a.Conflict = found
	}
	a.takeCompiled()
	a.Strays = a.strays()
}

// conventional returns the files in a folder with the name and a page
// extension. The first is the one that Next.js takes: of several, it keeps the
// one whose extension comes first (F1.3, F1.4).
func (a *App) conventional(dir, name string, proxy bool) (found []*Middleware) {
	for _, ext := range a.pageExtensions() {
		file := path.Join(dir, name+"."+ext)
		if m := a.Project.Graph.Module(file); m != nil {
			found = append(found, a.readMiddleware(m, proxy))
		}
	}
	return found
}

func (a *App) readMiddleware(m *Module, proxy bool) *Middleware {
	out := &Middleware{Module: m, Proxy: proxy, Runtime: "edge"}
	if proxy {
		out.Runtime = "nodejs"
	}
	syntax, err := m.Syntax()
	if err != nil {
		out.Unread = true
		out.Config = MiddlewareConfig{Outcome: Throws, Problem: m.Path + " cannot be read", At: m.File.Whole()}
		return out
	}
	r := middlewareReader{site: a.Site(), proxy: proxy, turbopack: a.Turbopack(), syntax: syntax}
	runtime := ""
	out.Config, runtime = r.read()
	if runtime == "nodejs" && since(a.next(), "15.2.0") {
		out.Runtime = runtime
	}
	out.Export = a.called(m, syntax, proxy)
	out.ExportProblem = a.exportProblem(out, r.exportRule())
	return out
}

// called returns the export that Next.js calls: the named one wins over the
// default one (next@13.5.11 to 16.4.6, the middleware adapter's template).
func (a *App) called(m *Module, syntax *js.Syntax, proxy bool) string {
	named := "middleware"
	if proxy {
		named = "proxy"
	}
	names := syntax.Names()
	for _, name := range []string{named, "default"} {
		if e, ok := names.Exports[name]; ok && !e.TypeOnly {
			return name
		}
		if len(names.Stars) > 0 && a.Project.Graph.Export(m, name).Found() {
			return name
		}
	}
	return ""
}

// exportProblem says what Next.js does about a file without a function to
// call; rule is what its static check says.
func (a *App) exportProblem(m *Middleware, rule string) string {
	switch {
	case m.Config.Outcome == Throws && rule != "" && m.Config.Problem == rule:
		m.Export = ""
		return "the build fails: " + rule
	case m.Export == "":
		return "every request that it runs for fails, as the file exports neither a default nor a \"middleware\" function"
	}
	return ""
}

// Turbopack reports whether the build uses Turbopack: from 16 on, unless the
// build script says otherwise.
func (a *App) Turbopack() bool {
	build := ""
	if a.Package != nil {
		build = a.Package.Scripts["build"]
	}
	if since(a.next(), "16.0.0") {
		return !strings.Contains(build, "--webpack")
	}
	return strings.Contains(build, "--turbo")
}
