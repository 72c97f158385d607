package visitor

// searched are the elements among which a method looks, from the index on that it
// is given.
func searched(c *call) (elems []value, known bool) {
	elems = c.this.ref.elems
	switch {
	case len(c.args) < 2:
		return elems, true
	case c.args[1].kind == numberKind:
		return elems[wrap(c.args[1].num, len(elems)):], true
	}
	return nil, false
}

func (m *run) arrayIndexOf(c *call) value {
	if m.arrayIncludes(c) == no {
		return number(-1)
	}
	return fresh(originOf(c.this, c.arg(0)), "where in a list a value is")
}

func (m *run) arrayFindIndex(c *call) value {
	at, known := -1, !c.this.ref.open
	i := -1
	m.each(c, func(_, r value) bool {
		i++
		t := m.truthOf(r)
		if known = known && t != undecided; t == truthy {
			at = i
		}
		return t == falsy
	})
	if !known {
		return fresh(originOf(c.this), "where in a list an element is")
	}
	return number(float64(at)).with(c.this.ref.from)
}
