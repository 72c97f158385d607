package visitor

import (
	"slices"
	"strconv"
	"strings"

	"clerkvet/analyzers/js"
)

// truthOf returns whether a value is truthy as far as this path knows.
func (m *run) truthOf(v value) truth {
	switch v.kind {
	case undefinedKind, nullKind:
		return falsy
	case boolKind, numberKind:
		return truthIf(v.num != 0 && v.num == v.num)
	case stringKind:
		return truthIf(v.str != "")
	case objectKind:
		return truthy
	}
	return m.truthOfSymbol(v.sym)
}

func truthIf(b bool) truth {
	if b {
		return truthy
	}
	return falsy
}

func (t truth) not() truth { return [...]truth{undecided, falsy, truthy}[t] }

func (m *run) truthOfSymbol(s *symbol) truth {
	if s.truth != undecided {
		return s.truth
	}
	if len(s.options) > 0 {
		return m.truthOfAll(s.options)
	}
	if s.parent == nil {
		return undecided
	}
	if s.ofSameText() {
		return m.truthOfSymbol(s.parent)
	}
	switch s.op {
	case "!":
		return m.truthOfSymbol(s.parent).not()
	case isNone, isNull, isUndefined:
		return m.truthOfNothing(s)
	}
	if s.parent.isAnother(s) {
		return falsy
	}
	return undecided
}

func (m *run) truthOfAll(options []value) truth {
	t := m.truthOf(options[0])
	for _, o := range options[1:] {
		if m.truthOf(o) != t {
			return undecided
		}
	}
	return t
}

// holds decides whether a value is truthy; if that is unknown, each answer is
// a path of its own.
func (m *run) holds(v value, at js.Node) bool {
	v = m.settings(m.force(v))
	if t := m.truthOf(v); t != undecided {
		m.asksList(at, t)
		return t == truthy
	}
	t := truthy
	if m.choose(at, 2) == 1 {
		t = falsy
	}
	before := len(m.events)
	m.decide(v.sym, t)
	for _, e := range m.events[before:] {
		e.At = at.Span()
	}
	m.asksList(at, t)
	m.noteDecision(v, t == truthy, at)
	return t == truthy
}

// settings is a value, or something unknown if it is a part of a package that is not
// known: what is asked for by itself there may be a setting.
func (m *run) settings(v value) value {
	if !v.is(nativeShape) || v.ref.native.call != nil || v.ref.query != nil || strings.HasSuffix(v.ref.native.path, "()") || !strings.Contains(v.ref.native.path, "#") {
		return v
	}
	if c := m.classOf(packageOf(v)); c != opaque && c != schema {
		return v
	}
	if m.summary(&call{path: v.ref.native.path}) != nil {
		return v
	}
	return fresh(originOf(v), v.ref.native.path)
}

// decide assumes what a condition that held says about its parts.
func (m *run) decide(s *symbol, t truth) {
	if len(s.options) > 0 {
		m.narrow(s, t)
		return
	}
	m.assume(s, t)
	switch {
	case s.parent == nil:
	case s.ofSameText():
		if s.parent.truth == undecided {
			m.decide(s.parent, t)
		}
	case s.op == "!":
		if s.parent.truth == undecided {
			m.decide(s.parent, t.not())
		}
	case strings.HasPrefix(s.op, "===") && s.parent.env != "" && s.parent.whole():
		m.note(&Event{Kind: Assumption, Name: s.parent.env, Holds: t == truthy, Compared: s.comparedText()})
	case m.visitor != SignedOut && t == truthy && s.saysKnown() != "":
		m.note(&Event{Kind: Known, Name: s.parent.source(), Args: []Arg{{Text: s.saysKnown()}}})
	case (s.op == isNone || s.op == isNull || s.op == isUndefined) && t == truthy && s.parent.truth == undecided:
		m.assume(s.parent, falsy)
	}
}

// test evaluates a condition and decides it. Short circuits are separate
// choices, so that what each part said is remembered.
func (m *run) test(n js.Node, s *scope) bool {
	n = n.Unwrap()
	switch n.Kind() {
	case js.BinaryExpression:
		left := n.Field(js.FieldLeft)
		switch n.Field(js.FieldOperator).Text() {
		case "&&":
			return m.test(left, s) && m.test(n.Field(js.FieldRight), s)
		case "||":
			return m.test(left, s) || m.test(n.Field(js.FieldRight), s)
		}
	case js.UnaryExpression:
		if n.Field(js.FieldOperator).Text() == "!" {
			return !m.test(n.Field(js.FieldArgument), s)
		}
	}
	return m.holds(m.eval(n, s), n)
}

// narrow drops the alternatives of a joined value that a condition excluded.
func (m *run) narrow(s *symbol, t truth) {
	var left []value
	for _, o := range s.options {
		if m.truthOf(o) != t.not() {
			left = append(left, o)
		}
	}
	if len(left) == 0 {
		return
	}
	m.do(&change{assumed: true, sym: s, list: left})
}

// narrowed is a value that is known to be truthy, or falsy.
func (m *run) narrowed(v value, t truth) value {
	if v.kind != unknownKind || len(v.sym.options) == 0 {
		return m.assumed(v, t)
	}
	out := value{}
	for i, o := range v.sym.options {
		if m.truthOf(o) == t.not() {
			continue
		}
		if o = m.assumed(o, t); out == (value{}) && i >= 0 {
			out = o
		} else {
			out = m.either(out, o)
		}
	}
	return out
}

// maxOptions bounds how many alternatives a joined value keeps. Elements are kept
// all: what is unknown does nothing as it is shown.
const maxOptions = 6

// either is a value that is one of two. Which one matters only to paths that
// look at it.
func (m *run) either(a, b value) value {
	if a == b {
		return a
	}
	options := slices.Clone(optionsOf(a))
	for _, o := range optionsOf(b) {
		if !slices.ContainsFunc(options, func(x value) bool { return x == o || sameNative(x, o) }) {
			options = append(options, o)
		}
	}
	if len(options) == 1 {
		return options[0]
	}
	if len(options) > maxOptions && !slices.ContainsFunc(options, isElement) {
		out := fresh(originOfOne(a, b), several)
		out.sym.learn().begins = commonStart(options)
		return out
	}
	return value{kind: unknownKind, sym: &symbol{from: a.origin() | b.origin(), name: several, options: options, lore: noLore}}
}

func isElement(v value) bool { return v.is(elementShape) }

func optionsOf(v value) []value {
	if v.kind == unknownKind && len(v.sym.options) > 0 {
		return v.sym.options
	}
	return []value{v}
}

// force picks one of the alternatives of a joined value, for the rest of the
// path.
func (m *run) force(v value) value {
	for v.kind == unknownKind && len(v.sym.options) > 0 {
		s := v.sym
		i := 0
		if len(s.options) > 1 {
			i = m.choose(js.Node{}, len(s.options))
		}
		picked := s.options[i : i+1 : i+1]
		m.do(&change{assumed: true, sym: s, list: picked})
		v = picked[0].with(v.from)
	}
	return v
}

// assumed returns a value that is known to be truthy, or falsy.
func (m *run) assumed(v value, t truth) value {
	if v.kind != unknownKind {
		return v
	}
	if t == truthy {
		d := v.derive("truthy")
		d.sym.truth, d.sym.list = truthy, v.sym.list
		return d
	}
	d := v.derive("falsy")
	d.sym.truth = falsy
	return d
}

// concrete reports whether the value is a primitive that is known.
func (v value) concrete() bool { return v.kind != unknownKind && v.ref == nil }

// equal is a === b as far as it is known.
func (m *run) equal(a, b value, loose bool) truth {
	a, b = m.force(a), m.force(b)
	switch {
	case a.concrete() && b.concrete():
		if loose && a.nullish() && b.nullish() {
			return truthy
		}
		if loose && a.kind != b.kind && !a.nullish() && !b.nullish() {
			return undecided // "5" == 5, 0 == ""
		}
		if same := a.kind == b.kind && a.str == b.str; same && a.mayEnd() != b.mayEnd() || a.mayBegin(b.str) || b.mayBegin(a.str) {
			return undecided
		}
		return truthIf(a.kind == b.kind && a.str == b.str && a.num == b.num)
	case a.ref != b.ref && (a.is(nativeShape) && !b.nullish() || b.is(nativeShape) && !a.nullish()):
		return undecided // what a package names may be any text
	case a.ref != nil && b.ref != nil:
		return truthIf(a.ref == b.ref)
	case a.kind == unknownKind && b.kind == unknownKind && a.sym == b.sym:
		return truthy
	case a.isNever(b), b.isNever(a):
		return falsy
	case a.kind == unknownKind || b.kind == unknownKind:
		return undecided
	}
	if loose && !a.nullish() && !b.nullish() {
		return undecided // [1, 2] == "1,2"
	}
	return falsy // an object and a primitive
}

// strictEqual is the value of a === b. What the visitor sends is never equal to
// a secret: that is a check, and it fails.
func (m *run) strictEqual(a, b value, at js.Node) value { return m.equality(a, b, false, at) }

func (m *run) equality(a, b value, loose bool, at js.Node) value {
	a, b = m.force(a), m.force(b)
	if t := m.equal(a, b, loose); t != undecided {
		return boolean(t == truthy).with(a.from | b.from)
	}
	if !loose && (a.kind == nullKind && b.isVariable() || b.kind == nullKind && a.isVariable()) {
		return no.with(a.from | b.from)
	}
	if v, ok := m.ofNoKey(a, b); ok {
		return v
	}
	if secret, ok := secretCompared(a, b); ok && !(m.visitor == SignedOut && secret.isLength()) {
		m.secretCheck(secret, a, b, at)
		m.compares(secret, other(secret, a, b), at, loose)
		return boolean(m.visitor == Sender)
	}
	if v, ok := m.heldSecret(a, b, at); ok {
		return v
	}
	m.relate(a, b, at)
	if a.kind != unknownKind {
		a, b = b, a
	}
	if !loose && b.kind == nullKind && a.ofPath() {
		return no.with(a.origin() | b.from)
	}
	if a.kind == unknownKind && len(a.sym.options) == 0 {
		return m.equalsKnown(a, b, loose)
	}
	return m.calledAfter(fresh(a.origin()|b.origin(), comparison), a, b)
}

func (m *run) equalsKnown(a, b value, loose bool) value {
	switch {
	case b.nullish():
		op := isNone
		if !loose {
			op = a.strictly(b.kind)
		}
		v := a.derive(op)
		if t := m.truthOfSymbol(v.sym); t != undecided {
			return boolean(t == truthy)
		}
		return v
	case b.concrete():
		if m.truthOf(a) == falsy && m.truthOf(b) == truthy {
			return no
		}
		if of := a.sym.parent; a.sym.op == "typeof" && b.str == "string" && isVariable(value{kind: unknownKind, sym: of}) { // else it is undefined
			return m.negate(m.equalsKnown(value{kind: unknownKind, sym: of}, undefined, false))
		}
		return a.derive(a.equals(loose) + strconv.Itoa(int(b.kind)) + b.asText())
	case b.is(nativeShape) && a.sym.env == "": // a member of an enum of a package
		return a.derive("===" + b.ref.native.path).with(b.origin())
	}
	return m.calledAfter(fresh(a.origin()|b.origin(), comparison), a, b)
}

// ofPath reports whether a value is a dynamic part of the path that is asked for: a
// text, a list of them, or undefined, but never null.
func (v value) ofPath() bool {
	if v.kind != unknownKind || v.sym.from != FromParams || v.sym.parent == nil || v.sym.parent.parent != nil {
		return false
	}
	return v.sym.parent.from == FromParams && len(v.sym.op) > 1 && v.sym.op[0] == '.'
}

// other is the one of two values that is not the given one.
func other(of, a, b value) value {
	if of == a {
		return b
	}
	return a
}

// secretCompared returns the value that holds a secret, if one of the two does
// and the other is the visitor's.
func secretCompared(a, b value) (value, bool) {
	for _, p := range [][2]value{{a, b}, {b, a}} {
		secret, sent := p[0].origin(), p[1].origin()
		if secret.Has(FromEnv|FromSecret) && sent.Has(Visitor) && !sent.Has(FromEnv|FromSecret|fromElsewhere) && !publicVariable(p[0]) {
			return p[0], true
		}
		if secret.Has(FromSecret) && sent.Has(Visitor) && !sent.Has(fromElsewhere) {
			return p[0], true
		}
	}
	return value{}, false
}

// isVariable reports whether a value is a variable of the environment as it is, or
// one of several: a text or undefined, and never null, as an id of nobody is.
func (v value) isVariable() bool {
	if v.kind != unknownKind {
		return v.kind == stringKind || v.kind == undefinedKind
	}
	if len(v.sym.options) > 0 {
		return !slices.ContainsFunc(v.sym.options, func(o value) bool { return !o.isVariable() })
	}
	return v.sym.env != "" && v.sym.parent == nil
}
