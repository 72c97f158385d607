package visitor

import (
	"cmp"
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// jsxElement makes a JSX element. What it shows is rendered when the page
// returns it.
func (m *run) jsxElement(n js.Node, s *scope) value {
	open := openTag(n)
	o := m.made(&object{shape: elementShape, at: n, props: map[string]*cell{}, native: &native{}})
	if name := open.Field(js.FieldName); !name.IsZero() {
		o.native.path = name.Text()
		if isComponent(o.native.path) {
			o.native.args = []value{m.eval(name, s)}
		}
	}
	for a := range open.Named() {
		m.attribute(o, a, s)
	}
	if n.Kind() == js.JSXElement {
		for child := range n.Named() {
			if child.Is(js.JSXElement, js.JSXSelfClosingElement, js.JSXExpression) {
				o.elems = append(o.elems, m.child(child, s))
			}
		}
	}
	return objectOf(o)
}

func openTag(n js.Node) js.Node {
	if n.Kind() == js.JSXElement {
		return n.Field(js.FieldOpenTag)
	}
	return n
}

// isComponent tells a component from an element of the browser by its name.
func isComponent(name string) bool {
	return name[0] < 'a' || name[0] > 'z' || strings.Contains(name, ".")
}

func (m *run) child(n js.Node, s *scope) value {
	if n.Kind() == js.JSXExpression && n.First().IsZero() {
		return undefined // a comment
	}
	return m.eval(n, s)
}

func (m *run) attribute(o *object, a js.Node, s *scope) {
	switch a.Kind() {
	case js.JSXAttribute:
		var parts []js.Node
		for p := range a.Named() {
			parts = append(parts, p)
		}
		v := yes
		if len(parts) > 1 {
			v = m.eval(parts[1], s)
		}
		m.define(o, parts[0].Text(), m.cell(v))
	case js.JSXExpression:
		if spread := a.First(); spread.Kind() == js.SpreadElement {
			m.spread(o, m.force(m.eval(spread.First(), s)))
		}
	}
}

// renderDepth bounds how deep components are followed.
const renderDepth = 24

// render shows a value: server components run, a redirect in one of them turns
// the visitor away. It reports whether anything is shown.
func (m *run) render(v value, depth int) bool {
	v = m.force(v)
	switch {
	case v.kind == unknownKind:
		m.notesBelow(v)
		return true
	case v.nullish() || v.kind == boolKind || v == text(""):
		return false
	case v.ref == nil:
		return true
	case v.is(promiseShape), v.ref.query != nil:
		return m.render(m.await(v, js.Node{}), depth)
	case v.is(arrayShape):
		return m.renderAll(v.ref.elems, depth, v.ref.open)
	case !v.is(elementShape) || depth > renderDepth:
		return true
	}
	return m.renderElement(v.ref, depth+1)
}

// renderAll shows one value after the other, each apart: what one of them may
// look like does not multiply the ways of the others. An error in one of them ends
// all, but React has begun with the others by then. shown tells whether something
// is shown anyway.
func (m *run) renderAll(vs []value, depth int, shown bool) bool {
	if len(vs) == 1 {
		return m.render(vs[0], depth) || shown
	}
	var denied *thrown
	var left []value
	for _, v := range vs {
		if v.ref == nil && v.concrete() {
			shown = m.render(v, depth) || shown
			continue
		}
		now, t := m.fork(func() []outcome {
			return m.explore(func() value { return boolean(m.renderBeside(v, depth) || shown) })
		})
		shown = shown || now == yes
		if t == nil {
			left = append(left, v)
		}
		denied = cmp.Or(denied, t)
	}
	if denied != nil {
		m.showsBeside(left)
		panic(denied)
	}
	return shown
}

func (m *run) renderElement(o *object, depth int) bool {
	if len(o.native.args) == 0 {
		return m.renderAll(o.elems, depth, o.native.path != "")
	}
	component := m.force(o.native.args[0])
	switch {
	case isFunction(component) && !component.ref.closure.module.source.HasDirective("use client"):
		return m.renderComponent(o, component, depth)
	case isFunction(component):
		m.passes(o)
	case component.is(nativeShape) && strings.HasPrefix(component.ref.native.path, "clerk#"):
		name := lastName(component.ref.native.path)
		m.renderClerk(o, name)
		if left, is := m.gated(o, name); is {
			return m.renderAll(left, depth, true)
		}
	}
	var given []value
	for _, k := range o.keys {
		if c := o.props[k]; c.state == ready && c.v.is(elementShape) {
			given = append(given, c.v)
		}
	}
	return m.renderAll(append(given, o.elems...), depth, true)
}

func (m *run) renderComponent(o *object, component value, depth int) bool {
	props := &object{props: map[string]*cell{}, keys: append([]string{}, o.keys...), open: o.open, from: o.from}
	for k, c := range o.props {
		props.props[k] = c
	}
	if len(o.elems) > 0 {
		props.props["children"] = &cell{v: array(o.elems)}
		props.keys = append(props.keys, "children")
	}
	return m.render(m.await(m.invoke(component, []value{objectOf(props)}, o.at), o.at), depth)
}

// renderClerk shows a component of Clerk: some send the visitor away.
func (m *run) renderClerk(o *object, name string) {
	if strings.HasPrefix(name, "RedirectTo") && m.visitor == SignedOut {
		m.note(&Event{Kind: Check, Check: ClerkCheck, Name: "<" + name + ">", At: o.at.Span()})
		panic(&thrown{denial: "<" + name + "> sends the visitor to sign in", status: 307, at: o.at.Span()})
	}
}

// signInPrompt is what a page says that sends a visitor to sign in.
var signInPrompt = regexp.MustCompile(`(?i)sign[\s-]?in|log[\s-]?in|unauthori[sz]ed|unauthenticated|not authenticated|access denied|signed in|logged in|not found|forbidden|permission`)
