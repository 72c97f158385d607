package visitor

import "slices"

// tableMethods are the methods of a Map whose pairs are known, as one of rules
// for paths is.
func tableMethods() map[string]summary {
	return map[string]summary{
		"table.get":     (*run).tableGet,
		"table.has":     (*run).tableHas,
		"table.set":     (*run).mapSet,
		"table.delete":  (*run).mapDelete,
		"table.clear":   (*run).mapClear,
		"table.forEach": (*run).tableForEach,
		"table.entries": (*run).arraySame,
		"table.keys":    func(m *run, c *call) value { return m.column(c.this, 0) },
		"table.values":  func(m *run, c *call) value { return m.column(c.this, 1) },
		"table.*":       (*run).arrayOther,
	}
}

// newMap keeps the pairs of a Map that is made of known ones.
func (m *run) newMap(c *call) value {
	o := &object{shape: mapShape, open: true, from: originOf(c.args...)}
	switch list := m.iterated(m.force(c.arg(0)), c.at); {
	case iterable(list) && !list.ref.open && len(list.ref.elems) > 0 && arePairs(list.ref.elems):
		o.shape, o.open, o.elems = tableShape, false, list.ref.elems
	case slices.ContainsFunc(c.args, func(v value) bool { return doesSomething(v, originDepth) }):
		o.fillAtLoad()
	case listed(list) != undefined:
		o.sym = listed(list).sym
	case len(c.args) == 1 && iterable(list) && !list.ref.open && len(list.ref.elems) == 0 && !m.mayGrow(c.at):
		o.open = false // of what is known to be none
	}
	o.listed = m.loading > 0 && isListed(c.at)
	m.mayHold(o, c.at)
	return objectOf(m.made(o))
}

// iterable reports whether the value is a list, a Set or a Map.
func iterable(v value) bool { return v.is(arrayShape) || v.is(mapShape) || v.is(tableShape) }

func arePairs(elems []value) bool {
	for _, e := range elems {
		if !e.is(arrayShape) || e.ref.open || len(e.ref.elems) != 2 {
			return false
		}
	}
	return true
}

// objectFromEntries is an object of pairs that are known.
func (m *run) objectFromEntries(c *call) value {
	list := m.force(c.arg(0))
	if !iterable(list) || list.ref.open && !list.ref.from.Has(FromEnv) || !arePairs(list.ref.elems) {
		return m.passOn(c)
	}
	o := m.made(&object{props: map[string]*cell{}, from: list.ref.from})
	for _, pair := range list.ref.elems {
		key := m.force(pair.ref.elems[0])
		if !key.concrete() {
			return m.passOn(c)
		}
		m.put(o, key.asText(), pair.ref.elems[1])
	}
	return objectOf(o)
}

// column are the keys or the values of a table.
func (m *run) column(table value, i int) value {
	o := &object{shape: arrayShape, open: table.ref.open, from: table.ref.from}
	for _, pair := range table.ref.elems {
		o.elems = append(o.elems, pair.ref.elems[i])
	}
	return objectOf(m.made(o))
}

// tableGet gives what stands under a key.
func (m *run) tableGet(c *call) value {
	pair, known := m.pairOf(c.this.ref, c.arg(0))
	switch {
	case !known:
		return m.mapGet(c)
	case pair == nil:
		return undefined
	}
	return pair.elems[1]
}

func (m *run) tableHas(c *call) value {
	pair, known := m.pairOf(c.this.ref, c.arg(0))
	if !known {
		return fresh(originOf(append(c.args, c.this)...), "whether there is an entry")
	}
	return boolean(pair != nil)
}

// pairOf is the pair of a key: the last of several, as each takes the place of
// the one before. known is false where that depends on what nobody knows.
func (m *run) pairOf(table *object, key value) (pair *object, known bool) {
	for _, e := range table.elems {
		switch m.equal(e.ref.elems[0], key, false) {
		case truthy:
			pair = e.ref
		case undecided:
			return nil, false
		}
	}
	return pair, !table.open
}

func (m *run) tableForEach(c *call) value {
	for _, pair := range clip(c.this.ref.elems) {
		m.invoke(c.arg(0), []value{pair.ref.elems[1], pair.ref.elems[0], c.this}, c.at)
	}
	if c.this.ref.open || isLong(c.this) {
		m.invoke(c.arg(0), []value{m.anElement(c.this), fresh(originOf(c.this), "a key"), c.this}, c.at)
	}
	return undefined
}
