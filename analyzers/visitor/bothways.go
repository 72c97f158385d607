package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// bothBranches runs two branches that only compute, and joins what they write:
// otherwise every default value would double the paths.
func (m *run) bothBranches(holding, other js.Node, s *scope, k then) {
	before := m.mark()
	ways := m.collect(func(k then) { m.exec(holding, s, k) })
	if other.IsZero() {
		ways = append(ways, outcome{})
	} else {
		ways = append(ways, m.collect(func(k then) { m.exec(other, s, k) })...)
	}
	if !slices.ContainsFunc(ways, func(o outcome) bool { return !o.passes() }) {
		m.applyAll(ways)
		k(completion{})
		return
	}
	for _, way := range ways {
		m.apply(way)
		k(way.completion())
		m.back(before)
	}
}

// eitherSide is what one of two expressions gives that only compute, and leaves what one
// of them wrote. It is not ok where one of them may fail.
func (m *run) eitherSide(one, other func() value) (v value, ok bool) {
	ways := append(m.explore(one), m.explore(other)...)
	if slices.ContainsFunc(ways, func(o outcome) bool { return o.thrown != nil }) {
		return undefined, false
	}
	v = ways[0].view()
	for i := range ways[1:] {
		v = m.either(v, ways[i+1].view())
	}
	m.applyAll(ways)
	return v, true
}

// applyAll leaves what each of several ways did. A variable holds afterwards what
// one of them gave it, or what it held.
func (m *run) applyAll(ways []outcome) {
	for _, way := range ways {
		for _, e := range way.events {
			if e.Verb == Memory {
				m.events = append(m.events, e)
			}
		}
	}
	var written []*cell
	var rest []*change
	for _, way := range ways {
		for _, c := range way.changes {
			switch {
			case c.cell == nil && !c.assumed:
				rest = append(rest, c)
			case c.cell != nil && !slices.Contains(written, c.cell):
				written = append(written, c.cell)
			}
		}
	}
	for _, c := range written {
		v := ways[0].leaves(c)
		for _, way := range ways[1:] {
			v = m.either(v, way.leaves(c))
		}
		m.set(c, v)
	}
	lists := map[*object]bool{}
	for _, c := range rest {
		switch {
		case c.added != nil:
			m.put(c.object, c.key, m.givenBy(ways, c))
		case !c.relisted:
			m.do(c)
		case !lists[c.object]:
			lists[c.object] = true
			m.eitherElements(ways, c.object)
		}
	}
}

// eitherElements leaves in a list what one of the ways left there: what another one
// puts there is not known to be there.
func (m *run) eitherElements(ways []outcome, list *object) {
	elems, _ := ways[0].elements(list)
	for _, way := range ways[1:] {
		other, _ := way.elements(list)
		elems = m.common(elems, other)
	}
	m.setElems(list, elems)
	m.open(list)
}

// givenBy is the value of a property that some of the ways gave an object.
func (m *run) givenBy(ways []outcome, c *change) value {
	v := ways[0].gives(c.object, c.key)
	for _, way := range ways[1:] {
		v = m.either(v, way.gives(c.object, c.key))
	}
	return v
}
