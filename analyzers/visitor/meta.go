package visitor

// What a chain of next-safe-action or tRPC is told about its procedures, by
// metadata() or meta(): their middleware may ask for it.

const metaKey = "#meta"

// told lets what a chain makes hold what it was told so far, and now. tRPC adds to
// what was said before.
func (m *run) told(c *call, v value) value {
	before := undefined
	if c.this.is(nativeShape) && c.this.ref.own(metaKey) != nil {
		before = m.read(c.this.ref.own(metaKey))
	}
	switch name := lastName(c.path); {
	case name == "metadata" && len(c.args) == 1:
		before = m.force(c.arg(0))
	case name == "meta" && len(c.args) == 1:
		more := m.made(&object{props: map[string]*cell{}})
		m.spread(more, before)
		m.spread(more, m.force(c.arg(0)))
		before = objectOf(more)
	}
	if before.kind == undefinedKind || !v.is(nativeShape) {
		return v
	}
	if v.ref.props == nil {
		v.ref.props = map[string]*cell{}
	}
	v.ref.props[metaKey] = m.cell(before)
	return objectOf(m.made(v.ref))
}

// meta is what was said of a procedure, or something unknown.
func (m *run) meta(of value, name string) value {
	if of.is(nativeShape) && of.ref.own(metaKey) != nil {
		return m.read(of.ref.own(metaKey))
	}
	return fresh(0, name)
}
