package visitor

import (
	"hash/maphash"
	"strings"

	"clerkvet/analyzers/js"
)

// A call is one call being evaluated.
type call struct {
	at     js.Node
	fn     value
	this   value
	args   []value
	path   string // of a native function
	begun  int32  // the steps of the run when it was entered
	open   bool   // there may be more arguments than args
	isNew  bool
	direct bool // it stands in the code as a call of fn, or is the first one: what fn gives is what it gives
	// decides says that it is followed though the function may only compute.
	decides bool
}

// lastArg is the last argument of a call, or undefined.
func (c *call) lastArg() value {
	if len(c.args) == 0 {
		return undefined
	}
	return c.args[len(c.args)-1]
}

// arg returns the i-th argument, or undefined.
func (c *call) arg(i int) value {
	if i < len(c.args) {
		return c.args[i]
	}
	if c.open {
		return fresh(0, "an argument")
	}
	return undefined
}

// call calls whatever f is.
func (m *run) call(c *call) value {
	m.step()
	f := m.force(c.fn)
	c.fn = f
	switch {
	case f.kind == undefinedKind && m.lacks(c):
		m.typeError(c.at, f)
	case f.concrete() && !fails(f):
		return m.callUnknown(c)
	case f.concrete():
		m.typeError(c.at, f)
	case f.kind == unknownKind:
		return m.callUnknown(c)
	}
	switch f.ref.shape {
	case functionShape:
		if f.ref.closure == nil {
			return m.callUnknown(c)
		}
		return m.enter(c)
	case classShape:
		if c.isNew {
			return m.instantiate(c)
		}
	case nativeShape:
		return m.callNative(c)
	}
	return m.callUnknown(c)
}

// lacks reports whether the method that is called is known not to be there: one
// of Clerk's that this version does not have.
func (m *run) lacks(c *call) bool {
	return c.this.ref != nil && (c.this.is(promiseShape) || c.this.ref.from.Has(FromClerk) ||
		c.this.is(nativeShape) && c.this.ref.native.path == "clerk#auth")
}

// invoke calls a function value that the machine itself holds.
func (m *run) invoke(f value, args []value, at js.Node) value {
	return m.call(&call{at: at, fn: f, args: args})
}

// enter runs a function of the app: every way in which it ends is a path.
func (m *run) enter(c *call) value {
	f := c.fn.ref.closure
	if why := m.refuses(f); why != "" {
		m.note(&Event{Kind: Doubt, Name: why, At: c.at.Span()})
		return fresh(0, why)
	}
	name := m.callName(c.at)
	if kind := name.logs; kind != "" {
		m.note(&Event{Kind: kind, Name: calleeText(c.at), At: c.at.Span(), From: originOf(c.args...), args: c.args})
		return fresh(0, "a log")
	}
	if name.limits {
		m.note(&Event{Kind: Limiter, Name: calleeText(c.at), At: c.at.Span(), From: originOf(c.args...)})
	}
	if v, ok := m.recognizes(c); ok {
		return v
	}
	if !c.decides && m.skips(c) {
		m.skipsFill(c)
		return skipped(c)
	}
	return m.settle(func() []outcome {
		if outs, ok := m.impartially(c); ok {
			return outs
		}
		return m.followOnce(c)
	})
}

// refuses says why a call cannot be followed, or nothing.
func (m *run) refuses(f *closure) string {
	if len(m.stack) >= maxDepth {
		return "calls nest too deep to follow"
	}
	same := 0
	for _, c := range m.stack {
		if c.fn.ref != nil && c.fn.ref.closure != nil && c.fn.ref.closure.node == f.node {
			same++
		}
	}
	if same > 2 {
		return "a recursion that is not followed"
	}
	return ""
}

var hashSeed = maphash.MakeSeed()

func mix(context uint64, nodes ...js.Node) uint64 {
	h := context
	for _, n := range nodes {
		h = h*1099511628211 ^ maphash.Comparable(hashSeed, n)
	}
	return h
}

// follow runs a function on every path.
func (m *run) follow(c *call) []outcome {
	context, crowded := m.context, m.crowded
	m.crowded = false
	c.begun = int32(m.steps)
	m.stack = append(m.stack, c)
	m.context = mix(context, c.at, c.fn.ref.closure.node)
	outs := m.collected(func(k then) { m.body(c, k) }, true)
	m.stack = m.stack[:len(m.stack)-1]
	m.context, m.crowded = context, crowded
	return outs
}

// body runs the body of a closure with the arguments of the call.
func (m *run) body(c *call, k then) {
	f := c.fn.ref.closure
	s := &scope{parent: f.scope, module: f.module, home: f.home, nest: m.nestOf(f.node)}
	if f.scope != nil {
		s.this = f.scope.this
	}
	if f.node.Kind() != js.ArrowFunction {
		s.this = f.this
		if s.this == nil {
			this := c.this
			s.this = &this
		}
		s.declare("arguments", m.cell(array(c.args)))
	}
	if isGenerator(f.node) {
		s.declare(yieldedVar, m.cell(no))
	}
	if drives(c.at, f.node) {
		k = m.awaiting(k)
	} else {
		k = m.giving(f.node, s, taken(c.at, f.node.IsAsync()), k)
	}
	m.evaluate(func() completion { m.parameters(f.node, c, s); m.givesInstance(f.node, s); return completion{} }, k.on(func(completion) {
		m.functionBody(f.node, s, k)
	}))
}

// taken reports whether what a generator gives is asked of it where it is called. One
// that nobody asks does not begin, so that its errors stop nobody; nor do those of an
// async one whose promise nobody waits for.
func taken(call js.Node, async bool) bool {
	at, p := call, call.Parent()
	for p.Is(js.ParenthesizedExpression, js.AwaitExpression, js.AsExpression, js.NonNullExpression) {
		at, p = p, p.Parent()
	}
	switch {
	case at.Is(js.ForInStatement, js.SpreadElement, js.ArrayPattern, js.Array), p.Is(js.SpreadElement):
		return true
	case p.Is(js.ForInStatement):
		return at.Role() == js.FieldRight
	case p.Is(js.VariableDeclarator):
		return p.Field(js.FieldName).Is(js.ArrayPattern)
	case p.Is(js.YieldExpression):
		return p.HasToken("*")
	case p.Is(js.MemberExpression):
		return p.Field(js.FieldProperty).Text() == "next" && (!async || waitedFor(p.Parent()))
	case p.Is(js.Arguments):
		callee := p.Parent().CalleePath()
		promises := callee == "Array.fromAsync" || strings.HasPrefix(callee, "Promise.")
		return takesAll[callee] && (!promises || waitedFor(p.Parent())) ||
			p.Parent().Is(js.NewExpression) && takesAll[p.Parent().Field(js.FieldConstructor).Text()]
	}
	return false
}

// waitedFor reports whether the promise that a call gives is awaited where it stands.
func waitedFor(call js.Node) bool {
	p := call.Parent()
	for p.Is(js.ParenthesizedExpression, js.AsExpression, js.NonNullExpression) {
		p = p.Parent()
	}
	return p.Is(js.AwaitExpression)
}

// takesAll are functions that ask for all that a generator gives.
var takesAll = set("Array.from Array.fromAsync Object.fromEntries Promise.all Promise.allSettled Set Map")

// giving is what follows a function: it gives what a return statement, or an
// error, left it with. An error of a generator that gave something before comes after
// what is done with that.
func (m *run) giving(f js.Node, s *scope, taken bool, k then) then {
	switch {
	case isGenerator(f):
		return func(c completion) {
			if c.kind != threw || !taken || s.vars[yieldedVar].v == yes {
				c = completion{kind: returned, v: fresh(0, "a generator")}
			}
			k(c)
		}
	case f.IsAsync():
		return func(c completion) {
			if c.kind != returned || c.v.ref == nil || c.v.ref.query == nil {
				k(completion{kind: returned, v: promiseOf(c), at: c.at})
				return
			}
			m.evaluate(func() completion { return completion{kind: returned, v: m.await(c.v, c.at)} }, func(found completion) {
				k(completion{kind: returned, v: promiseOf(found), at: c.at})
			})
		}
	}
	return func(c completion) {
		if c.kind != threw && c.kind != returned {
			c = completion{kind: returned}
		}
		k(c)
	}
}

// promiseOf is what an async function gives: what it throws is a rejection, which
// stops nobody who does not await it.
func promiseOf(c completion) value {
	switch {
	case c.kind == threw:
		return rejected(c.thrown)
	case c.kind != returned:
		return resolved(undefined)
	case c.v.is(promiseShape):
		return c.v
	}
	return resolved(c.v)
}

// async runs the body of an async function: what it throws becomes a rejected
// promise, which stops nobody who does not await it.
func (m *run) async(run func() value) value {
	o := m.attempt(run)
	if o.thrown != nil {
		return rejected(o.thrown)
	}
	if o.v.is(promiseShape) {
		return o.v
	}
	return resolved(o.v)
}

func (m *run) functionBody(n js.Node, s *scope, k then) {
	body := n.Field(js.FieldBody)
	if body.Kind() != js.StatementBlock {
		m.evaluate(func() completion { return completion{kind: returned, v: m.eval(body, s)} }, k)
		return
	}
	if !m.noVars(body) {
		m.hoistVars(body, s)
	}
	m.inScope(body, s, k)
}

// noVars reports whether a body declares nothing with var, which is costly to
// find out and hardly ever so.
func (m *run) noVars(body js.Node) bool {
	none, ok := m.varless[body]
	if !ok {
		none = true
		for n := range body.Descendants() {
			if n.Kind() == js.VariableDeclaration {
				none = false
				break
			}
		}
		m.varless[body] = none
	}
	return none
}

func (m *run) parameters(n js.Node, c *call, s *scope) {
	if p := n.Field(js.FieldParameter); !p.IsZero() {
		m.bind(p, c.arg(0), s)
		return
	}
	i := 0
	for p := range n.Field(js.FieldParameters).Named() {
		pattern := p
		if p.Is(js.RequiredParameter, js.OptionalParameter) {
			pattern = p.Field(js.FieldPattern)
		}
		switch {
		case pattern.Is(js.This):
			continue
		case pattern.Kind() == js.RestPattern:
			rest := array(c.args[min(i, len(c.args)):])
			rest.ref.open = c.open
			m.bind(pattern, rest, s)
		default:
			m.bind(p, c.arg(i), s)
		}
		i++
	}
}
