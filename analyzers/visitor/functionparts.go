package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// putOnFunction is a property of a function that its own module does not give it while
// it loads: another function may, or another module.
func (m *run) putOnFunction(f value, name string) value {
	if f.ref.open {
		return m.either(undefined, fresh(f.ref.from, "what a module keeps"))
	}
	if f.ref.closure == nil {
		return undefined
	}
	declarator := f.ref.closure.node
	if p := declarator.Parent(); p.Is(js.VariableDeclarator) {
		declarator = p
	}
	writes := m.foreignWrites(f.ref.closure.module, declarator, f)
	if slices.ContainsFunc(writes, func(w js.Node) bool { return mayBeOf(w, name) || writtenBy(w).Is(js.Identifier) }) {
		return m.either(undefined, fresh(0, "what a module keeps"))
	}
	return undefined
}

// blursPart lets a function have a property that something may give it.
func (m *run) blursPart(f *object, key string) {
	v := undefined
	if c := f.own(key); c != nil {
		v = m.read(c)
	}
	m.put(f, key, m.either(v, fresh(0, "what a module keeps")))
}
