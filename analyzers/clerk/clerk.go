// Package clerk is Clerk as data: what each of its functions means in each
// version, its keys, environment variables and components, and where an app
// uses them.
package clerk

import (
	"slices"
	"strings"
	"sync"

	"github.com/Masterminds/semver/v3"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// SDK is the package that a Next.js app installs.
const SDK = "@clerk/nextjs"

// An App is how one Next.js app uses Clerk. It is safe for concurrent use.
type App struct {
	Next *next.App
	uses func() []Use

	webhooks  func() []Webhook
	tracking  func() Tracking
	unawaited func() []Unawaited
}

// Of returns how the app uses Clerk.
func Of(app *next.App) *App {
	a := &App{Next: app}
	a.uses = sync.OnceValue(a.findUses)
	a.webhooks = sync.OnceValue(a.findWebhooks)
	a.tracking = sync.OnceValue(a.findTracking)
	a.unawaited = sync.OnceValue(a.findUnawaited)
	return a
}

// Version returns the installed version of @clerk/nextjs, or nil.
func (a *App) Version() *semver.Version { return a.Next.Versions.Of(SDK) }

// AtLeast reports whether the installed version is known and not below v.
func (a *App) AtLeast(v string) bool { return atLeast(a.Version(), v) }

func atLeast(have *semver.Version, v string) bool {
	return have != nil && !have.LessThan(semver.MustParse(v))
}

// A Use is one name of a Clerk package in a module of the app.
type Use struct {
	Module  *next.Module
	Package string // "@clerk/nextjs"
	Subpath string // "server"
	Name    string // as the package exports it
	Local   string
	Kind    js.ImportKind
	Span    source.Span // the name in the import
}

// Installed reports whether package.json names a Clerk package for Next.js, or
// a module of the app imports one.
func (a *App) Installed() bool {
	for name := range a.Next.Package.Dependencies {
		if strings.HasPrefix(name, "@clerk/") {
			return true
		}
	}
	return len(a.uses()) > 0
}

// Uses returns where the app uses the names, in the order of modules and
// imports; all uses of Clerk where no name is given. Modules that nothing of
// the app reaches do not count, nor do type-only imports and names that the
// module never uses as a value.
func (a *App) Uses(names ...string) []Use {
	if len(names) == 0 {
		return a.uses()
	}
	var out []Use
	for _, u := range a.uses() {
		if slices.Contains(names, u.Name) {
			out = append(out, u)
		}
	}
	return out
}

// needsMiddleware are the server helpers that throw at run time where no Clerk
// middleware has seen the request (F1.10).
var needsMiddleware = []string{"auth", "currentUser", "getAuth", "buildClerkProps"}

// ServerUses returns the uses that need the middleware to run. A module that
// only passes a helper on does not ask for the user.
func (a *App) ServerUses() []Use {
	return slices.DeleteFunc(a.Uses(needsMiddleware...), func(u Use) bool { return u.Kind == js.ReExport })
}

// middlewareFunctions make a Clerk middleware, or authenticate a request by
// hand.
var middlewareFunctions = []string{"clerkMiddleware", "authMiddleware", "withClerkMiddleware", "withAuth", "authenticateRequest"}

func (a *App) findUses() []Use {
	var out []Use
	modules := a.Next.Reachable()
	next.Prefetch(importingClerk(modules))
	passing := passingOn(modules)
	for _, m := range modules {
		out = append(out, usesOf(m)...)
		out = append(out, a.passedUses(m, passing)...)
	}
	return out
}

// importingClerk returns those of the modules whose uses of Clerk take a look at
// the syntax.
func importingClerk(modules []*next.Module) (out []*next.Module) {
	for _, m := range modules {
		if slices.ContainsFunc(m.Edges, func(e next.Edge) bool {
			return e.To == nil && !e.Import.TypeOnly && e.Import.Kind != js.ReExport && strings.HasPrefix(e.Package, "@clerk/")
		}) {
			out = append(out, m)
		}
	}
	return out
}

func usesOf(m *next.Module) []Use {
	var out []Use
	for i := range m.Edges {
		e := &m.Edges[i]
		if !strings.HasPrefix(e.Package, "@clerk/") || e.To != nil || e.Import.TypeOnly {
			continue
		}
		for _, n := range e.Import.Names {
			out = append(out, nameUses(m, e, n)...)
		}
		if e.Import.Kind == js.DynamicImport || e.Import.Kind == js.Require {
			out = append(out, members(m, e, e.Import.Specifier.Span)...)
		}
	}
	return out
}

// nameUses returns the use that an imported name is: one, or for a namespace
// each member that is read of it.
func nameUses(m *next.Module, e *next.Edge, n js.ImportedName) []Use {
	if n.TypeOnly {
		return nil
	}
	u := Use{m, e.Package, e.Subpath, n.Name, n.Local, e.Import.Kind, n.Span}
	if e.Import.Kind == js.ReExport {
		return []Use{u}
	}
	if syntax, _ := m.Syntax(); syntax != nil && !syntax.ValueUsed(n.Local) {
		return nil
	}
	if n.Name != "*" {
		return []Use{u}
	}
	return namespace(m, u)
}

// namespace returns a use for each member read of `import * as local`.
func namespace(m *next.Module, u Use) []Use {
	var out []Use
	for n := range m.Root().Descendants() {
		if n.Is(js.MemberExpression) && n.Field(js.FieldObject).Text() == u.Local {
			property := n.Field(js.FieldProperty)
			u.Name, u.Span = property.Text(), property.Span()
			out = append(out, u)
		}
	}
	return out
}

// members returns a use for each name taken of a require() or import(): at
// once, by destructuring, or through the variable that holds it.
func members(m *next.Module, e *next.Edge, at source.Span) []Use {
	u := Use{Module: m, Package: e.Package, Subpath: e.Subpath, Kind: e.Import.Kind, Span: e.Import.Span}
	var out []Use
	for n := range m.Root().Descendants() {
		switch {
		case n.Is(js.MemberExpression) && loads(n.Field(js.FieldObject), at):
			u.Name, u.Local, u.Span = n.Field(js.FieldProperty).Text(), "", n.Field(js.FieldProperty).Span()
			out = append(out, u)
		case n.Is(js.VariableDeclarator) && loads(n.Field(js.FieldValue), at):
			out = append(out, held(m, n.Field(js.FieldName), u)...)
		}
	}
	return out
}

// loads reports whether the expression is the require() or import() at a
// place, awaited or not.
func loads(n js.Node, at source.Span) bool {
	n = n.Unwrap()
	if n.Is(js.AwaitExpression) {
		n = n.First().Unwrap()
	}
	return n.Is(js.CallExpression) && covers(n.Field(js.FieldArguments).Span(), at) && covers(n.Argument(0).Span(), at)
}

// held returns the uses of a module that a pattern or a variable holds.
func held(m *next.Module, name js.Node, u Use) []Use {
	if name.Is(js.Identifier) {
		u.Local = name.Text()
		return namespace(m, u)
	}
	var out []Use
	for p := range name.Descendants() {
		if p.Is(js.ShorthandPropertyIdentifierPattern, js.PropertyIdentifier) {
			u.Name, u.Local, u.Span = p.Text(), p.Text(), p.Span()
			out = append(out, u)
		}
	}
	return out
}

func covers(outer, inner source.Span) bool {
	return outer.File == inner.File && outer.Start <= inner.Start && inner.End <= outer.End
}
