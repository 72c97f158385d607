package clerk

import (
	"slices"
	"strings"

	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// Answer is yes, no, or unknown.
type Answer string

// The answers.
const (
	Yes   Answer = "yes"
	No    Answer = "no"
	Maybe Answer = "unknown"
)

// CallsClerk reports whether what the app's middleware exports is made with a
// function that runs Clerk. It is unknown where a module that it is made of uses
// one and no way there is found, or where the middleware is made by a package
// that cannot be read and may hold one.
func (a *App) CallsClerk() (Answer, source.Span) {
	mw := a.Next.Middleware
	switch {
	case mw == nil || !a.inRepository():
		return No, source.Span{}
	case mw.Unread:
		return Maybe, mw.Config.At
	}
	t := trace{graph: a.Next.Project.Graph, seen: map[source.Span]bool{}}
	def := t.graph.Export(mw.Module, mw.Export)
	if at := t.clerkIn(def.Module, def.Node); !at.IsZero() {
		return Yes, at
	}
	opaque := source.Span{}
	for _, m := range reach(mw.Module) {
		for _, u := range usesOf(m) {
			if !slices.Contains(middlewareFunctions, u.Name) {
				continue
			}
			if def.Module == nil || def.Node.IsZero() {
				return Yes, u.Span
			}
			return Maybe, u.Span
		}
		if at := opaqueAuth(m); opaque.IsZero() {
			opaque = at
		}
	}
	if !opaque.IsZero() {
		return Maybe, opaque
	}
	return No, source.Span{}
}

// Absent reports whether nothing of Clerk is installed or imported: what is left of it,
// such as a variable, concerns nobody.
func (a *App) Absent() bool { return !a.inRepository() && len(a.Uses()) == 0 }

// inRepository reports whether a package of the repository depends on Clerk, so
// that the middleware can call it.
func (a *App) inRepository() bool {
	for _, p := range a.Next.Project.Packages() {
		for name := range p.Dependencies {
			if strings.HasPrefix(name, "@clerk/") {
				return true
			}
		}
	}
	return false
}

// opaqueAuth returns the import of a package that is not there to read and that
// may hold a middleware of Clerk by its name: one of a workspace that was not
// found, or with "auth" or "clerk" in it.
func opaqueAuth(m *next.Module) source.Span {
	for _, e := range m.Edges {
		if e.Import.TypeOnly || e.To != nil {
			continue
		}
		name := e.Package + "/" + e.Subpath
		if e.Unresolved || !strings.HasPrefix(name, "@clerk/") && !otherAuth().MatchString(name) &&
			(strings.Contains(name, "clerk") || strings.Contains(name, "auth")) {
			return e.Import.Specifier.Span
		}
	}
	return source.Span{}
}

// otherAuth matches the packages of others who say who is signed in: they run no Clerk.
var otherAuth = source.Pattern(`^(next-auth|better-auth|@auth/|@better-auth/|@auth0/|@supabase/|firebase)`)

// reach returns the module and all that it imports, in order of distance.
func reach(m *next.Module) []*next.Module {
	seen := map[*next.Module]bool{m: true}
	queue := []*next.Module{m}
	for i := 0; i < len(queue); i++ {
		for _, e := range queue[i].Edges {
			if e.To != nil && !e.Import.TypeOnly && !seen[e.To] {
				seen[e.To] = true
				queue = append(queue, e.To)
			}
		}
	}
	return queue
}
