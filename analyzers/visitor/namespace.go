package visitor

import (
	"iter"

	"clerkvet/analyzers/js"
)

// longNamespace is from which size on, in bytes, a namespace is a library that was copied,
// as one that draws QR codes: what its functions compute would take all steps.
const longNamespace = 16 << 10

// typescriptNamespace is the object that a namespace of TypeScript is at run time: with what it
// exports, after its statements were run.
func (m *run) typescriptNamespace(n js.Node, s *scope) value {
	parts := mergedWith(n)
	for _, part := range parts {
		if len(part.Text()) > longNamespace {
			return fresh(0, "a long namespace")
		}
	}
	o := m.made(&object{props: map[string]*cell{}, at: n})
	for _, part := range parts {
		m.fillNamespace(o, part, s.inner())
	}
	return objectOf(o)
}

// fillNamespace adds what a part of a namespace exports. It may name what the parts
// before it export.
func (m *run) fillNamespace(o *object, part js.Node, s *scope) {
	body := part.Field(js.FieldBody)
	for _, k := range o.keys {
		s.declare(k, o.props[k])
	}
	m.settle(func() []outcome { return m.collect(func(k then) { m.inScope(body, s, k) }) })
	for statement := range body.Named() {
		if statement.Kind() != js.ExportStatement {
			continue
		}
		for name := range declares(statement.Field(js.FieldDeclaration)) {
			if c := s.vars[name.Text()]; c != nil {
				o.add(name.Text(), c, o.own(name.Text()) != nil)
			}
		}
	}
}

// withNamespaces is a function or a class with what the namespaces of its name export.
func (m *run) withNamespaces(n js.Node, v value, s *scope) value {
	if !s.module.merges {
		return v
	}
	for _, part := range mergedWith(n) {
		if part.Is(js.InternalModule) && len(part.Text()) <= longNamespace && v.ref != nil {
			o := m.made(&object{props: map[string]*cell{}, at: part})
			m.fillNamespace(o, part, s.inner())
			for _, k := range o.keys {
				v.ref.add(k, o.props[k], v.ref.own(k) != nil)
			}
		}
	}
	return v
}

// mergedWith are the namespaces and enums of the name of a declaration that stand beside
// it, itself among them if it is one: they are one object.
func mergedWith(n js.Node) (out []js.Node) {
	name, at := n.Field(js.FieldName).Text(), n
	if p := n.Parent(); p.Is(js.ExportStatement, js.ExpressionStatement) {
		at = p
	}
	for statement := range at.Parent().Named() {
		if statement.Is(js.ExpressionStatement) {
			statement = statement.First()
		} else if statement.Is(js.ExportStatement) {
			statement = statement.Field(js.FieldDeclaration)
		}
		if statement.Is(js.InternalModule, js.EnumDeclaration) && statement.Field(js.FieldName).Text() == name {
			out = append(out, statement)
		}
	}
	return out
}

// declares are the names that a declaration declares.
func declares(n js.Node) iter.Seq[js.Node] {
	return func(yield func(js.Node) bool) {
		if !n.Is(js.LexicalDeclaration, js.VariableDeclaration) {
			yield(n.Field(js.FieldName))
			return
		}
		for d := range n.Named() {
			for name := range d.Field(js.FieldName).Bindings() {
				if !yield(name) {
					return
				}
			}
		}
	}
}
