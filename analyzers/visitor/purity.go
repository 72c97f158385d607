package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// skips reports whether a call need not be followed: the function only
// computes, and nothing that it is given can decide whether the visitor is told
// off. Its result is then as unknown as its arguments.
func (m *run) skips(c *call) bool {
	if !m.computes(c.fn.ref.closure.node, c.fn.ref.closure.module, 0) || c.givesCollection() {
		return false
	}
	if m.comparesWithUser(c.fn.ref.closure) {
		return false
	}
	unknown, failed := false, false
	for _, a := range c.args {
		from := originOf(a)
		if a.nullish() || from.Has(FromClerk|FromSecret|FromCredential) || isFunction(a) || a.is(nativeShape) || a.is(responseShape) || envOf(a) != "" && !publicVariable(a) || ofAnyVariable(a) != "" || a.realKeys() != nil {
			return false
		}
		if m.visitor != SignedOut && from.Has(FromError) && sortsErrors(c.fn.ref.closure.node) {
			return false
		}
		if a.is(plainShape) && isGlance(c.fn.ref.closure.node) {
			return false // what it looks at may be known, though another part is not
		}
		unknown, failed = unknown || !m.plainlyKnown(a), failed || from.Has(FromError)
	}
	return unknown && !saysSomething(c.fn.ref.closure.node, failed)
}

// isGlance reports whether a function only looks at a part of what it is given:
// (r) => r.status === "rejected". It is followed at once.
func isGlance(f js.Node) bool {
	body := f.Field(js.FieldBody).Unwrap()
	if !f.Is(js.ArrowFunction) || body.Is(js.StatementBlock) || len(body.Text()) > maxGlance {
		return false
	}
	part := func(n js.Node) bool {
		return n.Is(js.BinaryExpression, js.UnaryExpression, js.MemberExpression, js.OptionalChain, js.Identifier, js.PropertyIdentifier, js.ParenthesizedExpression) || isTelling(n) || n.Kind() == js.Token
	}
	for n := range body.Descendants() {
		if !part(n) && !n.Parent().Is(js.String) {
			return false
		}
	}
	return part(body)
}

// comparesWithUser reports whether a function only looks at what it is given beside what
// Clerk says of the visitor, which a variable around it holds: (a) => a.id === userId.
func (m *run) comparesWithUser(f *closure) bool {
	if f.scope == f.module.scope || !isGlance(f.node) {
		return false
	}
	for n := range f.node.Field(js.FieldBody).Descendants() {
		if !n.Is(js.Identifier) {
			continue
		}
		for s := f.scope; s != nil && s != f.module.scope; s = s.parent {
			if c := s.vars[n.Text()]; c != nil {
				if c.state == ready && c.getter == nil && originOf(c.v).Has(FromClerk) {
					return true
				}
				break
			}
		}
	}
	return false
}

// maxGlance is how long such a look is, in bytes.
const maxGlance = 80

// saysSomething reports whether what a function gives says something whatever it is given, as
// { ok: false, message } does: then it is worth to be followed. One that gives something at
// several places is for errors only, which do not decide what it gives.
func saysSomething(f js.Node, ofErrors bool) bool {
	if body := f.Field(js.FieldBody); !body.Is(js.StatementBlock) {
		return isTelling(body)
	}
	returns := 0
	for n := range f.Descendants() {
		if !n.Is(js.ReturnStatement) || n.Enclosing() != f {
			continue
		}
		if returns++; !isTelling(n.First()) || returns > 1 && !ofErrors {
			return false
		}
	}
	return returns > 0
}

// isTelling reports whether an expression is a constant, or an object or a list that has one.
func isTelling(n js.Node) bool {
	n = n.Unwrap()
	switch {
	case n.Is(js.String, js.Number, js.Null, js.True, js.False, js.Undefined):
		return true
	case n.Is(js.Object, js.Array):
		for part := range n.Named() {
			if part.Is(js.Pair) {
				part = part.Field(js.FieldValue)
			}
			if part.Unwrap().Is(js.String, js.Number, js.Null, js.True, js.False, js.Undefined) {
				return true
			}
		}
	}
	return false
}

// sortsErrors reports whether a function asks whether an error is of another class than
// Error: what it gives of the app's own is no text from anywhere.
func sortsErrors(f js.Node) bool {
	for n := range f.Descendants() {
		if n.Is(js.BinaryExpression) && n.Field(js.FieldOperator).Text() == "instanceof" && n.Field(js.FieldRight).Text() != "Error" {
			return true
		}
	}
	return false
}

// plainlyKnown reports whether a value is a constant, as a function is, or made of
// constants, as is the list that the callback of a method gets along with each element.
func (m *run) plainlyKnown(v value) bool { return m.knownTo(v, 3) }

func (m *run) knownTo(v value, depth int) bool {
	switch {
	case v.ref == nil:
		return v.kind != unknownKind
	case v.is(regexShape), v.is(functionShape):
		return true
	case depth == 0 || v.ref.open:
		return false
	case v.is(arrayShape) && len(v.ref.elems) > longList:
		return true // as is a table in code
	case v.is(arrayShape):
		return !slices.ContainsFunc(v.ref.elems, func(e value) bool { return !m.knownTo(e, depth-1) })
	case v.is(plainShape):
		return !slices.ContainsFunc(v.ref.keys, func(k string) bool { return !m.knownTo(m.read(v.ref.props[k]), depth-1) })
	}
	return false
}

// maxPureDepth bounds how deep calls are looked into to find that a function
// only computes.
const maxPureDepth = 32

// computes reports whether a function has no effect, writes nothing of others,
// throws nothing, and calls only what computes too.
func (m *run) computes(f js.Node, mod *module, depth int) bool {
	if depth == 0 {
		m.pure = m.pureAs(f)
	}
	if p, ok := (*m.pure)[f]; ok {
		return p
	}
	if depth > maxPureDepth || f.IsAsync() {
		return false
	}
	(*m.pure)[f] = true // a recursion adds nothing
	m.decidedPure = append(m.decidedPure, f)
	p := m.onlyComputes(f, mod, depth)
	(*m.pure)[f] = p
	if depth == 0 {
		m.settlePurity(p)
	}
	return p
}

// pureAs is where it is kept whether a function that is called only computes.
func (w *worker) pureAs(f js.Node) *map[js.Node]bool {
	circle, known := w.circles[f]
	if !known {
		circle = callsItself(f)
		w.circles[f] = circle
	}
	if circle {
		return &w.pureCircles
	}
	return &w.pureNodes
}

// settlePurity ends the outermost question. Where the answer is no, what was
// found pure on the way may have been so only because it calls back: it is asked
// anew.
func (m *run) settlePurity(pure bool) {
	for _, f := range m.decidedPure {
		if !pure && (*m.pure)[f] {
			delete(*m.pure, f)
		}
	}
	m.decidedPure = m.decidedPure[:0]
}

func (m *run) onlyComputes(f js.Node, mod *module, depth int) bool {
	if writesOutside(f) {
		return false
	}
	for n := range f.Descendants() {
		if n.IsFunction() && !n.Parent().Is(js.Arguments) {
			return false // what is made has to be known
		}
		switch n.Kind() {
		case js.Identifier:
			if m.holdsState(n, f, mod) {
				return false
			}
		case js.TryStatement:
			if n.Field(js.FieldHandler).IsZero() {
				return false
			}
		case js.AwaitExpression, js.YieldExpression, js.ThrowStatement, js.JSXElement, js.JSXSelfClosingElement, js.This:
			return false
		case js.NewExpression:
			if !quietClasses[n.Field(js.FieldConstructor).Text()] {
				return false
			}
		case js.CallExpression:
			if !quietCall(n) && !(m.pure == &m.pureCircles && isTest(n)) && !m.pureCallback(n, mod, depth) && !onCollection(n) && !ofOwn(n) && !parsesJSON(n) && !m.callsPure(n, mod, depth) {
				return false
			}
			if fillsStore(n) {
				m.fillers[f] = n
			}
		case js.MemberExpression:
			if name := n.Field(js.FieldProperty).Text(); name == "hostname" || name == "host" || n.CalleePath() == "process.env" {
				return false // may say which host is allowed, or be a secret
			} else if n.Parent().Is(js.BinaryExpression) && isSecretColumn(name) {
				return false // may be compared with a credential
			}
		}
	}
	return true
}

// holdsState reports whether a name means a variable of a module that another function than
// f writes, or a part of it: what it gives is what others left there.
func (m *run) holdsState(name, f js.Node, mod *module) bool {
	if mod == nil {
		return false
	}
	of, declared := mod, mod.names.Top[name.Text()]
	if b, imported := mod.names.Imports[name.Text()]; declared.IsZero() && imported {
		d := m.app.Project.Graph.Binding(mod.source, b)
		if d.Module == nil || !d.Node.Is(js.VariableDeclarator) {
			return false
		}
		of, declared = m.module(d.Module), d.Node
	}
	if of == nil || !declared.Is(js.VariableDeclarator) {
		return false
	}
	later := of.writesOf(declared)
	others := func(write js.Node) bool { return !f.Contains(write) }
	return later != nil && (slices.ContainsFunc(later.elsewhere, others) || slices.ContainsFunc(later.unsure, others))
}

// callsItself reports whether a function calls itself by its name: it goes through what it
// is given, and is not worth to be followed for what it asks about a text on the way.
func callsItself(f js.Node) bool {
	for n := range f.Descendants() {
		if n.Is(js.CallExpression) && n.Callee().Is(js.Identifier) && functionOf(n.Syntax().Resolve(n.Callee())) == f {
			return true
		}
	}
	return false
}

// isTest reports whether a call asks whether a text matches a pattern.
func isTest(n js.Node) bool {
	callee := n.Callee()
	return callee.Is(js.MemberExpression) && callee.Field(js.FieldProperty).Text() == "test"
}

// functionOf is the function that a declaration declares, or none.
func functionOf(n js.Node) js.Node {
	if n.Kind() == js.VariableDeclarator {
		n = n.Field(js.FieldValue).Unwrap()
	}
	if n.IsFunction() {
		return n
	}
	return js.Node{}
}

// logNames are the methods of loggers.
var logNames = set("info warn error debug trace log fatal flush")

// loggerName is how loggers are called.
var loggerName = regexp.MustCompile(`(?i)(^|\.)(\w*log|\w*logger)\.\w+$`)

// logs says what a call is by its name: of a log, of an error tracker, or neither;
// that the app wrapped. What it does with the message is not followed.
func logs(path string) EventKind {
	switch last := path[strings.LastIndexByte(path, '.')+1:]; {
	case logNames[last] && loggerName.MatchString(path):
		return Log
	case last == "captureException" || last == "captureMessage" || last == "reportError" || last == "logError":
		return Tracker
	}
	return ""
}

// A callName is what the name of a function that is called says of the call.
type callName struct {
	logs   EventKind // Log, Tracker or nothing
	limits bool
}

func (w *worker) callName(at js.Node) callName {
	name, ok := w.callNames[at]
	if !ok {
		path := at.CalleePath()
		name = callName{logs(path), limits(path)}
		w.callNames[at] = name
	}
	return name
}

// skipped is what a call gives that is not followed. Where the function only
// chooses between texts and names of the code, as roles are chosen, none of them
// is what the request or an error says.
func skipped(c *call) value {
	f, from := c.fn.ref.closure, originOf(c.args...)
	if from.Has(Visitor|FromError) && ofCode(f.node) {
		if from &^= FromError; !from.Has(FromHeader | FromCookie) {
			from &^= Visitor
		}
	}
	return fresh(from, f.name+"()")
}

// ofCode reports whether all that a function returns are texts or constants of
// its module.
func ofCode(f js.Node) bool {
	if body := f.Field(js.FieldBody); !body.Is(js.StatementBlock) {
		return isOfCode(body, f)
	}
	returns := 0
	for n := range f.Descendants() {
		if !n.Is(js.ReturnStatement) || n.Enclosing() != f {
			continue
		}
		if returns++; !isOfCode(n.First(), f) {
			return false
		}
	}
	return returns > 0
}

func isOfCode(n, f js.Node) bool {
	n = n.Unwrap()
	switch {
	case n.Is(js.String, js.Number, js.Null, js.True, js.False), n.Text() == "undefined":
		return true
	case n.Is(js.Object):
		for part := range n.Named() {
			if !part.Is(js.Pair) || !isOfCode(part.Field(js.FieldValue), f) {
				return false
			}
		}
		return true
	case n.Is(js.TernaryExpression):
		return isOfCode(n.Field(js.FieldConsequence), f) && isOfCode(n.Field(js.FieldAlternative), f)
	case n.Is(js.MemberExpression, js.Identifier):
		root := n
		for root.Is(js.MemberExpression) {
			root = root.Field(js.FieldObject).Unwrap()
		}
		d := root.Syntax().Resolve(root)
		return root.Is(js.Identifier) && !d.IsZero() && !f.Contains(d) && d.Enclosing().IsZero()
	}
	return false
}
