package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

func (m *run) unary(n js.Node, s *scope) value {
	op := n.Field(js.FieldOperator).Text()
	if op == "delete" {
		m.deletes(n.Field(js.FieldArgument).Unwrap(), s)
		return yes
	}
	v := m.eval(n.Field(js.FieldArgument), s)
	switch op {
	case "!":
		return m.negate(v)
	case "void":
		return undefined
	case "typeof":
		return m.typeOf(m.plain(v))
	}
	v = m.force(v)
	if !v.concrete() {
		return fresh(originOf(v), "a number")
	}
	f := toNumber(v)
	switch op {
	case "-":
		f = -f
	case "~":
		f = float64(^bits(f))
	}
	return number(f).with(v.from)
}

func (m *run) negate(v value) value {
	if t := m.truthOf(v); t != undecided {
		return boolean(t == falsy).with(v.origin() & FromClerk)
	}
	return v.derive("!")
}

func (m *run) typeOf(v value) value {
	switch {
	case v.kind == unknownKind:
		return v.derive("typeof")
	case v.kind == nullKind:
		return text("object").with(v.from)
	case v.ref != nil && (v.ref.shape == functionShape || v.ref.shape == classShape):
		return text("function")
	case v.ref != nil && v.ref.shape == nativeShape:
		return fresh(0, "the type of something native")
	case v.ref != nil:
		return text("object")
	}
	return text([]string{"undefined", "object", "boolean", "number", "string"}[v.kind]).with(v.from)
}

func (m *run) binary(n js.Node, s *scope) value {
	op, left, right := n.Field(js.FieldOperator).Text(), n.Field(js.FieldLeft), n.Field(js.FieldRight)
	switch op {
	case "&&", "||", "??":
		return m.logical(op, left, right, s)
	}
	a, b := m.eval(left, s), m.eval(right, s)
	switch op {
	case "===", "==":
		return m.equality(a, b, op == "==", n)
	case "!==", "!=":
		return m.negate(m.equality(a, b, op == "!=", n))
	case "+":
		return m.plus(m.primitive(m.plain(a), left, "valueOf", "toString"), m.primitive(m.plain(b), right, "valueOf", "toString"))
	case "instanceof":
		return m.instanceOf(m.force(a), m.force(b), n)
	case "in":
		return m.hasProperty(m.force(a), m.force(b))
	}
	return m.arithmetic(op, m.primitive(m.plain(a), left, "valueOf", "toString"), m.primitive(m.plain(b), right, "valueOf", "toString"))
}

// logical evaluates a short-circuit operator. A right side that only computes
// gives a value of two alternatives instead of two paths.
func (m *run) logical(op string, left, right js.Node, s *scope) value {
	a := m.eval(left, s)
	if stop := m.stops(op, a); stop != undecided {
		return m.pickValue(stop == truthy, a, right, s)
	}
	secret := m.switchedBySecret(a)
	if m.quiet(right) && (!secret || m.undivided) {
		first := m.notMissing(a)
		if op != "??" {
			first = m.narrowed(a, truthIf(op == "||"))
		}
		if m.still(right) {
			trail, events := len(m.trail), len(m.events)
			v := m.instead(a, right, s)
			if !slices.ContainsFunc(m.events[events:], passesByNothing) {
				return m.either(first, v)
			}
			m.undoTo(trail, events) // what the left side says decides whether nothing can be sent
		} else if v, ok := m.eitherSide(func() value { return first }, func() value { return m.instead(a, right, s) }); ok {
			return v
		}
	}
	a = m.force(a)
	stop := m.stops(op, a)
	if stop != undecided {
		return m.pickValue(stop == truthy, a, right, s)
	}
	if secret {
		m.divided++
	}
	if op == "??" {
		return m.pickValue(!m.holds(m.equality(a, null, true, left), left), a, right, s)
	}
	if m.holds(a, left) == (op == "||") {
		return m.narrowed(a, truthIf(op == "||"))
	}
	return m.instead(a, right, s)
}

// instead evaluates what stands for a value that is not there. Of a text it is
// the visitor who chooses it, by not sending what was expected.
func (m *run) instead(a value, right js.Node, s *scope) value {
	v := m.eval(right, s)
	if v.kind == stringKind && v.str == "" && a.nullish() {
		v = v.with(a.origin() & FromClerk) // what stands for nobody
	}
	if v.kind == stringKind {
		return m.standsIn(a, v.with(a.origin()&Visitor), right)
	}
	return v
}

// passesByNothing reports whether an event is a comparison that holds where nothing is sent.
func passesByNothing(e *Event) bool { return e.Kind == Compare && len(e.Args) > 0 && e.Args[0].Null }

func (m *run) pickValue(first bool, a value, right js.Node, s *scope) value {
	if first {
		return a
	}
	return m.instead(a, right, s)
}

// switchedBySecret reports whether a value is a secret variable: whether it is
// set may switch a check off, and is a path of its own.
func (m *run) switchedBySecret(v value) bool {
	if v.kind != unknownKind {
		return false
	}
	s := v.sym
	for s.op == "!" || s.op == isNone || s.op == isNull || s.op == isUndefined || s.parent != nil && s.ofSameText() {
		s = s.parent
	}
	of := value{kind: unknownKind, sym: s}
	return s.env != "" && s.parent == nil && (!publicVariable(of) || of.realKeys() != nil)
}

// stops reports whether the left side of a short-circuit operator is its value.
func (m *run) stops(op string, a value) truth {
	switch op {
	case "&&":
		return m.truthOf(a).not()
	case "||":
		return m.truthOf(a)
	}
	switch {
	case a.nullish():
		return falsy
	case a.kind == unknownKind && len(a.sym.options) > 0:
		return m.nullishOptions(a.sym.options)
	case a.kind == unknownKind && m.truthOf(a) == undecided:
		return undecided
	case a.kind == unknownKind && m.truthOf(a) == falsy:
		return falsy
	}
	return truthy
}

// nullishOptions is whether ?? stops at a joined value.
func (m *run) nullishOptions(options []value) truth {
	nullish := 0
	for _, o := range options {
		switch {
		case o.nullish():
			nullish++
		case o.kind == unknownKind && m.truthOf(o) != truthy:
			return undecided
		}
	}
	switch nullish {
	case 0:
		return truthy
	case len(options):
		return falsy
	}
	return undecided
}

func (m *run) plus(a, b value) value {
	a, b = m.plain(a), m.plain(b)
	if a.kind == numberKind && b.kind == numberKind {
		return number(a.num + b.num)
	}
	if a.kind == stringKind || b.kind == stringKind || a.kind == unknownKind && (a.sym.op == "text" || a.begins() != "") || envOf(a) != "" || envOf(b) != "" {
		return m.concat(a, b)
	}
	return fresh(originOf(a, b), "a sum")
}

func (m *run) instanceOf(a, class value, at js.Node) value {
	switch {
	case a.concrete():
		return no
	case a.kind == unknownKind || class.ref == nil:
		return fresh(a.origin(), "the class of a value")
	case a.ref.shape == responseShape:
		return boolean(class.ref.native != nil && responseClasses[class.ref.native.path])
	case class.ref.shape == classShape && a.ref.class != nil:
		return boolean(m.inherits(a.ref.class, class.ref))
	case class.ref.shape == nativeShape && responseClasses[class.ref.native.path]:
		return no
	case class.ref.shape == nativeShape && a.ref.class != nil:
		return boolean(m.rootClass(a.ref.class) == class.ref.native.path)
	case a.is(errorShape) && class.ref.shape == nativeShape && class.ref.native.path == "global#Error":
		return yes
	case a.is(errorShape) && class.ref.shape == classShape && a.ref.native != nil && a.ref.native.thrown != nil && a.ref.native.thrown.outside:
		return no
	case a.is(errorShape) && a.ref.native != nil && a.ref.native.thrown != nil && (class.ref.shape == classShape || m.visitor != SignedOut):
		return m.thrownInstance(a, at)
	}
	return fresh(a.origin(), "the class of a value")
}

// thrownInstance answers instanceof an app's class for a caught error that is
// no instance of a class of the app: what the platform threw is none.
func (m *run) thrownInstance(a value, at js.Node) value {
	if t := a.ref.native.thrown; t.accidental || t.denial != "" {
		return no
	}
	if m.visitor != SignedOut {
		return m.ownError(a, at)
	}
	return fresh(FromError, "the class of an error")
}

func (m *run) inherits(class, of *object) bool {
	for depth := 0; class != nil && depth < maxRounds; depth++ {
		if class == of {
			return true
		}
		class = class.class
	}
	return false
}

func (m *run) hasProperty(key, o value) value {
	if o.ref == nil || !key.concrete() {
		return fresh(originOf(key, o), "a test for a property")
	}
	if c := o.ref.own(key.asText()); c != nil && !mayLack(m.read(c)) {
		return yes
	} else if c != nil { // it may be one that was deleted
		return fresh(originOf(key, o), "a test for a property")
	}
	if o.ref.classMember(key.asText()) != nil {
		return yes
	}
	if o.ref.open || o.ref.shape != plainShape || objectMethods[key.asText()] || key.asText() == "constructor" {
		return fresh(originOf(key, o), "a test for a property")
	}
	return no
}

func (m *run) update(n js.Node, s *scope) value {
	target := n.Field(js.FieldArgument)
	v := m.force(m.eval(target, s))
	next := fresh(originOf(v), "a count")
	if v.kind == numberKind {
		next = number(v.num + 1)
		if n.Field(js.FieldOperator).Text() == "--" {
			next = number(v.num - 1)
		}
	}
	m.assign(target, next, s)
	return v
}

func (m *run) assignment(n js.Node, s *scope) value {
	v := m.eval(n.Field(js.FieldRight), s)
	m.assignTo(n.Field(js.FieldLeft), v, s)
	return v
}

func (m *run) augmented(n js.Node, s *scope) value {
	left, right := n.Field(js.FieldLeft), n.Field(js.FieldRight)
	op := n.Field(js.FieldOperator).Text()
	op = op[:len(op)-1]
	var v value
	switch op {
	case "&&", "||", "??":
		v = m.logical(op, left, right, s)
	case "+":
		v = m.plus(m.eval(left, s), m.eval(right, s))
	default:
		v = m.arithmetic(op, m.force(m.eval(left, s)), m.force(m.eval(right, s)))
	}
	m.assign(left, v, s)
	return v
}

// assign writes to a variable or a property.
func (m *run) assign(target js.Node, v value, s *scope) {
	target = target.Unwrap()
	switch target.Kind() {
	case js.Identifier, js.ShorthandPropertyIdentifierPattern:
		if c := m.find(s, target.Text()); c != nil {
			m.replaces(c, target, v, s)
			m.set(c, v)
		}
	case js.MemberExpression:
		o := m.force(m.eval(target.Field(js.FieldObject), s))
		m.keepsPart(o, target, v)
		m.setProperty(o, text(target.Field(js.FieldProperty).Text()), v)
	case js.SubscriptExpression:
		o := m.force(m.eval(target.Field(js.FieldObject), s))
		m.keepsPart(o, target, v)
		m.setProperty(o, m.force(m.eval(target.Field(js.FieldIndex), s)), v)
	}
}

// mayBeIndex reports whether a key may be that of an element.
func mayBeIndex(key value) bool {
	return !key.concrete() || key.kind == numberKind || key.str != "" && strings.Trim(key.str, "0123456789") == ""
}

func (m *run) setProperty(o, key, v value) {
	switch {
	case o.ref == nil:
		m.changes(o)
	case o.is(arrayShape) && key.kind == numberKind && !o.ref.open && key.num >= 0 && int(key.num) < len(o.ref.elems):
		elems := slices.Clone(o.ref.elems)
		elems[int(key.num)] = v
		m.setElems(o.ref, elems)
	case o.is(arrayShape) && mayBeIndex(key):
		m.scramble(o.ref, v)
	case !key.concrete():
		m.writesAny(o.ref, key, v)
	case o.is(arrayShape) && key.str == "length":
		m.setLength(o.ref, m.force(v))
	case m.setsBy(o, key.asText(), v):
	default:
		m.put(o.ref, key.asText(), v)
	}
}

// setsBy calls the setter of a property, if it has one, or leaves one that only has
// a getter as it is.
func (m *run) setsBy(o value, name string, v value) bool {
	c := o.ref.own(name)
	if c == nil {
		c = o.ref.classMember(name)
	}
	switch {
	case c == nil || c.setter == nil && c.getter == nil:
		return false
	case c.setter != nil:
		f := *c.setter.closure
		f.this = &o
		m.invoke(objectOf(&object{shape: functionShape, closure: &f, at: c.setter.at}), []value{v}, js.Node{})
	}
	return true
}
