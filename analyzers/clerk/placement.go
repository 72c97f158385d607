package clerk

import (
	"path"
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// Shadowed reports whether another middleware runs in the stray's place: it
// stands at the root or in src/ and the one in the other of them wins.
func (a *App) Shadowed(s next.Stray) bool {
	dir := path.Dir(s.Module.Path)
	return a.Next.Middleware != nil && dir != path.Dir(a.Next.Middleware.Module.Path) &&
		(dir == a.Next.Dir || dir == path.Join(a.Next.Dir, "src"))
}

// An Old is a use of a middleware function that Clerk has deprecated.
type Old struct {
	Use     Use
	Version string
	Major   int
	Gone    bool // the installed major no longer exports it (F4.9)
}

// OldMiddleware returns the uses of deprecated middleware functions. Clerk 4
// knows no other than authMiddleware, which is then no finding; withClerkMiddleware
// was deprecated within it.
func (a *App) OldMiddleware() []Old {
	v := a.Version()
	if v == nil {
		return nil
	}
	var out []Old
	for _, m := range a.middlewareModules() {
		for _, u := range usesOf(m) {
			old := u.Name == "authMiddleware" && v.Major() >= 5 || u.Name == "withClerkMiddleware"
			if old {
				out = append(out, Old{u, v.String(), int(v.Major()), v.Major() >= 6})
			}
		}
	}
	return out
}

// middlewareModules returns the middleware with what it imports, and the files
// that look like one.
func (a *App) middlewareModules() []*next.Module {
	var out []*next.Module
	if a.Next.Middleware != nil {
		out = reach(a.Next.Middleware.Module)
	}
	for _, s := range a.Next.Strays {
		if !slices.Contains(out, s.Module) {
			out = append(out, s.Module)
		}
	}
	return out
}

// A ServerImport is an import of a server-only entry of Clerk in a module that
// reaches the browser.
type ServerImport struct {
	Reached   next.Reached
	Specifier string
	At        source.Span
}

// serverOnly are the entries of Clerk's packages that only a server can load.
func serverOnly(pkg, subpath string) bool {
	switch pkg {
	case SDK:
		return subpath == "server" || subpath == "webhooks" || subpath == "api"
	case "@clerk/backend", "@clerk/clerk-sdk-node", "@clerk/express", "@clerk/fastify":
		return true
	}
	return false
}

// ServerImportsInClient returns the value imports of server-only entries in
// modules that reach the browser.
func (a *App) ServerImportsInClient() []ServerImport {
	var out []ServerImport
	for _, r := range a.Next.Client() {
		for i := range r.Module.Edges {
			e := &r.Module.Edges[i]
			if e.To != nil || e.Import.TypeOnly || !serverOnly(e.Package, e.Subpath) || !valueImport(r.Module, e) || !r.Keeps(e) {
				continue
			}
			out = append(out, ServerImport{r, e.Import.Specifier.Value, e.Import.Specifier.Span})
		}
	}
	return out
}

// valueImport reports whether a name of the import is used as a value; names
// that are types only vanish when the file is compiled.
func valueImport(m *next.Module, e *next.Edge) bool {
	if len(e.Import.Names) == 0 {
		return true
	}
	syntax, err := m.Syntax()
	return err != nil || slices.ContainsFunc(e.Import.Names, func(n js.ImportedName) bool {
		return !n.TypeOnly && (n.Local == "" || syntax.ValueUsed(n.Local))
	})
}
