package visitor

import "slices"

// What goes through a list from its end. Of a list that may have more elements, or
// too many, it is not known which one that is.

func (m *run) arrayReduceRight(c *call) value {
	if c.this.ref.open || isLong(c.this) {
		m.invoke(c.arg(0), []value{fresh(originOf(append(c.args, c.this)...), "a reduced list"), m.anElement(c.this)}, c.at)
		return fresh(originOf(append(c.args, c.this)...), "a reduced list")
	}
	elems, acc := c.this.ref.elems, c.arg(1)
	if len(c.args) == 1 && len(elems) > 0 {
		acc, elems = elems[len(elems)-1], elems[:len(elems)-1]
	}
	for i, e := range slices.Backward(elems) {
		acc = m.invoke(c.arg(0), []value{acc, e, number(float64(i))}, c.at)
	}
	return acc
}

func (m *run) arrayFindLast(c *call) value {
	if c.this.ref.open || isLong(c.this) {
		e := m.anElement(c.this)
		m.invoke(c.arg(0), []value{e, fresh(0, "an index"), c.this}, c.at)
		return m.either(undefined, e)
	}
	found := undefined
	for i, e := range slices.Backward(c.this.ref.elems) {
		switch m.truthOf(m.invoke(c.arg(0), []value{e, number(float64(i)), c.this}, c.at)) {
		case truthy:
			return m.orEither(found, e)
		case undecided:
			found = m.either(found, e)
		}
	}
	return found
}

func (m *run) arrayToReversed(c *call) value {
	out := &object{shape: arrayShape, open: c.this.ref.open, from: c.this.ref.from}
	if !out.open {
		out.elems = fromTheEnd(c.this.ref.elems)
	}
	return objectOf(m.made(out))
}
