package visitor

import (
	"bytes"

	"clerkvet/analyzers/js"
)

// bind declares the names of a pattern in the scope with the parts of v.
func (m *run) bind(pattern js.Node, v value, s *scope) {
	m.destructure(pattern, v, s, func(name js.Node, v value) {
		if c := s.vars[name.Text()]; c != nil {
			m.set(c, v)
			return
		}
		s.declare(name.Text(), m.cell(v))
	})
}

// assignTo writes the parts of v to what the pattern names.
func (m *run) assignTo(pattern js.Node, v value, s *scope) {
	m.destructure(pattern, v, s, func(target js.Node, v value) { m.assign(target, v, s) })
}

// destructure takes v apart as the pattern says and gives each leaf its value.
func (m *run) destructure(pattern js.Node, v value, s *scope, leaf func(js.Node, value)) {
	pattern = pattern.Unwrap()
	switch pattern.Kind() {
	case js.ObjectPattern, js.Object:
		m.takeProperties(pattern, v, s, leaf)
	case js.ArrayPattern, js.Array:
		m.takeElements(pattern, v, s, leaf)
	case js.AssignmentPattern, js.ObjectAssignmentPattern, js.AssignmentExpression:
		m.destructure(pattern.Field(js.FieldLeft), m.orDefault(v, pattern.Field(js.FieldRight), s), s, leaf)
	case js.RequiredParameter, js.OptionalParameter:
		if d := pattern.Field(js.FieldValue); !d.IsZero() {
			v = m.orDefault(v, d, s)
		}
		m.destructure(pattern.Field(js.FieldPattern), v, s, leaf)
	case js.RestPattern, js.SpreadElement:
		m.destructure(pattern.First(), v, s, leaf)
	case js.None:
	default:
		leaf(pattern, v)
	}
}

// orDefault is the value, or the default if it is undefined.
func (m *run) orDefault(v value, d js.Node, s *scope) value {
	v = m.force(v)
	switch {
	case v.kind == undefinedKind:
		return m.eval(d, s)
	case m.switchedBySecret(v):
		if m.holds(m.equality(v, undefined, false, d), d) {
			return m.instead(v, d, s)
		}
	case v.kind == unknownKind:
		if m.still(d) {
			return m.either(v, m.eval(d, s))
		}
		if m.truthOf(v) != truthy && m.choose(d, 2) == 1 {
			return m.eval(d, s)
		}
	}
	return v
}

func (m *run) takeProperties(pattern js.Node, v value, s *scope, leaf func(js.Node, value)) {
	v = m.force(v)
	if v.nullish() {
		v = m.get(v, "", pattern)
	}
	taken := map[string]bool{}
	for part := range pattern.Named() {
		key := part
		switch part.Kind() {
		case js.RestPattern, js.SpreadElement:
			m.destructure(part, m.without(v, taken), s, leaf)
			continue
		case js.Pair, js.PairPattern:
			key = part.Field(js.FieldValue)
		}
		name, ok := part.PropertyName()
		if !ok && part.Kind() == js.AssignmentExpression {
			name = part.Field(js.FieldLeft).Text()
		}
		if computed := part.Field(js.FieldKey); !ok && computed.Is(js.ComputedPropertyName) {
			k := m.force(m.eval(computed.First(), s))
			if !k.concrete() {
				m.destructure(key, fresh(originOf(v, k), "a property of an object"), s, leaf)
				continue
			}
			name = k.asText()
		}
		taken[name] = true
		m.destructure(key, m.get(v, name, part), s, leaf)
	}
}

// without is a copy of an object that lacks some properties: ...rest.
func (m *run) without(v value, taken map[string]bool) value {
	if v.ref == nil || v.ref.shape != plainShape {
		if (v.kind == unknownKind || v.isEnvironment()) && !(v.isWholeUser() && taken["privateMetadata"]) {
			return v
		}
		return fresh(originOf(v), "the rest of an object")
	}
	o := &object{open: v.ref.open, from: v.ref.from, props: map[string]*cell{}}
	for _, k := range v.ref.keys {
		if !taken[k] {
			o.props[k] = m.cell(m.read(v.ref.props[k]))
			o.keys = append(o.keys, k)
		}
	}
	return objectOf(m.made(o))
}

func (m *run) takeElements(pattern js.Node, v value, s *scope, leaf func(js.Node, value)) {
	v = m.iterated(m.force(v), pattern)
	if v.nullish() {
		v = m.get(v, "", pattern)
	}
	i, end := 0, pattern.Span().Start
	for part := range pattern.Named() {
		i += commasBefore(part, end) // holes are no nodes: [, b]
		end = part.Span().End
		if part.Is(js.RestPattern, js.SpreadElement) {
			m.destructure(part, m.from(v, i), s, leaf)
			return
		}
		m.destructure(part, m.element(v, i), s, leaf)
	}
}

// commasBefore is how many commas stand between an offset and a part, those in comments
// left out.
func commasBefore(part js.Node, from int) int {
	span := part.Span()
	n := bytes.Count(span.File.Text[from:span.Start], []byte(","))
	if n == 0 || n == 1 && span.File.Text[from] != '[' {
		return n
	}
	for _, c := range part.Syntax().Comments {
		if from <= c.Start && c.End <= span.Start {
			n -= bytes.Count(span.File.Text[c.Start:c.End], []byte(","))
		}
	}
	return n
}

// element returns the i-th element of what is iterated over.
func (m *run) element(v value, i int) value {
	switch {
	case v.is(arrayShape) && i < len(v.ref.elems):
		return v.ref.elems[i]
	case v.is(arrayShape) && !v.ref.open:
		return undefined
	case v.kind == unknownKind:
		return v.derive("." + number(float64(i)).asText())
	}
	return m.anElement(v)
}

// from returns the elements from the i-th on.
func (m *run) from(v value, i int) value {
	if v.is(arrayShape) {
		o := &object{shape: arrayShape, open: v.ref.open, from: v.ref.from}
		if i < len(v.ref.elems) {
			o.elems = v.ref.elems[i:]
		}
		return objectOf(m.made(o))
	}
	return fresh(originOf(v), "the rest of a list")
}
