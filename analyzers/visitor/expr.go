package visitor

import (
	"cmp"
	"slices"

	"clerkvet/analyzers/js"
)

type evaluator func(*run, js.Node, *scope) value

// expressions is the table of expression kinds.
func expressions() map[js.Kind]evaluator {
	return map[js.Kind]evaluator{
		js.Identifier:                    (*run).identifier,
		js.ShorthandPropertyIdentifier:   (*run).identifier,
		js.Undefined:                     constant(undefined),
		js.Null:                          constant(null),
		js.True:                          constant(yes),
		js.False:                         constant(no),
		js.Number:                        (*run).numberLiteral,
		js.String:                        (*run).stringLiteral,
		js.TemplateString:                (*run).template,
		js.Regex:                         (*run).regex,
		js.Array:                         (*run).arrayLiteral,
		js.Object:                        (*run).objectLiteral,
		js.FunctionExpression:            (*run).functionExpression,
		js.ArrowFunction:                 (*run).functionExpression,
		js.GeneratorFunction:             (*run).functionExpression,
		js.FunctionDeclaration:           (*run).functionExpression,
		js.Class:                         (*run).class,
		js.ClassDeclaration:              (*run).class,
		js.AbstractClassDeclaration:      (*run).class,
		js.MemberExpression:              (*run).chained,
		js.SubscriptExpression:           (*run).chained,
		js.CallExpression:                (*run).chained,
		js.NewExpression:                 (*run).construct,
		js.UnaryExpression:               (*run).unary,
		js.BinaryExpression:              (*run).binary,
		js.UpdateExpression:              (*run).update,
		js.AssignmentExpression:          (*run).assignment,
		js.AugmentedAssignmentExpression: (*run).augmented,
		js.TernaryExpression:             (*run).ternary,
		js.AwaitExpression:               (*run).awaited,
		js.YieldExpression:               (*run).yielded,
		js.SequenceExpression:            (*run).sequenceExpression,
		js.This:                          (*run).thisValue,
		js.JSXElement:                    (*run).jsxElement,
		js.JSXSelfClosingElement:         (*run).jsxElement,
		js.JSXExpression:                 (*run).inner,
		js.SpreadElement:                 (*run).inner,
		js.InstantiationExpression:       (*run).inner,
		js.ParenthesizedExpression:       (*run).unwrapped,
		js.AsExpression:                  (*run).unwrapped,
		js.SatisfiesExpression:           (*run).unwrapped,
		js.NonNullExpression:             (*run).unwrapped,
		js.TypeAssertion:                 (*run).unwrapped,
	}
}

func constant(v value) evaluator { return func(*run, js.Node, *scope) value { return v } }

// eval returns the value of an expression.
func (m *run) eval(n js.Node, s *scope) value {
	m.step()
	if f := m.expressions[n.Kind()]; f != nil {
		return f(m, n, s)
	}
	return fresh(0, "an expression that is not followed")
}

func (m *run) inner(n js.Node, s *scope) value { return m.eval(n.First(), s) }
func (m *run) unwrapped(n js.Node, s *scope) value {
	if u := n.Unwrap(); u != n {
		return m.eval(u, s)
	}
	return undefined
}

func (m *run) identifier(n js.Node, s *scope) value {
	if v, ok := m.asOfNow(n, s); ok {
		return v
	}
	return m.lookup(s, n.Text())
}

func (m *run) functionExpression(n js.Node, s *scope) value { return m.function(n, s) }

func (m *run) numberLiteral(n js.Node, _ *scope) value {
	f, _ := n.NumberValue()
	return number(f)
}

func (m *run) stringLiteral(n js.Node, _ *scope) value {
	t, _ := n.StringValue()
	return text(t)
}

func (m *run) thisValue(_ js.Node, s *scope) value {
	if s.this != nil {
		return *s.this
	}
	return undefined
}

func (m *run) regex(n js.Node, _ *scope) value {
	o := &object{shape: regexShape, at: n}
	o.native = &native{path: n.Field(js.FieldPattern).Text(), flags: n.Field(js.FieldFlags).Text()}
	return objectOf(o)
}

// template joins the parts of a template string.
func (m *run) template(n js.Node, s *scope) value {
	if t, ok := n.StringValue(); ok {
		return text(t)
	}
	span := n.Span()
	at, end := span.Start+1, span.End-1
	v := text("")
	for part := range n.Named() {
		if part.Kind() != js.TemplateSubstitution {
			continue
		}
		ps := part.Span()
		v = m.concat(v, text(string(span.File.Text[at:ps.Start])))
		v = m.concat(v, m.asText(m.plain(m.eval(part.First(), s)), part))
		at = ps.End
	}
	if at <= end {
		v = m.concat(v, text(string(span.File.Text[at:end])))
	}
	return v
}

// concat joins two values as strings. What is unknown keeps its origins, and
// the text before it.
func (m *run) concat(a, b value) value {
	a, b = m.plain(a), m.plain(b)
	if a.concrete() && b.concrete() {
		return text(a.asText() + b.asText()).with(a.from | b.from)
	}
	v, of := fresh(told(a)|told(b), "a text"), &symbol{lore: noLore}
	v.sym.learn().begins = a.begins()
	for _, part := range []value{a, b} {
		if part.kind == unknownKind && (v.sym.env == "" || publicVariable(v) && !publicVariable(part)) {
			v.sym.learn().env, v.sym.set = part.sym.env, part.sym.set
			of.op = part.sym.taken()
		}
		of.name = cmp.Or(of.name, ofAnyVariable(part))
	}
	v.sym.parent, v.sym.op = of, "text"
	if m.hasText(a) || m.hasText(b) {
		v.sym.truth = truthy
	}
	return v.spelled(a, b)
}

// hasText reports whether a value is not empty as a text.
func (m *run) hasText(v value) bool {
	return v.asText() != "" || v.kind == unknownKind && v.sym.op == "text" && m.truthOf(v) == truthy
}

func (m *run) arrayLiteral(n js.Node, s *scope) value {
	o := &object{shape: arrayShape, at: n}
	shifted := false // by how much the visitor says
	expected, end := 0, n.Span().Start
	for part := range n.Named() {
		// holes are no nodes: [a, , b]
		if holes := commasBefore(part, end) - expected; holes > 0 && !shifted {
			o.elems = append(o.elems, slices.Repeat([]value{undefined}, holes)...)
		}
		expected, end = 1, part.Span().End
		if part.Kind() != js.SpreadElement {
			if v := m.eval(part, s); !shifted {
				o.elems = append(o.elems, v)
			}
			continue
		}
		v := m.iterated(m.force(m.eval(part.First(), s)), part)
		o.takesRest(v, m.mayGrow(n))
		if iterable(v) {
			o.elems = append(o.elems, v.ref.elems...)
			if v.ref.open {
				o.open, o.from = true, o.from|v.ref.from // of what it holds beside these
			}
			continue
		}
		o.open = true
		o.from |= originOf(v)
		shifted = shifted || overlays(v)
	}
	m.mayHold(o, n)
	return objectOf(m.made(o))
}

func (m *run) objectLiteral(n js.Node, s *scope) value {
	o := m.made(&object{props: map[string]*cell{}, at: n})
	for member := range n.Named() {
		if member.Kind() == js.SpreadElement {
			m.spread(o, m.force(m.eval(member.First(), s)))
			continue
		}
		m.member(o, member, s)
	}
	m.mayHold(o, n)
	m.outlives(o, n, s)
	return objectOf(o)
}

func (m *run) member(o *object, member js.Node, s *scope) {
	name, ok := member.PropertyName()
	v, key := member, undefined
	if member.Kind() == js.Pair {
		v = member.Field(js.FieldValue)
		if !ok {
			key, name, ok = m.computedName(member.Field(js.FieldKey), s)
		}
	}
	if member.Kind() == js.MethodDefinition {
		if !ok {
			_, name, ok = m.computedName(member.Field(js.FieldName), s)
		}
		if o.open = o.open || !ok; ok {
			m.method(o, member, name, s)
		}
		return
	}
	val := m.eval(v, s)
	switch {
	case !ok:
		o.from |= originOf(val)
		m.writesAny(o, key, val)
	case name == "__proto__" && member.Kind() == js.Pair:
		m.spread(o, m.force(val))
	default:
		m.define(o, name, m.cell(val))
	}
}

// computedName is the key of a member in brackets with its name; ok is false if that is not
// known.
func (m *run) computedName(key js.Node, s *scope) (k value, name string, ok bool) {
	if !key.Is(js.ComputedPropertyName) {
		return undefined, "", false
	}
	k = m.force(m.eval(key.First(), s))
	if name, ok := symbolKey(k); ok {
		return k, name, true
	}
	return k, k.asText(), k.concrete()
}

// define sets a property of an object that is being made.
func (m *run) define(o *object, name string, c *cell) {
	if o.props[name] == nil {
		o.keys = append(o.keys, name)
	}
	o.props[name] = c
}

// defineMethod sets a method. A getter and a setter of one name are one property.
func (m *run) defineMethod(o *object, name string, f value, n js.Node) {
	c := m.cell(f)
	switch before := o.props[name]; {
	case n.HasToken("get"):
		c.getter = f.ref
		if before != nil {
			c.setter = before.setter
		}
	case n.HasToken("set"):
		c.v, c.setter = undefined, f.ref
		if before != nil {
			c.v, c.getter = before.v, before.getter
		}
	}
	m.define(o, name, c)
}

func (m *run) method(o *object, n js.Node, name string, s *scope) {
	inner := s.inner()
	self := objectOf(o)
	inner.this = &self
	f := m.function(n, inner)
	f.ref.closure.name = name
	if n.HasToken("get") || n.HasToken("set") {
		f.ref.closure.this = &self
	}
	m.defineMethod(o, name, f, n)
}

func (m *run) spread(o *object, v value) {
	switch {
	case v.nullish() || v.concrete():
	case v.ref != nil && (v.ref.shape == plainShape || v.ref.shape == functionShape):
		for _, k := range v.ref.keys {
			m.define(o, k, m.cell(m.read(v.ref.props[k])))
		}
		o.open = o.open || v.ref.open
		o.from |= v.ref.from
	default:
		o.open = true
		o.from |= originOf(v)
		m.hides(o, v)
		if v.isEnvironment() {
			m.define(o, "...process.env", m.cell(v))
		}
		if v.isWholeUser() {
			m.define(o, SpreadUser, m.cell(v))
		}
	}
}

func (m *run) ternary(n js.Node, s *scope) value {
	cond, a, b := n.Field(js.FieldCondition), n.Field(js.FieldConsequence), n.Field(js.FieldAlternative)
	if m.quiet(cond) && m.quiet(a) && m.quiet(b) {
		return m.quietTernary(n, m.lengthwise(cond, s, a, b), a, b, s)
	}
	if call := cond.Unwrap(); call.Is(js.CallExpression) && isPlain(a) && isPlain(b) {
		c := m.force(m.eval(call, s))
		if m.truthOf(c) == undecided && !originOf(c).Has(FromClerk|FromCredential|FromSecret|FromEnv) {
			return m.either(m.eval(a, s), m.eval(b, s)) // nothing tells later what was decided
		}
		return m.pick(m.holds(c, call), a, b, s)
	}
	return m.pick(m.test(cond, s), a, b, s)
}

// quietTernary is one of two sides that only compute, or both.
func (m *run) quietTernary(n js.Node, c value, a, b js.Node, s *scope) value {
	switch t := m.truthOf(c); {
	case t != undecided:
		return m.pick(t == truthy, a, b, s)
	case m.switchedBySecret(c):
	case m.still(a) && m.still(b):
		return m.either(m.eval(a, s), m.eval(b, s))
	default:
		if v, ok := m.eitherSide(func() value { return m.eval(a, s) }, func() value { return m.eval(b, s) }); ok {
			return v
		}
	}
	return m.pick(m.holds(c, n), a, b, s)
}

// isPlain reports whether an expression is a literal.
func isPlain(n js.Node) bool {
	return n.Unwrap().Is(js.String, js.Number, js.True, js.False, js.Null)
}

func (m *run) pick(first bool, a, b js.Node, s *scope) value {
	if first {
		return m.eval(a, s)
	}
	return m.eval(b, s)
}

func (m *run) sequenceExpression(n js.Node, s *scope) value {
	v := undefined
	for part := range n.Named() {
		v = m.eval(part, s)
	}
	return v
}

// awaited is what a promise settles with; anything else is itself.
func (m *run) awaited(n js.Node, s *scope) value { return m.await(m.eval(n.First(), s), n) }

func (m *run) await(v value, at js.Node) value {
	v = m.force(v)
	if !v.is(promiseShape) {
		if v.ref != nil && v.ref.query != nil {
			return m.record(v.ref.query, v.ref.native.asked, at)
		}
		return m.awaitThen(v, at)
	}
	if t := v.ref.promise.thrown; t != nil {
		panic(t)
	}
	return m.await(v.ref.promise.v, at)
}

func resolved(v value) value {
	if v.is(promiseShape) {
		return v
	}
	return objectOf(&object{shape: promiseShape, promise: &outcome{v: v}})
}

func rejected(t *thrown) value {
	return objectOf(&object{shape: promiseShape, promise: &outcome{thrown: t}})
}
