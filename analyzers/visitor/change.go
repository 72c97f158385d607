package visitor

import "slices"

// A change is one logged write. What is set says what it writes: a variable or a
// property that existed, a property that is added, the elements of a list, what is
// decided about something unknown, or that an object may have more than is known.
type change struct {
	cell   *cell
	object *object
	sym    *symbol // what something is decided about
	added  *cell   // what the property key of object was made
	now    value   // what cell then holds
	key    string
	// list is what object, if it is a list, then holds, or the alternatives that are left
	// of sym; without any it is truth that is decided.
	list  []value
	birth int
	// more is where what an object that is opened may then hold comes from as well.
	more     Origin
	truth    truth
	erring   truth // whether an error went into what cell then holds
	loaded   bool  // cell is a variable of a module that got its first value
	assumed  bool
	relisted bool // list is what is written
	// impartial is set of what an impartial function may have done.
	impartial bool
}

// ofError reports whether an error went into what a cell was given.
func (c *change) ofError() bool {
	if c.erring == undecided {
		c.erring = truthIf(originOf(c.now).Has(FromError))
	}
	return c.erring == truthy
}

// done is a change that was made on this path, with what was there before.
type done struct {
	*change
	cell    cell  // of a variable
	had     *cell // of a property
	list    []value
	truth   truth
	open    bool
	from    Origin
	present bool // had was the property, also if it is nil
}

// apply makes a change, and keeps what it takes to undo it.
func (c *change) apply() (d done) {
	d.change = c
	switch {
	case c.cell != nil:
		d.cell = *c.cell
		*c.cell = cell{v: c.now, written: true, birth: d.cell.birth, variable: d.cell.variable, local: d.cell.local, swept: d.cell.swept}
	case c.added != nil:
		d.had, d.present = c.object.props[c.key]
		c.object.add(c.key, c.added, d.present)
	case c.relisted:
		d.list, c.object.elems = c.object.elems, c.list
	case c.object != nil:
		d.open, d.from = c.object.open, c.object.from
		c.object.open, c.object.from = true, c.object.from|c.more
	case c.list != nil:
		d.list, c.sym.options = c.sym.options, c.list
	default:
		d.truth, c.sym.truth = c.sym.truth, c.truth
	}
	return d
}

// undo takes a change back.
func (d *done) undo() {
	switch c := d.change; {
	case c.cell != nil:
		*c.cell = d.cell
	case c.added != nil && d.present:
		c.object.props[c.key] = d.had
	case c.added != nil:
		c.object.remove(c.key)
	case c.relisted:
		c.object.elems = d.list
	case c.object != nil:
		c.object.open, c.object.from = d.open, d.from
	case c.list != nil:
		c.sym.options = d.list
	default:
		c.sym.truth = d.truth
	}
}

// add gives an object a property, which may be present already.
func (o *object) add(key string, c *cell, present bool) {
	if o.props == nil {
		o.props = map[string]*cell{}
	}
	o.props[key] = c
	if !present {
		o.keys = append(o.keys, key)
	}
}

// remove takes a property from an object. A field of its class may have come later.
func (o *object) remove(key string) {
	delete(o.props, key)
	if last := len(o.keys) - 1; last >= 0 && o.keys[last] == key {
		o.keys = o.keys[:last]
	} else {
		o.keys = slices.DeleteFunc(slices.Clone(o.keys), func(k string) bool { return k == key })
	}
}

// meddles reports whether a change is to what was there before the question, but
// for the variables of modules, which are looked at one by one.
func (c *change) meddles() bool {
	return c.birth == 0 && !c.impartial && !c.assumed && !c.loaded && (c.object != nil || c.cell != nil && !c.cell.variable)
}

func (m *run) do(c *change) {
	m.trail = append(m.trail, c.apply())
	if c.meddles() {
		m.meddled++
	}
}

// set writes a cell.
func (m *run) set(c *cell, v value) { m.do(write(c, v)) }

func write(c *cell, v value) *change { return &change{cell: c, now: v, birth: int(c.birth)} }

// cell returns a new variable or property.
func (m *run) cell(v value) *cell {
	m.clock++
	c := &cell{v: v, birth: int32(m.clock)}
	if m.loading > 0 {
		m.born = append(m.born, &c.birth)
	}
	return c
}

// made marks an object as made on this path.
func (m *run) made(o *object) *object {
	m.clock++
	o.birth = int32(m.clock)
	if m.loading > 0 {
		m.born, m.keeping = append(m.born, &o.birth), append(m.keeping, o)
	}
	return o
}

// put writes a property.
func (m *run) put(o *object, key string, v value) {
	if c := o.props[key]; c != nil {
		m.set(c, v)
		return
	}
	m.do(addition(o, key, m.cell(v)))
}

// addition is the change that gives an object a property that it lacks.
func addition(o *object, key string, c *cell) *change {
	return &change{object: o, key: key, added: c, birth: int(o.birth)}
}

func (m *run) setElems(o *object, elems []value) { m.do(replacement(o, elems)) }

// replacement is the change that gives a list other elements.
func replacement(o *object, elems []value) *change {
	return &change{object: o, list: elems, relisted: true, birth: int(o.birth)}
}

func (m *run) open(o *object) { m.widen(o) }

// widen lets an object hold the values somewhere, besides what is known.
func (m *run) widen(o *object, values ...value) {
	from := originOf(values...)
	if o.birth == 0 { // what a module keeps is of all requests: see what they leave there
		from = 0
	}
	if !o.open || o.from|from != o.from {
		m.do(opening(o, from))
	}
}

// opening is the change after which an object may have more than is known.
func opening(o *object, from Origin) *change {
	return &change{object: o, more: from, birth: int(o.birth)}
}

// assume decides a symbol for the rest of the path.
func (m *run) assume(s *symbol, t truth) {
	m.do(&change{assumed: true, sym: s, truth: t})
	if s.env != "" && s.parent == nil {
		m.note(&Event{Kind: Assumption, Name: s.env, Holds: t == truthy})
	}
}

func (m *run) undoTo(trail, events int) {
	for i := len(m.trail) - 1; i >= trail; i-- {
		m.trail[i].undo()
		if m.trail[i].meddles() {
			m.meddled--
		}
	}
	clear(m.trail[trail:]) // what it refers to is not kept for what comes next
	m.trail = m.trail[:trail]
	m.events = m.events[:events]
}
