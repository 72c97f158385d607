package next

import (
	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// Elements returns the names of the JSX elements that the module renders, and
// those of the components of this repository that it renders in turn, down to
// depth. opaque tells whether it also renders components that cannot be read.
func (g *Graph) Elements(m *Module, depth int) (names map[string]bool, opaque bool) {
	names = map[string]bool{}
	opaque = g.elements(m, depth, names, map[*Module]bool{})
	return names, opaque
}

func (g *Graph) elements(m *Module, depth int, names map[string]bool, seen map[*Module]bool) (opaque bool) {
	if m == nil || seen[m] {
		return false
	}
	seen[m] = true
	syntax, err := m.Syntax()
	if err != nil {
		return true
	}
	for n := range syntax.Root().Descendants() {
		name := elementName(n)
		if name == "" {
			continue
		}
		names[name] = true
		if b, imported := syntax.Names().Imports[name]; imported {
			def := g.Binding(m, b)
			if def.Module == nil || depth == 0 {
				opaque = true
			} else if g.elements(def.Module, depth-1, names, seen) {
				opaque = true
			}
		}
	}
	for _, e := range m.Edges { // export { default } from "./other"
		if e.Import.Kind == js.ReExport && !e.Import.TypeOnly && e.To != nil && depth > 0 {
			opaque = g.elements(e.To, depth-1, names, seen) || opaque
		}
	}
	return opaque
}

// makesElement matches what JSX is short for.
var makesElement = source.Pattern(`(^|\.)(createElement|jsxs?|h)$`)

// elementName returns the name of the element that the node makes, in JSX or by
// a call such as createElement("html", …); "" if it makes none.
func elementName(n js.Node) string {
	switch {
	case n.Is(js.JSXOpeningElement, js.JSXSelfClosingElement):
		return n.Field(js.FieldName).Text()
	case n.Is(js.CallExpression) && makesElement().MatchString(n.CalleePath()):
		if name, ok := n.Argument(0).StringValue(); ok {
			return name
		}
		return n.Argument(0).Text()
	}
	return ""
}

// IsClient reports whether the module is a client module by its own directive,
// or passes everything on from one that is.
func (m *Module) IsClient() bool {
	if m.HasDirective("use client") {
		return true
	}
	for _, e := range m.Edges {
		if e.Import.Kind != js.ReExport || e.To == nil || !e.To.HasDirective("use client") {
			continue
		}
		for _, n := range e.Import.Names {
			if n.Local == "default" {
				return true
			}
		}
	}
	return false
}
