package clerk

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A trace follows the names in an expression to what they stand for, through
// the modules of the repository.
type trace struct {
	graph *next.Graph
	seen  map[source.Span]bool
}

// clerkIn returns where a middleware function of Clerk is named in the node, or
// in what its names stand for.
func (t *trace) clerkIn(m *next.Module, n js.Node) source.Span {
	if m == nil || n.IsZero() || t.seen[n.Span()] {
		return source.Span{}
	}
	t.seen[n.Span()] = true
	if at := loadedIn(m, n); !at.IsZero() {
		return at
	}
	if n.Is(js.Identifier) {
		return t.named(m, n)
	}
	for d := range n.Descendants() {
		if d.Is(js.Identifier, js.ShorthandPropertyIdentifier) {
			if at := t.named(m, d); !at.IsZero() {
				return at
			}
		}
	}
	return source.Span{}
}

// loadedIn returns where the node takes a middleware function out of a require()
// or import() of Clerk.
func loadedIn(m *next.Module, n js.Node) source.Span {
	for i := range m.Edges {
		e := &m.Edges[i]
		if e.Import.Kind != js.Require && e.Import.Kind != js.DynamicImport || !strings.HasPrefix(e.Package, "@clerk/") {
			continue
		}
		for _, u := range members(m, e, e.Import.Specifier.Span) {
			if slices.Contains(middlewareFunctions, u.Name) && covers(n.Span(), u.Span) {
				return u.Span
			}
		}
	}
	return source.Span{}
}

// named looks into what an identifier stands for.
func (t *trace) named(m *next.Module, id js.Node) source.Span {
	by := id.Syntax().Resolve(id)
	switch {
	case by.Is(js.VariableDeclarator, js.FunctionDeclaration, js.ClassDeclaration):
		return t.clerkIn(m, by)
	case by.Is(js.ImportSpecifier, js.ImportClause, js.NamespaceImport, js.ImportRequireClause):
		return t.imported(m, id)
	}
	return source.Span{}
}

func (t *trace) imported(m *next.Module, id js.Node) source.Span {
	def := t.graph.Binding(m, id.Syntax().Names().Imports[id.Text()])
	name := def.Name
	if name == "*" && id.Parent().Is(js.MemberExpression) {
		name = id.Parent().Field(js.FieldProperty).Text()
		if def.Module != nil {
			def = t.graph.Export(def.Module, name)
		}
	}
	switch {
	case def.External() && strings.HasPrefix(def.Package, "@clerk/") && slices.Contains(middlewareFunctions, name):
		return id.Span()
	case def.Module != nil && def.Node.IsZero():
		return t.clerkIn(def.Module, def.Module.Root())
	}
	return t.clerkIn(def.Module, def.Node)
}
