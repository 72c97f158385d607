package visitor

import "clerkvet/analyzers/js"

// maxRounds bounds how often a loop runs whose end is known; one whose end is
// unknown runs not at all or once.
const maxRounds = 24

// leaves reports whether the completion of a loop's body ends the loop, and
// what the loop then completes with.
func leaves(c completion) (bool, completion) {
	switch {
	case c.kind == normal, c.kind == continued && c.label == "":
		return false, completion{}
	case c.kind == broke && c.label == "":
		return true, completion{}
	}
	return true, c
}

func (m *run) forIn(n js.Node, s *scope) completion {
	over := m.force(m.eval(n.Field(js.FieldRight), s))
	items, open := m.iterate(over)
	if n.Field(js.FieldOperator).Text() == "in" {
		items, open = m.keysOf(over)
	}
	round := func(item value) (bool, completion) {
		inner := s.inner()
		if n.Field(js.FieldKind).IsZero() {
			m.assignTo(n.Field(js.FieldLeft), item, inner)
		} else {
			m.bind(n.Field(js.FieldLeft), item, inner)
		}
		return leaves(m.exec(n.Field(js.FieldBody), inner))
	}
	for _, item := range items {
		if done, c := round(item); done {
			return c
		}
	}
	if open && m.choose(n, 2) == 0 {
		if done, c := round(fresh(originOf(over), "an element")); done {
			return c
		}
	}
	return completion{}
}

// iterate returns the known elements of a value, and whether there may be more.
func (m *run) iterate(v value) ([]value, bool) {
	switch {
	case v.is(arrayShape):
		return clip(v.ref.elems), v.ref.open || len(v.ref.elems) > maxRounds
	case v.is(mapShape):
		return clip(v.ref.elems), v.ref.open
	case v.kind == stringKind:
		return nil, v.str != ""
	}
	return nil, true
}

func clip(elems []value) []value { return elems[:min(len(elems), maxRounds)] }

func (m *run) keysOf(v value) (keys []value, open bool) {
	if v.ref == nil {
		return nil, v.kind == unknownKind
	}
	for _, k := range v.ref.keys {
		keys = append(keys, text(k))
	}
	return keys, v.ref.open || v.ref.shape != plainShape
}

func (m *run) forStatement(n js.Node, s *scope) completion {
	s = s.inner()
	m.exec(n.Field(js.FieldInitializer), s)
	return m.rounds(n, n.Field(js.FieldCondition), s, func() {
		if inc := n.Field(js.FieldIncrement); !inc.IsZero() {
			m.eval(inc, s)
		}
	})
}

func (m *run) whileStatement(n js.Node, s *scope) completion {
	return m.rounds(n, n.Field(js.FieldCondition), s, func() {})
}

func (m *run) doStatement(n js.Node, s *scope) completion {
	if done, c := leaves(m.exec(n.Field(js.FieldBody), s)); done {
		return c
	}
	return m.rounds(n, n.Field(js.FieldCondition), s, func() {})
}

func (m *run) rounds(n, condition js.Node, s *scope, after func()) completion {
	for i := 0; i < maxRounds; i++ {
		cond := m.condition(condition, s)
		known := m.truthOf(cond) != undecided
		if !m.holds(cond, n) {
			return completion{}
		}
		done, c := leaves(m.exec(n.Field(js.FieldBody), s))
		if done {
			return c
		}
		after()
		if !known {
			return completion{} // once more would tell nothing new
		}
	}
	return completion{}
}

// condition evaluates the condition of a loop; a missing one holds.
func (m *run) condition(n js.Node, s *scope) value {
	if n.Kind() == js.ExpressionStatement {
		n = n.First()
	}
	if n.IsZero() || n.Kind() == js.EmptyStatement {
		return yes
	}
	return m.eval(n, s)
}
