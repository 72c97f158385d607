package visitor

import (
	"regexp"
	"slices"

	"clerkvet/analyzers/js"
)

// What one request leaves in what a module keeps the next one finds there, whoever
// sends it: a user who is remembered in a variable, a field, a list or a Map.

// remnant is what a write of a function may leave for other requests. It is not ok of
// what is the same for everybody, as a client is: that is seen where it is made.
func (m *run) remnant(write js.Node, s *scope) (v value, ok bool) {
	of := write.Field(js.FieldRight).Unwrap()
	switch {
	case write.Is(js.UpdateExpression):
		return fresh(0, "a counter"), true
	case of.Is(js.True):
		return yes, true
	case of.Is(js.False):
		return no, true
	case m.personal(of, s, true, renderDepth):
		return fresh(FromRecord, "what another request left"), true
	}
	return undefined, false
}

// outlives lets the parts of an object that lives on after the request hold what other
// requests may have left there.
func (m *run) outlives(o *object, at js.Node, s *scope) {
	if m.learning != nil && m.loading == 0 || at.IsZero() || m.loading == 0 && !keeps(at) {
		return
	}
	root := at.Syntax().Root()
	if o.class != nil && !o.class.at.IsZero() {
		root = o.class.at.Syntax().Root()
	}
	for _, k := range o.keys {
		if c := o.props[k]; c.state == ready && c.getter == nil && c.setter == nil && mayBeLeft(c.v) {
			if v := m.orLeft(root, "."+k, c.v, s); v != c.v {
				m.set(c, v)
			}
		}
	}
}

// mayBeLeft reports whether a value is data that is replaced as a whole.
func mayBeLeft(v value) bool {
	return v.concrete() || v.is(plainShape) && v.ref.class == nil || v.is(arrayShape)
}

// orLeft is the first value of a part, or of a variable that functions close over, or
// what requests left there.
func (m *run) orLeft(root js.Node, key string, v value, s *scope) value {
	if m.isQueue(root, key[1:]) {
		return v
	}
	for _, w := range m.fillsOf(root)[key] {
		if f := w.Enclosing(); f.IsZero() || f.Field(js.FieldName).Text() == "constructor" {
			continue
		}
		if left, ok := m.remnant(w, s); ok && (m.loading > 0 || left.kind == unknownKind && left.sym.from != 0 || m.asks(w.Enclosing())) {
			v = m.either(v, left)
		}
	}
	return v
}

// keeps reports whether what an expression makes is given to something that was there
// before the function ran: a variable around it, or a part of one.
func keeps(n js.Node) bool {
	p := n.Parent()
	for p.Is(js.ParenthesizedExpression, js.AsExpression, js.NonNullExpression, js.SatisfiesExpression) {
		p = p.Parent()
	}
	if !p.Is(js.AssignmentExpression, js.AugmentedAssignmentExpression) {
		return false
	}
	variable := rootOf(p.Field(js.FieldLeft))
	if !variable.Is(js.Identifier) {
		return variable.Is(js.This)
	}
	d := variable.Syntax().Resolve(variable)
	return d.IsZero() || !p.Enclosing().Contains(d)
}

// holdsLeft lets a list or a table that holds nothing at first hold what functions put
// there that depends on who asks: more than is known, and what others sent. A queue is not
// worked off for who asks, but who is given what it holds is given that.
func (m *run) holdsLeft(o *object, fills []js.Node) {
	for _, f := range fills {
		if f.Enclosing().IsZero() || !puts(f) || o.shape == mapShape && !o.listed && memoizes(f) {
			continue
		}
		key, values := putBy(f)
		if len(values) == 0 || !slices.ContainsFunc(values, func(n js.Node) bool { return !isCallback(n) }) {
			continue
		}
		personal := func(n js.Node) bool { return m.personal(n, nil, true, renderDepth) }
		sent := slices.ContainsFunc(values, personal)
		o.store = o.store || sent
		if !m.isQueue(f.Syntax().Root(), lastOf(writtenBy(f).Field(js.FieldObject))) {
			o.open = o.open || sent || personal(key) || slices.ContainsFunc(values, isLiteral)
		}
		if sent && lastOf(f.Callee()) != "add" {
			o.from |= FromRecord
		}
	}
}

// grows lets a list, a table or an object that holds something at first hold as well what
// requests put there.
func (m *run) grows(o *object, fills []js.Node) {
	for _, f := range fills {
		if f.Enclosing().IsZero() || !puts(f) || writtenBy(f).Is(js.Identifier) { // of another variable
			continue
		}
		_, values := putBy(f)
		if slices.ContainsFunc(values, func(n js.Node) bool { return !isCallback(n) && m.personal(n, nil, true, renderDepth) }) {
			o.store = true
			m.do(opening(o, FromRecord))
			return
		}
	}
}

// isLiteral reports whether an expression is a text or a number of the code.
func isLiteral(n js.Node) bool {
	return n.Unwrap().Is(js.String, js.Number, js.TemplateString, js.True)
}

// callbackName and callbackType match what functions are called that are kept to be
// called later, and their types.
var (
	callbackName = regexp.MustCompile(`(?i:listener|callback|handler|subscriber|observer|middleware)$|^(fn|cb|f|set[A-Z]\w*)$`)
	callbackType = regexp.MustCompile(`=>|Listener|Callback|Handler|Function|Dispatch<`)
)

// isCallback reports whether an expression is a function that is kept to be called: it
// tells nothing about somebody.
func isCallback(n js.Node) bool {
	n = n.Unwrap()
	if n.IsFunction() || !n.Is(js.Identifier) {
		return n.IsFunction()
	}
	d := n.Syntax().Resolve(n)
	return d.IsFunction() || callbackName.MatchString(n.Text()) || callbackType.MatchString(d.Field(js.FieldType).Text())
}

// putBy is the key under which a node puts something into a list or a table, if there
// is one, and what it puts there.
func putBy(fill js.Node) (key js.Node, values []js.Node) {
	switch args := fill.Arguments(); {
	case !fill.Is(js.CallExpression):
		return writtenBy(fill).Field(js.FieldIndex), []js.Node{fill.Field(js.FieldRight)}
	case len(args) == 2 && lastOf(fill.Callee()) == "set":
		return args[0], args[1:]
	case lastOf(fill.Callee()) == "splice":
		return js.Node{}, args[min(2, len(args)):]
	default:
		return js.Node{}, args
	}
}

// personal reports whether an expression in a function depends on who asks: on what
// Clerk says about him, on what he sends, or, if it is given on, on a parameter.
func (m *run) personal(n js.Node, s *scope, given bool, depth int) bool {
	n = n.Unwrap()
	if n.IsZero() || depth == 0 || n.IsFunction() {
		return false
	}
	part := func(n js.Node) bool { return m.personal(n, s, given, depth-1) }
	switch n.Kind() {
	case js.Identifier, js.ShorthandPropertyIdentifier:
		return m.personalName(n, s, given, depth)
	case js.MemberExpression, js.SubscriptExpression:
		return part(n.Field(js.FieldObject))
	case js.Pair:
		return part(n.Field(js.FieldValue))
	case js.TernaryExpression:
		return part(n.Field(js.FieldConsequence)) || part(n.Field(js.FieldAlternative))
	case js.CallExpression, js.NewExpression:
		return m.personalCall(n, s, depth)
	}
	return slices.ContainsFunc(slices.Collect(n.Named()), part)
}

// measures matches the types of what tells nothing about somebody.
var measures = regexp.MustCompile(`^:\s*(number|boolean|Date)$`)

func (m *run) personalName(n js.Node, s *scope, given bool, depth int) bool {
	d := n.Syntax().Resolve(n)
	switch {
	case d.IsZero() || d.Enclosing().IsZero():
		return false
	case d.Is(js.VariableDeclarator):
		return m.personal(d.Field(js.FieldValue), s, given, depth-1)
	}
	return given && !d.IsFunction() && !d.Is(js.ClassDeclaration, js.AbstractClassDeclaration) && !measures.MatchString(d.Field(js.FieldType).Text())
}

// sending are the methods of a request, or of what it holds, that give what was sent.
var sending = set("json text formData get getAll header cookie")

func (m *run) personalCall(n js.Node, s *scope, depth int) bool {
	for _, a := range n.Arguments() {
		if m.personal(a, s, false, depth-1) {
			return true
		}
	}
	callee := n.Callee()
	if callee.IsZero() {
		return false
	}
	if !callee.Is(js.MemberExpression) {
		return m.asksWho(callee) || m.givenAsker(callee, s)
	}
	of, name := callee.Field(js.FieldObject), callee.Field(js.FieldProperty).Text()
	return m.givenAsker(callee, s) || m.personal(of, s, sending[name], depth-1)
}

// givenAsker reports whether a call is of what a parameter, or a variable that functions
// close over, holds: a function which asks who is there, or an object that has one.
func (m *run) givenAsker(callee js.Node, s *scope) bool {
	name := ""
	if callee.Is(js.MemberExpression) {
		name = callee.Field(js.FieldProperty).Text()
		callee = callee.Field(js.FieldObject).Unwrap()
	}
	if !callee.Is(js.Identifier) {
		return false
	}
	for ; s != nil; s = s.parent {
		c := s.vars[callee.Text()]
		if c == nil || c.state != ready || c.v.ref == nil {
			continue
		}
		if part := c.v.ref.own(name); part != nil && part.state == ready {
			c = part
		}
		return isFunction(c.v) && m.asks(c.v.ref.closure.node)
	}
	return false
}

// identityNames are what functions of packages are called that say who is there, or what
// he sent.
var identityNames = regexp.MustCompile(`^(auth|currentUser|getAuth|getServerSession|getSession|getUser|getCurrentUser|getToken|cookies|headers)$`)

// asksWho reports whether a call by a name is of what says who is there, or of a function
// of the app that asks it.
func (m *run) asksWho(callee js.Node) bool {
	mod := m.moduleOf(callee)
	if mod == nil || !callee.Is(js.Identifier) {
		return false
	}
	if b, ok := mod.names.Imports[callee.Text()]; ok {
		d := m.app.Project.Graph.Binding(mod.source, b)
		if d.Module == nil {
			return identityNames.MatchString(b.Name)
		}
		return m.asks(functionOf(d.Node))
	}
	return m.asks(functionOf(callee.Syntax().Resolve(callee)))
}

// asks reports whether a function asks who is there.
func (m *run) asks(f js.Node) bool {
	if f.IsZero() {
		return false
	}
	asks, known := m.asking[f]
	if !known {
		m.asking[f] = false // for calls in a circle
		for n := range f.Descendants() {
			if n.Is(js.CallExpression) && m.asksWho(n.Callee()) {
				asks = true
				break
			}
		}
		m.asking[f] = asks
	}
	return asks
}

// memoizers are functions of packages that keep what a function gives, for all requests.
func memoizers() map[string]summary {
	f := map[string]summary{"onetime#default": (*run).memoized}
	for _, pkg := range []string{"p-memoize", "mem", "memoize", "memoizee", "moize", "fast-memoize", "micro-memoize", "memoize-one", "nano-memoize", "lodash.memoize", "lodash.once",
		"lodash/memoize", "lodash/once", "lodash-es/memoize", "lodash-es/once"} {
		f[pkg+"#default"] = (*run).memoized
	}
	for _, pkg := range []string{"lodash", "lodash-es", "es-toolkit", "es-toolkit/compat", "underscore"} {
		for _, name := range []string{"memoize", "once"} {
			f[pkg+"#"+name], f[pkg+"#default."+name] = (*run).memoized, (*run).memoized
		}
	}
	return f
}

// memoized is a function whose answer is kept: one about somebody may be of another
// request.
func (m *run) memoized(c *call) value {
	f := m.force(c.arg(0))
	if !f.is(functionShape) || f.ref.closure == nil || !m.asks(f.ref.closure.node) {
		return f
	}
	return nativeFunc(c.path+"()", func(m *run, inner *call) value {
		if m.choose(inner.at, 2) == 1 {
			return resolved(fresh(FromRecord, "what another request left"))
		}
		return m.call(&call{at: inner.at, fn: f, args: inner.args, this: inner.this, open: inner.open})
	})
}
