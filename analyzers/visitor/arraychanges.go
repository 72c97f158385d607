package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// arrayChanges are the methods of arrays that change the array itself.
func arrayChanges() map[string]summary {
	return map[string]summary{
		"array.push":       (*run).arrayPush,
		"array.unshift":    (*run).arrayUnshift,
		"array.pop":        (*run).arrayPop,
		"array.shift":      (*run).arrayShift,
		"array.splice":     (*run).arraySplice,
		"array.sort":       (*run).arraySort,
		"array.reverse":    (*run).arrayReverse,
		"array.fill":       (*run).arrayScramble,
		"array.copyWithin": (*run).arrayScramble,
		"array.toSorted":   func(m *run, c *call) value { return m.onCopy(c, (*run).arraySort) },
		"array.toSpliced":  func(m *run, c *call) value { return m.onCopy(c, (*run).arraySplice) },
	}
}

// onCopy gives a copy of a list, changed.
func (m *run) onCopy(c *call, change summary) value {
	a, of := c.this.ref, *c
	of.this = objectOf(m.made(&object{shape: arrayShape, elems: slices.Clone(a.elems), open: a.open, from: a.from, at: a.at}))
	change(m, &of)
	return of.this
}

func (m *run) arrayUnshift(c *call) value {
	a := c.this.ref
	m.keepsSent(c.this, c.at, c.args...)
	if c.open { // by how many the others are shifted is not known
		m.scramble(a)
		return fresh(0, "a length")
	}
	m.setElems(a, slices.Concat(c.args, a.elems))
	return fresh(0, "a length")
}

func (m *run) arrayPop(c *call) value   { return m.takenOut(c, len(c.this.ref.elems)-1) }
func (m *run) arrayShift(c *call) value { return m.takenOut(c, 0) }

// takenOut takes an element out of a list whose elements are known.
func (m *run) takenOut(c *call, i int) value {
	a := c.this.ref
	switch {
	case a.open:
		return m.anElement(c.this)
	case len(a.elems) == 0:
		return undefined
	}
	e := a.elems[i]
	m.setElems(a, slices.Delete(slices.Clone(a.elems), i, i+1))
	return e
}

func (m *run) arraySplice(c *call) value {
	a, from, count := c.this.ref, m.force(c.arg(0)), m.force(c.arg(1))
	m.keepsSent(c.this, c.at, c.args[min(2, len(c.args)):]...)
	if from.kind == unknownKind { // where what the visitor names was found
		m.empties(c.this, c.at)
	}
	if a.open || c.open || from.kind != numberKind || len(c.args) > 1 && count.kind != numberKind {
		return m.arrayScramble(c)
	}
	lo := wrap(from.num, len(a.elems))
	hi := len(a.elems)
	if len(c.args) > 1 {
		hi = min(hi, lo+max(0, int(count.num)))
	}
	out := &object{shape: arrayShape, elems: slices.Clone(a.elems[lo:hi]), from: a.from}
	m.setElems(a, slices.Concat(a.elems[:lo], c.args[min(2, len(c.args)):], a.elems[hi:]))
	return objectOf(m.made(out))
}

// arrayScramble is a change after which nobody knows what stands in the list.
func (m *run) arrayScramble(c *call) value {
	from := originOf(append(slices.Clip(c.args), c.this)...)
	m.scramble(c.this.ref)
	return c.this.with(from)
}

func (m *run) scramble(a *object, with ...value) {
	m.widen(a, append(with, a.elems...)...)
	m.setElems(a, nil)
}

// arraySort sorts by text, or as a function says. Where that is not known nobody
// knows which element stands where.
func (m *run) arraySort(c *call) value {
	a := c.this.ref
	sorted, known := m.sorted(a.elems, c)
	switch {
	case known && !a.open:
		m.setElems(a, sorted)
	case len(a.elems) > maxOptions, a.open && a.from.Has(Visitor):
		m.callbacks(c, m.anElement(c.this), m.anElement(c.this))
		m.scramble(a)
	case len(a.elems) > 1:
		m.mix(a)
	}
	return c.this
}

// mix leaves each place of a list with any of its elements.
func (m *run) mix(a *object) {
	mixed := make([]value, len(a.elems))
	for i := range mixed {
		mixed[i] = value{kind: unknownKind, sym: &symbol{from: originOf(a.elems...), name: several, options: slices.Clone(a.elems), lore: noLore}}
	}
	m.setElems(a, mixed)
}

// sorted inserts each element behind those that do not come after it.
func (m *run) sorted(elems []value, c *call) (out []value, known bool) {
	if len(elems) > longList {
		return nil, false
	}
	for _, e := range elems {
		at := len(out)
		for ; at > 0; at-- {
			after, known := m.comesAfter(out[at-1], e, c)
			if !known {
				return nil, false
			}
			if !after {
				break
			}
		}
		out = slices.Insert(out, at, e)
	}
	return out, true
}

// comesAfter reports whether one element stands behind another in a sorted list.
func (m *run) comesAfter(a, b value, c *call) (after, known bool) {
	if len(c.args) == 0 {
		text := func(v value) bool { return v.kind == stringKind || v.kind == numberKind }
		return a.asText() > b.asText(), text(a) && text(b)
	}
	order := m.force(m.invoke(c.args[0], []value{a, b}, c.at))
	return order.num > 0, order.kind == numberKind
}

func (m *run) arrayReverse(c *call) value {
	if c.this.ref.open {
		m.scramble(c.this.ref)
		return c.this
	}
	m.setElems(c.this.ref, fromTheEnd(c.this.ref.elems))
	return c.this
}

func fromTheEnd(elems []value) []value {
	elems = slices.Clone(elems)
	slices.Reverse(elems)
	return elems
}

// setLength is list.length = n.
func (m *run) setLength(a *object, n value) {
	if n.kind == numberKind && !a.open && int(n.num) <= len(a.elems) {
		m.setElems(a, slices.Clone(a.elems[:int(n.num)]))
		return
	}
	m.scramble(a)
}

// deletes evaluates delete o.k.
func (m *run) deletes(part js.Node, s *scope) {
	switch {
	case part.Is(js.MemberExpression):
		m.deleted(m.force(m.eval(part.Field(js.FieldObject), s)), text(part.Field(js.FieldProperty).Text()))
	case part.Is(js.SubscriptExpression):
		o := m.force(m.eval(part.Field(js.FieldObject), s))
		key := m.force(m.eval(part.Field(js.FieldIndex), s))
		m.dropsSent(o, part, key)
		m.deleted(o, key)
	default:
		m.eval(part, s)
	}
}

// deleted takes a property away: it is then undefined, and nobody knows which the
// object has.
func (m *run) deleted(o, key value) {
	switch {
	case o.ref == nil:
		m.changes(o)
	case iterable(o):
		m.scramble(o.ref)
	case key.concrete() && o.ref.own(key.asText()) == nil:
	case key.concrete():
		m.set(o.ref.own(key.asText()), undefined)
		m.open(o.ref)
	default:
		m.open(o.ref)
		for _, k := range o.ref.keys {
			m.set(o.ref.props[k], m.either(m.read(o.ref.props[k]), undefined))
		}
	}
}
