package visitor

import (
	"strings"

	"clerkvet/analyzers/js"
)

// construct evaluates new X(…).
func (m *run) construct(n js.Node, s *scope) value {
	f := m.force(m.eval(n.Field(js.FieldConstructor), s))
	args, open := m.arguments(n, s)
	return m.call(&call{at: n, fn: f, args: args, open: open, isNew: true})
}

// class returns the value of a class.
func (m *run) class(n js.Node, s *scope) value {
	o := m.made(&object{shape: classShape, at: n, props: map[string]*cell{}})
	proto := m.made(&object{props: map[string]*cell{}})
	m.define(o, "#prototype", m.cell(objectOf(proto)))
	if parent := heritage(n); !parent.IsZero() {
		p := m.force(m.eval(parent, s))
		if p.ref != nil {
			o.class = p.ref
		}
	}
	inner := s.inner()
	inner.home = o
	o.closure = &closure{node: n, scope: inner, module: s.module, name: n.Field(js.FieldName).Text()}
	if o.closure.name != "" {
		inner.declare(o.closure.name, m.cell(objectOf(o)))
	}
	var decorators []js.Node
	for member := range n.Field(js.FieldBody).Named() {
		if member.Is(js.Decorator) {
			decorators = append(decorators, member)
			continue
		}
		m.classMember(o, proto, member, decorators, inner)
		decorators = nil
	}
	return m.decoratedClass(n, objectOf(o), s)
}

func heritage(n js.Node) js.Node {
	h := n.Child(js.ClassHeritage)
	if e := h.Child(js.ExtendsClause); !e.IsZero() {
		return e.Field(js.FieldValue)
	}
	return h.First()
}

func (m *run) classMember(o, proto *object, member js.Node, decorators []js.Node, s *scope) {
	if member.Is(js.ClassStaticBlock) {
		m.staticBlock(o, member, s)
		return
	}
	name, ok := member.PropertyName()
	if !ok {
		_, name, ok = m.computedName(member.Field(js.FieldName), s)
	}
	if !ok {
		proto.open = true
		return
	}
	target := proto
	if member.HasToken("static") {
		target = o
	}
	switch member.Kind() {
	case js.MethodDefinition:
		m.classMethod(o, target, name, member, decorators, s)
	case js.PublicFieldDefinition, js.FieldDefinition:
		if target == o {
			m.staticField(o, name, member, s)
		}
		m.decorators(decoratorsOf(member), objectOf(target), text(name), undefined, s)
	}
}

// staticField gives a class a field of its own.
func (m *run) staticField(class *object, name string, member js.Node, s *scope) {
	v := undefined
	if first := member.Field(js.FieldValue); !first.IsZero() {
		v = m.mayBecome(member, "."+name, m.eval(first, m.ofClass(class, s)))
	}
	if mayBeLeft(v) {
		v = m.orLeft(member.Syntax().Root(), "."+name, v, s)
	}
	if v != undefined || !member.Field(js.FieldValue).IsZero() {
		m.define(class, name, m.cell(v))
	}
}

// classMethod gives a class, or what its instances descend from, a method.
func (m *run) classMethod(class, target *object, name string, n js.Node, decorators []js.Node, s *scope) {
	f := m.function(n, s)
	f.ref.closure.name, f.ref.closure.home = name, class
	if target == class {
		self := objectOf(class)
		f.ref.closure.this = &self
	}
	if len(decorators) > 0 && !n.HasToken("get") && !n.HasToken("set") {
		f = m.decorators(decorators, objectOf(target), text(name), f, s)
	}
	m.defineMethod(target, name, f, n)
}

// ofClass is the scope of what a class itself runs.
func (m *run) ofClass(class *object, s *scope) *scope {
	s = s.inner()
	self := objectOf(class)
	s.this = &self
	return s
}

func decoratorsOf(n js.Node) (out []js.Node) {
	for d := range n.Named() {
		if d.Is(js.Decorator) {
			out = append(out, d)
		}
	}
	return out
}

// staticBlock runs what a class does once.
func (m *run) staticBlock(class *object, n js.Node, s *scope) {
	s = m.ofClass(class, s)
	m.settle(func() []outcome { return m.collect(func(k then) { m.exec(n.Field(js.FieldBody), s, k) }) })
}

// instantiate makes an instance of a class of the app.
func (m *run) instantiate(c *call) value {
	class := c.fn.ref
	o := m.made(&object{class: class, at: c.at, props: map[string]*cell{}})
	if m.rootClass(class) == "global#Error" {
		o.shape = errorShape
	}
	self := objectOf(o)
	if given := m.initialize(class, self, c); given.ref != nil {
		return given
	}
	m.outlives(o, c.at, nil)
	return self
}

// rootClass returns the path of the native class that a class descends from.
func (m *run) rootClass(class *object) string {
	for depth := 0; class != nil && depth < maxRounds; depth++ {
		if class.native != nil {
			return strings.TrimSuffix(class.native.path, "()")
		}
		class = class.class
	}
	return ""
}

// initialize runs the field initializers and the constructor of a class. A
// constructor may give another object in place of the instance.
func (m *run) initialize(class *object, self value, c *call) (given value) {
	if class.closure == nil {
		if class.native != nil {
			m.nativeSuper(class, self, c)
		}
		return undefined
	}
	s := class.closure.scope.inner()
	s.this, s.home = &self, class
	proto := class.own("#prototype").v.ref
	constructor := proto.own("constructor")
	if constructor == nil && class.class != nil {
		m.initialize(class.class, self, c)
	}
	m.givenFirst(constructor, self, c)
	for member := range class.closure.node.Field(js.FieldBody).Named() {
		if member.Is(js.PublicFieldDefinition, js.FieldDefinition) && !member.HasToken("static") {
			m.field(member, self, s)
		}
	}
	if constructor != nil && constructor.v.ref != nil {
		f := *constructor.v.ref.closure
		f.this = &self
		given = m.call(&call{at: c.at, fn: objectOf(&object{shape: functionShape, closure: &f}), this: self, args: c.args, open: c.open})
	}
	return given
}

func (m *run) field(member js.Node, self value, s *scope) {
	name, ok := member.PropertyName()
	if !ok {
		return
	}
	v := undefined
	if init := member.Field(js.FieldValue); !init.IsZero() {
		v = m.eval(init, s)
	}
	m.put(self.ref, name, m.mayBecome(member, "."+name, v))
}

func (m *run) superCall(n js.Node, s *scope) value {
	args, open := m.arguments(n, s)
	if s.home != nil && s.home.class != nil && s.this != nil {
		m.initialize(s.home.class, *s.this, &call{at: n, args: args, open: open})
	}
	return undefined
}

func (m *run) superMember(name string, s *scope) value {
	if s.home == nil || s.home.class == nil || s.this == nil {
		return fresh(0, "a member of a base class")
	}
	of := &object{class: s.home.class}
	if s.this.is(classShape) { // in a static method
		of.shape = classShape
	}
	if f := of.inherited(name); f != nil {
		return m.boundMethod(f, *s.this)
	}
	return fresh(0, "a member of a base class")
}

// nativeSuper is what the constructor of a native base class does: of an error
// it keeps the message.
func (m *run) nativeSuper(class *object, self value, c *call) {
	if class.native.path == "global#Error" {
		m.put(self.ref, "message", c.arg(0))
		return
	}
	m.open(self.ref)
	if pkg, _, _ := strings.Cut(class.native.path, "#"); pkg == "events" || m.classOf(pkg) == opaque && pkg != "global" {
		self.ref.sym = &symbol{name: mixed, lore: &lore{opaque: pkg}} // what it inherits may do anything
	}
}
