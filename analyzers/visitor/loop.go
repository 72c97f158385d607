package visitor

import (
	"slices"
	"strconv"

	"clerkvet/analyzers/js"
)

// maxRounds bounds how often a loop runs whose end is known; one whose end is
// unknown runs not at all or once.
const maxRounds = 24

func (m *run) forIn(n js.Node, s *scope, k then) {
	over := func() completion {
		v := m.force(m.eval(n.Field(js.FieldRight), s))
		if n.Field(js.FieldOperator).Text() != "in" {
			v = m.iterated(v, n)
		}
		return completion{v: v}
	}
	m.evaluate(over, k.on(func(c completion) {
		m.inTurn(m.roundsOver(n, c.v, s), leaving(k))
	}))
}

// leaving is what follows a loop that is left with break.
func leaving(k then) then {
	return func(c completion) {
		if c.kind == broke && c.label == "" {
			c = completion{}
		}
		k(c)
	}
}

// roundsOver are the rounds of a loop over a value.
func (m *run) roundsOver(n js.Node, over value, s *scope) (rounds []stage) {
	items, open := m.iterate(over)
	if n.Field(js.FieldOperator).Text() == "in" {
		items, open = m.namesIn(over)
	}
	perhaps := func(item func() value) stage {
		return stage{run: func(k then) {
			m.evaluate(func() completion { return completion{v: boolean(m.choose(n, 2) == 0)} }, func(c completion) {
				if c.v == yes {
					m.roundWith(n, item(), s, k)
				} else {
					k(completion{})
				}
			})
		}}
	}
	for _, item := range items {
		if open && mayLack(item) {
			rounds = append(rounds, perhaps(func() value { return item }))
			continue
		}
		rounds = append(rounds, stage{run: func(k then) { m.roundWith(n, item, s, k) }})
	}
	if open {
		rounds = append(rounds, perhaps(func() value { return m.anElement(over) }))
	}
	return rounds
}

func (m *run) roundWith(n js.Node, item value, s *scope, k then) {
	inner := s.inner()
	m.evaluate(func() completion {
		if n.Field(js.FieldKind).IsZero() {
			m.assignTo(n.Field(js.FieldLeft), item, inner)
		} else {
			m.bind(n.Field(js.FieldLeft), item, inner)
		}
		return completion{}
	}, k.on(func(completion) { m.exec(n.Field(js.FieldBody), inner, nextRound(n, k)) }))
}

// nextRound is what follows the body of a loop.
func nextRound(loop js.Node, k then) then {
	return func(c completion) {
		if c.kind == continued && (c.label == "" || isLabel(c.label, loop)) {
			c = completion{}
		}
		k(c)
	}
}

// isLabel reports whether a statement has the label.
func isLabel(label string, n js.Node) bool {
	for p := n.Parent(); p.Is(js.LabeledStatement); p = p.Parent() {
		if p.Field(js.FieldLabel).Text() == label {
			return true
		}
	}
	return false
}

// iterate returns the known elements of a value, and whether there may be more.
func (m *run) iterate(v value) (elems []value, open bool) {
	switch {
	case iterable(v):
		return clip(v.ref.elems), v.ref.open || isLong(v)
	case v.kind == stringKind:
		for _, r := range v.str {
			elems = append(elems, text(string(r)))
		}
		return clip(elems), len(elems) > maxRounds
	}
	return nil, true
}

// isLong reports whether a list has more elements than are gone through.
func isLong(list value) bool { return len(clip(list.ref.elems)) < len(list.ref.elems) }

// clip is as many elements of a list as are gone through: all, if one of the others
// does something, or if it is a table of the code, as the paths that are public.
func clip(elems []value) []value {
	n := len(elems)
	if n > maxRounds && !ofTheCode(elems) && !slices.ContainsFunc(elems[maxRounds:], func(v value) bool { return doesSomething(v, 3) }) {
		n = maxRounds
	}
	return elems[:n:n] // what is appended stands in another list
}

// ofTheCode reports whether a list holds nothing but texts of the code, and not too many.
func ofTheCode(elems []value) bool {
	return len(elems) <= longList && !slices.ContainsFunc(elems, func(v value) bool { return v.kind != stringKind })
}

// namesIn are what for … in goes over: of a list, its indexes.
func (m *run) namesIn(v value) (names []value, open bool) {
	if !v.is(arrayShape) {
		return m.keysOf(v)
	}
	for i := range clip(v.ref.elems) {
		names = append(names, text(strconv.Itoa(i)))
	}
	return names, v.ref.open || isLong(v)
}

func (m *run) keysOf(v value) (keys []value, open bool) {
	if v.isEnvironment() {
		keys, _ = m.someVariables()
		return keys, true
	}
	if v.ref == nil {
		return nil, v.kind == unknownKind
	}
	for _, k := range v.ref.keys {
		if mayLack(m.read(v.ref.props[k])) {
			open = true
			continue
		}
		keys = append(keys, text(k))
	}
	return keys, open || v.ref.open || v.ref.shape != plainShape
}

// mayLack reports whether a property or an element with this value may not be there at
// all, as only one of two branches gave it.
func mayLack(v value) bool {
	return slices.ContainsFunc(optionsOf(v), func(o value) bool { return o.kind == undefinedKind || o.kind == unknownKind && o.sym.name == several })
}

func (m *run) forStatement(n js.Node, s *scope, k then) {
	variable, a, b := differences(n)
	if variable.IsZero() {
		m.forRounds(n, s, k)
		return
	}
	m.evaluate(func() completion { return completion{v: boolean(m.compareByHand(n, variable, a, b, s))} }, k.on(func(c completion) {
		if c.v == yes {
			k(completion{})
			return
		}
		m.forRounds(n, s, k)
	}))
}

func (m *run) forRounds(n js.Node, s *scope, k then) {
	s = s.inner()
	m.exec(n.Field(js.FieldInitializer), s, k.on(func(completion) {
		m.rounds(n, s, func(k then) {
			inc := n.Field(js.FieldIncrement)
			if inc.IsZero() {
				k(completion{})
				return
			}
			m.evaluate(func() completion { m.eval(inc, s); return completion{} }, k)
		}, k)
	}))
}

func (m *run) whileStatement(n js.Node, s *scope, k then) {
	m.rounds(n, s, func(k then) { k(completion{}) }, k)
}

func (m *run) doStatement(n js.Node, s *scope, k then) {
	m.exec(n.Field(js.FieldBody), s, nextRound(n, func(c completion) {
		if c.kind != normal {
			leaving(k)(c)
			return
		}
		m.rounds(n, s, func(k then) { k(completion{}) }, k)
	}))
}

// rounds runs a loop with a condition; after each round comes after.
func (m *run) rounds(n js.Node, s *scope, after func(then), k then) {
	round := stage{run: func(k then) { m.round(n, s, after, k) }}
	more := stage{run: func(k then) {
		m.evaluate(func() completion { m.blurLoop(n, s); return completion{} }, k.on(func(completion) { m.round(n, s, after, k) }))
	}}
	m.inTurn(append(slices.Repeat([]stage{round}, maxRounds), more), leaving(k))
}

func (m *run) round(n js.Node, s *scope, after func(then), k then) {
	holds := func() completion {
		cond := m.condition(n.Field(js.FieldCondition), s)
		c := completion{label: "known", v: yes}
		if m.truthOf(cond) == undecided {
			c.label = ""
		}
		c.v = boolean(m.holds(cond, n))
		return c
	}
	m.evaluate(holds, k.on(func(c completion) {
		known := c.label != ""
		if c.v == no {
			k(completion{kind: broke})
			return
		}
		inner := m.ownVariables(n, s)
		m.exec(n.Field(js.FieldBody), inner, nextRound(n, func(c completion) {
			m.handBack(inner, s)
			if c.kind != normal {
				k(c)
				return
			}
			after(k.on(func(c completion) {
				if !known {
					c = completion{kind: broke} // once more would tell nothing new
				}
				k(c)
			}))
		}))
	}))
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
