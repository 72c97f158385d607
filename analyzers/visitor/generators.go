package visitor

import "clerkvet/analyzers/js"

// yieldedVar is under which name the scope of a generator keeps whether it gave
// something. No variable is called so.
const yieldedVar = "#yielded"

func isGenerator(f js.Node) bool {
	return f.Is(js.GeneratorFunction, js.GeneratorFunctionDeclaration) || f.HasToken("*")
}

func (m *run) yielded(n js.Node, s *scope) value {
	if gave := m.find(s, yieldedVar); gave != nil {
		m.set(gave, yes)
	}
	if x := n.First(); !x.IsZero() {
		v := m.eval(x, s)
		if given, ok := m.asked(v, n); ok {
			return given
		}
		m.runSteps(programOf(v), &call{at: n})
		if n.HasToken("*") {
			m.iterated(m.force(v), n)
		}
	}
	return fresh(0, "what a generator is sent")
}
