package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// usedVars is the name under which a scope keeps what it disposes of at its end. No
// variable is called so.
const usedVars = "#using"

// using declares the variable of using x = …, or of await using, and notes that its
// value is to be disposed of. It reports whether that is what n is.
func (m *run) using(n js.Node, s *scope) bool {
	waits := n.Is(js.AwaitExpression)
	if waits {
		n = n.First()
	}
	if !n.Is(js.AssignmentExpression) || !n.HasToken("using") {
		return false
	}
	v := m.force(m.eval(n.Field(js.FieldRight), s))
	m.bind(n.Field(js.FieldLeft), v, s)
	used := []value{array([]value{v, boolean(waits)})}
	if before := s.vars[usedVars]; before != nil {
		m.set(before, array(append(used, before.v.ref.elems...)))
	} else {
		s.declare(usedVars, m.cell(array(used)))
	}
	return true
}

// disposing is what follows a list of statements: what it uses is disposed of, the
// last first, however it ends.
func (m *run) disposing(s *scope, k then) then {
	return func(c completion) {
		used := s.vars[usedVars]
		if used == nil {
			k(c)
			return
		}
		m.evaluate(func() completion {
			for _, u := range slices.Clone(used.v.ref.elems) {
				m.dispose(u.ref.elems[0], u.ref.elems[1] == yes, c.at)
			}
			return c
		}, k)
	}
}

func (m *run) dispose(v value, waits bool, at js.Node) {
	names := []string{"@@dispose"}
	if waits {
		names = []string{"@@asyncDispose", "@@dispose"}
	}
	f, ok := m.hook(v, names...)
	if !ok {
		return
	}
	if given := m.callHook(f, v, at); waits {
		m.await(given, at)
	}
}
