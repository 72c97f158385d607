package visitor

import "clerkvet/analyzers/js"

// enum makes the object of an enum. A member without a value is one more than the
// one before; members can be named in the values of those after them. Enums of one name
// that stand beside each other are one.
func (m *run) enum(n js.Node, s *scope) value {
	o := m.made(&object{props: map[string]*cell{}})
	s = s.inner()
	for _, part := range mergedWith(n) {
		if part.Is(js.EnumDeclaration) {
			m.fillEnum(o, part, s)
		}
	}
	return objectOf(o)
}

// fillEnum adds the members of an enum, or of a part of it.
func (m *run) fillEnum(o *object, n js.Node, s *scope) {
	next := number(0)
	for member := range n.Field(js.FieldBody).Named() {
		if member.Is(js.Comment) {
			continue
		}
		name, v := m.enumMember(member, next, s)
		s.declare(name, m.cell(v))
		m.define(o, name, m.cell(v))
		if next = fresh(0, "an enum value"); v.kind == numberKind {
			m.define(o, v.asText(), m.cell(text(name)))
			next = number(v.num + 1)
		}
	}
}

func (m *run) enumMember(member js.Node, next value, s *scope) (name string, v value) {
	key := member
	if member.Is(js.EnumAssignment) {
		key, next = member.Field(js.FieldName), m.force(m.eval(member.Field(js.FieldValue), s))
	}
	if name, quoted := key.StringValue(); quoted {
		return name, next
	}
	return key.Text(), next
}
