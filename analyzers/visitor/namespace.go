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
	if len(n.Text()) > longNamespace {
		return fresh(0, "a long namespace")
	}
	s, body := s.inner(), n.Field(js.FieldBody)
	m.settle(func() []outcome { return m.collect(func(k then) { m.inScope(body, s, k) }) })
	o := m.made(&object{props: map[string]*cell{}, at: n})
	for statement := range body.Named() {
		if statement.Kind() != js.ExportStatement {
			continue
		}
		for name := range declares(statement.Field(js.FieldDeclaration)) {
			if c := s.vars[name.Text()]; c != nil {
				o.add(name.Text(), c, false)
			}
		}
	}
	return objectOf(o)
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
