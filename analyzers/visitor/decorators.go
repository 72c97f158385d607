package visitor

import "clerkvet/analyzers/js"

// decorators calls the decorators before a member of a class that are functions of
// the app, the last first, as they are called in Next.js: with what has the member,
// its name, and how it is described, of which they may change the value.
func (m *run) decorators(list []js.Node, target, name, v value, s *scope) value {
	for i := len(list) - 1; i >= 0; i-- {
		x := list[i].First()
		if !isFunction(m.decoratorRoot(x, s)) {
			continue
		}
		f := m.force(m.eval(x, s))
		if !isFunction(f) {
			continue
		}
		described := objectOf(m.made(newObject(map[string]value{"value": v, "writable": yes, "configurable": yes, "enumerable": no})))
		given := m.force(m.invoke(f, []value{target, name, described}, list[i]))
		if given.is(plainShape) && given.ref.own("value") != nil {
			described = given
		}
		v = m.read(described.ref.own("value"))
	}
	return v
}

// decoratorRoot is the function that a decorator calls first: of a package it is
// not known what it does, which is hardly ever for who asks.
func (m *run) decoratorRoot(x js.Node, s *scope) value {
	for x = x.Unwrap(); x.Is(js.CallExpression); x = x.Unwrap() {
		x = x.Field(js.FieldFunction)
	}
	if !x.Is(js.Identifier) {
		return undefined
	}
	return m.force(m.lookup(s, x.Text()))
}

// decoratedClass calls the decorators of a class, which may give another one.
func (m *run) decoratedClass(n js.Node, class value, s *scope) value {
	for _, d := range decoratorsOf(n) {
		if !isFunction(m.decoratorRoot(d.First(), s)) {
			continue
		}
		f := m.force(m.eval(d.First(), s))
		if given := m.force(m.invoke(f, []value{class}, d)); given.is(classShape) || isFunction(given) {
			class = given
		}
	}
	return class
}
