package visitor

import (
	"maps"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// Objects of the app may have functions that the language calls by itself: where
// they are gone through, made a text or a number of, or sent as JSON.

// symbolKey is the name under which a part of an object is kept whose key is one
// of JavaScript's symbols, as Symbol.iterator is.
func symbolKey(key value) (string, bool) {
	if !key.is(nativeShape) || !strings.HasPrefix(key.ref.native.path, "global#Symbol.") {
		return "", false
	}
	return "@@" + lastName(key.ref.native.path), true
}

// hook is the function of the app that an object has under one of the names.
func (m *run) hook(v value, names ...string) (value, bool) {
	if v.ref == nil || v.ref.shape != plainShape && v.ref.shape != errorShape {
		return undefined, false
	}
	for _, name := range names {
		if c := v.ref.own(name); c != nil && c.state == ready && isFunction(c.v) {
			return c.v, true
		}
		if c := v.ref.classMember(name); c != nil && c.getter == nil && isFunction(c.v) {
			return m.boundMethod(c, v), true
		}
	}
	return undefined, false
}

// callHook calls a function of an object by itself.
func (m *run) callHook(f, of value, at js.Node, args ...value) value {
	return m.force(m.call(&call{at: at, fn: f, this: of, args: args}))
}

// primitive is what is made of an object where a text or a number is wanted.
func (m *run) primitive(v value, at js.Node, names ...string) value {
	f, ok := m.hook(v, append([]string{"@@toPrimitive"}, names...)...)
	if !ok {
		return v
	}
	return m.callHook(f, v, at, text("default"))
}

// asText is an object as its own function says it.
func (m *run) asText(v value, at js.Node) value { return m.primitive(v, at, "toString", "valueOf") }

// iterated is the list of what an object of the app gives that says itself how it
// is gone through.
func (m *run) iterated(v value, at js.Node) value {
	f, ok := m.hook(v, "@@asyncIterator", "@@iterator")
	if !ok {
		return v
	}
	given := m.callHook(f, v, at)
	if next, ok := m.hook(given, "next"); ok {
		m.await(m.callHook(next, given, at), at)
	}
	if iterable(given) {
		return given
	}
	return fresh(originOf(v, given), "what an object gives one after the other")
}

// serialized runs what an object does as it is made JSON of: its getters, and its
// toJSON.
func (m *run) serialized(v value, at js.Node) value { return m.serializedTo(v, at, originDepth) }

func (m *run) serializedTo(v value, at js.Node, depth int) value {
	if f, ok := m.hook(v, "toJSON"); ok {
		return m.callHook(f, v, at, text(""))
	}
	if depth == 0 || v.ref == nil || v.ref.shape != plainShape && v.ref.shape != arrayShape {
		return v
	}
	out := *v.ref
	out.keys = slices.Clone(out.keys) // of a list that is shared, one object would add to those of the other
	changed := false
	for _, k := range v.ref.keys {
		c := v.ref.props[k]
		if c.state != ready {
			continue
		}
		if now := m.serializedTo(m.read(c), at, depth-1); c.getter != nil || now != c.v {
			if !changed {
				out.props = maps.Clone(v.ref.props)
			}
			out.props[k], changed = m.cell(now), true
		}
	}
	for i, e := range v.ref.elems[:min(len(v.ref.elems), longList)] {
		if now := m.serializedTo(e, at, depth-1); now != e {
			out.elems = slices.Clone(out.elems)
			out.elems[i], changed = now, true
		}
	}
	if !changed {
		return v
	}
	return objectOf(m.made(&out))
}
