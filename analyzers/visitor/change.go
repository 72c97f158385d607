package visitor

// A change is one logged write. apply makes it and returns how to take it back,
// which may differ each time. cell is set if it wrote a variable or a property
// that existed; assumed if it only decided something unknown.
type change struct {
	apply   func() (undo func())
	cell    *cell
	now     value // what cell then holds
	loaded  bool  // cell is a variable of a module that got its first value
	object  *object
	key     string
	added   *cell   // what the property key of object was made
	elems   []value // what object, if it is a list, then holds
	assumed bool
	birth   int
	// impartial is set of what an impartial function may have done.
	impartial bool
	erring    truth // whether an error went into what cell then holds
}

// ofError reports whether an error went into what a cell was given.
func (c *change) ofError() bool {
	if c.erring == undecided {
		c.erring = truthIf(originOf(c.now).Has(FromError))
	}
	return c.erring == truthy
}

// done is a change that was made on this path, and how to take it back.
type done struct {
	*change
	undo func()
}

// meddles reports whether a change is to what was there before the question, but
// for the variables of modules, which are looked at one by one.
func (c *change) meddles() bool {
	return c.birth == 0 && !c.impartial && !c.assumed && !c.loaded && (c.object != nil || c.cell != nil && !c.cell.variable)
}

func (m *run) do(c *change) {
	m.trail = append(m.trail, done{c, c.apply()})
	if c.meddles() {
		m.meddled++
	}
}

// set writes a cell.
func (m *run) set(c *cell, v value) { m.do(write(c, v)) }

func write(c *cell, v value) *change {
	now := cell{v: v, written: true, birth: c.birth, variable: c.variable}
	return &change{cell: c, now: v, birth: c.birth, apply: func() func() {
		old := *c
		now.birth = c.birth // which is another one once its module is loaded
		*c = now
		return func() { *c = old }
	}}
}

// cell returns a new variable or property.
func (m *run) cell(v value) *cell {
	m.clock++
	c := &cell{v: v, birth: m.clock}
	if m.loading > 0 {
		m.born = append(m.born, &c.birth)
	}
	return c
}

// made marks an object as made on this path.
func (m *run) made(o *object) *object {
	m.clock++
	o.birth = m.clock
	if m.loading > 0 {
		m.born = append(m.born, &o.birth)
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
	return &change{object: o, key: key, added: c, birth: o.birth, apply: func() func() {
		old, had := o.props[key]
		if o.props == nil {
			o.props = map[string]*cell{}
		}
		o.props[key] = c
		if had {
			return func() { o.props[key] = old }
		}
		o.keys = append(o.keys, key)
		return func() { delete(o.props, key); o.keys = o.keys[:len(o.keys)-1] }
	}}
}

func (m *run) setElems(o *object, elems []value) { m.do(replacement(o, elems)) }

// replacement is the change that gives a list other elements.
func replacement(o *object, elems []value) *change {
	return &change{object: o, elems: elems, birth: o.birth, apply: func() func() {
		old := o.elems
		o.elems = elems
		return func() { o.elems = old }
	}}
}

func (m *run) open(o *object) {
	if !o.open {
		m.do(opening(o))
	}
}

// opening is the change after which an object may have more than is known.
func opening(o *object) *change {
	return &change{object: o, birth: o.birth, apply: func() func() {
		old := o.open
		o.open = true
		return func() { o.open = old }
	}}
}

// assume decides a symbol for the rest of the path.
func (m *run) assume(s *symbol, t truth) {
	m.do(&change{assumed: true, apply: func() func() {
		old := s.truth
		s.truth = t
		return func() { s.truth = old }
	}})
	if s.env != "" && s.parent == nil {
		m.note(&Event{Kind: Assumption, Name: s.env, Holds: t == truthy})
	}
}

func (m *run) undoTo(trail, events int) {
	for i := len(m.trail) - 1; i >= trail; i-- {
		m.trail[i].undo()
		m.trail[i].undo = nil
		if m.trail[i].meddles() {
			m.meddled--
		}
	}
	m.trail = m.trail[:trail]
	m.events = m.events[:events]
}
