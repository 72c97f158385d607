package visitor

// What a visitor sends may stand in place of what the code says, where it is spread over
// it, assigned to it, or written under a key that he names.

// overlays reports whether a value may have any properties that a visitor likes.
func overlays(by value) bool { return by.kind == unknownKind && by.origin().Has(Visitor) }

// means reports whether a property says who is there, or what the code wants.
func means(v value) bool { return v.origin().Has(FromClerk) || v.concrete() || v.nullish() }

// hides lets properties that a visitor sends stand in place of those of an object that is
// being made: { userId, open: false, ...body }.
func (m *run) hides(o *object, by value) {
	if !overlays(by) {
		return
	}
	for _, k := range o.keys {
		if c := o.props[k]; c.state == ready && c.getter == nil && means(c.v) {
			o.props[k] = m.cell(m.either(m.getUnknown(by, k), c.v))
		}
	}
}

// mayHide is hides for an object that others may hold: Object.assign(options, body).
func (m *run) mayHide(o *object, by value) {
	if !overlays(by) {
		return
	}
	for _, k := range o.keys {
		if v := m.read(o.props[k]); means(v) {
			m.put(o, k, m.either(m.getUnknown(by, k), v))
		}
	}
}

// writesAny lets a value stand in any property of an object, as the visitor says in which:
// options[body.key] = body.value.
func (m *run) writesAny(o *object, key, v value) {
	m.widen(o, v)
	if !overlays(key) {
		return
	}
	for _, k := range o.keys {
		if c := o.props[k]; c.getter == nil && c.setter == nil {
			m.put(o, k, m.either(v, m.read(c)))
		}
	}
}
