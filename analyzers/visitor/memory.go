package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// What the process keeps in a list, a Map, an object or a variable of a module is a store
// too, if a poor one: what a visitor puts there, or takes out, others find. A cache, a
// counter or a client is none: nothing that was sent is kept in it.

// keepsSent notes that something that was there before the request is given what the
// visitor sent.
func (m *run) keepsSent(held value, at js.Node, put ...value) {
	if m.isKept(held, at) && slices.ContainsFunc(put, m.isSent) {
		m.keepsInMemory(at, put...)
	}
}

// keepsPart is the same of a part that an assignment writes: of a list its length, too.
func (m *run) keepsPart(o value, target js.Node, v value) {
	if o.is(arrayShape) && target.Is(js.MemberExpression) && target.Field(js.FieldProperty).Text() == "length" {
		m.empties(o, target)
		return
	}
	if o.ref != nil && o.ref.row && m.isKept(o, target) {
		m.keepsInMemory(target, v)
		return
	}
	m.keepsSent(o, target, v)
}

// dropsSent notes that what the visitor names is taken out of a store.
func (m *run) dropsSent(held value, at js.Node, named ...value) {
	if m.isKept(held, at) && isStore(held) && slices.ContainsFunc(named, m.isSent) {
		m.keepsInMemory(at, named...)
	}
}

// empties notes that a store is emptied.
func (m *run) empties(held value, at js.Node) {
	if m.isKept(held, at) && isStore(held) {
		m.keepsInMemory(at)
	}
}

// replaces notes that a variable which was there before the request is given what the
// visitor sent, or less than it held, by what he sent.
func (m *run) replaces(c *cell, target js.Node, v value, s *scope) {
	if c.birth != 0 || m.visitor != SignedOut || m.loading > 0 || c.state != ready {
		return
	}
	of := assignedTo(target)
	switch {
	case m.isSent(v):
		m.keepsInMemory(target, v)
	case isStore(c.v) && isEmpty(v) && !v.nullish() && !takenBefore(target), isStore(c.v) && m.takesOutSent(of, target, s):
		m.keepsInMemory(target)
	}
}

func (m *run) keepsInMemory(at js.Node, put ...value) {
	if m.visitor != SignedOut || m.loading > 0 {
		return
	}
	e := m.note(&Event{Kind: Effect, Verb: Memory, Name: memoryName(at), At: at.Span()})
	m.addArgs(e, put)
}

// asksMember are the members of a Set or a Map that say nothing of what it holds but what is
// asked for.
var asksMember = set("has add delete size clear get set")

// isListed reports whether a Set or a Map that a module makes may be asked for what it holds: what
// only remembers what was seen is not.
func isListed(made js.Node) bool {
	name := holder(made)
	if name == "" {
		return true
	}
	for n := range made.Syntax().Root().Descendants() {
		if !n.Is(js.Identifier, js.PropertyIdentifier, js.PrivatePropertyIdentifier) || n.Text() != name || n.InType() {
			continue
		}
		up := n.Parent()
		if up.Is(js.MemberExpression) && up.Field(js.FieldProperty) == n { // this.name
			up = up.Parent()
		}
		declares := up.Is(js.VariableDeclarator, js.PublicFieldDefinition, js.FieldDefinition) && !up.Field(js.FieldValue).Contains(n)
		if !declares && !(up.Is(js.MemberExpression) && asksMember[up.Field(js.FieldProperty).Text()]) {
			return true
		}
	}
	return exportedByName(made, name)
}

// memoizes reports whether a call keeps under a key what follows from the key alone: who
// asks for it could as well compute it.
func memoizes(call js.Node) bool {
	key, kept := leavesOf(call.Argument(0), originDepth), leavesOf(call.Argument(1), originDepth)
	ofKey := func(n string) bool {
		return slices.ContainsFunc(key, func(k string) bool { return n == k || strings.HasPrefix(n, k+".") })
	}
	return lastOf(call.Callee()) == "set" && len(key) > 0 && !slices.ContainsFunc(kept, func(n string) bool { return !ofKey(n) })
}

// leavesOf are what an expression in a function is made of: the parameters, and the parts of
// them, as they are written.
func leavesOf(n js.Node, depth int) (out []string) {
	n = n.Unwrap()
	switch root := rootOf(n); {
	case n.Is(js.PropertyIdentifier):
	case n.Is(js.Identifier, js.ShorthandPropertyIdentifier, js.MemberExpression, js.SubscriptExpression) && root.Is(js.Identifier, js.ShorthandPropertyIdentifier):
		d := root.Syntax().Resolve(root)
		switch first := d.Field(js.FieldValue); {
		case d.IsZero() || d.Enclosing().IsZero() || d.IsFunction():
		case n == root && depth > 0 && d.Is(js.VariableDeclarator) && d.Field(js.FieldName).Is(js.Identifier) && !first.IsZero():
			return leavesOf(first, depth-1)
		default:
			return []string{n.Text()}
		}
	case n.IsFunction(), n.Is(js.AwaitExpression):
		return []string{n.Text()}
	default:
		for part := range n.Named() {
			out = append(out, leavesOf(part, depth)...)
		}
	}
	return out
}

// fillsStore reports whether a call puts something into a Map or a Set that a module keeps,
// or takes it out, unless what it keeps follows from its key.
func fillsStore(n js.Node) bool {
	method := lastOf(n.Callee())
	if !n.Is(js.CallExpression) || !changesCollection[method] {
		return false
	}
	root := rootOf(n.Callee())
	d := root.Syntax().Resolve(root)
	made := d.Field(js.FieldValue).Unwrap()
	if !d.Is(js.VariableDeclarator) || !d.Enclosing().IsZero() || !collections.MatchString(made.Field(js.FieldConstructor).Text()) {
		return false
	}
	return (method != "add" && !memoizes(n) || isListed(made)) && (method == "delete" || method == "clear" || slices.ContainsFunc(n.Arguments(), func(a js.Node) bool { return len(leavesOf(a, originDepth)) > 0 }))
}

// skipsFill notes what a function puts into a store that is not followed as it only
// computes besides.
func (m *run) skipsFill(c *call) {
	if fill := m.fillers[c.fn.ref.closure.node]; !fill.IsZero() && slices.ContainsFunc(c.args, m.isSent) {
		m.keepsInMemory(fill, c.args...)
	}
}

// exportedByName reports whether a module exports a variable, which others may then ask.
func exportedByName(n js.Node, name string) bool {
	for _, e := range n.Syntax().Names().Exports {
		if e.Local == name {
			return true
		}
	}
	return false
}

// memoryName is what is written, as the code calls it.
func memoryName(at js.Node) string {
	if at.Is(js.CallExpression) {
		return calleeText(at)
	}
	if root := rootOf(at); root.Is(js.Identifier) {
		return root.Text()
	}
	return "what a module keeps"
}

// isSent reports whether a value holds what the visitor sent as data. Any address may go on
// with a query: of that it counts what was read.
func (m *run) isSent(v value) bool {
	from := originOf(v)
	return from.Has(sentAsData&^FromQuery) || from.Has(FromQuery) && m.ofQuery(v, originDepth)
}

// ofQuery reports whether a value is, or holds, a parameter of the query of the request.
func (m *run) ofQuery(v value, depth int) bool {
	part := func(v value) bool { return m.ofQuery(v, depth-1) }
	switch {
	case depth == 0:
		return false
	case v.kind == unknownKind:
		for s := v.sym; s != nil; s = s.parent {
			if s.parent == m.request && s.from.Has(FromQuery) {
				return true
			}
		}
		return slices.ContainsFunc(v.sym.options, part)
	case v.ref == nil || v.is(functionShape):
		return false
	}
	for _, c := range v.ref.props {
		if c.state == ready && part(c.v) {
			return true
		}
	}
	return slices.ContainsFunc(v.ref.elems[:min(len(v.ref.elems), longList)], part)
}

// isKept reports whether a value was made when a module was loaded, or was given on this
// path to what was.
func (m *run) isKept(v value, at js.Node) bool {
	switch {
	case m.visitor != SignedOut || m.loading > 0:
		return false
	case v.kind == unknownKind:
		return v.sym.kept
	case v.ref == nil || v.ref.kept:
		return v.ref != nil
	case !iterable(v) && !v.is(plainShape) || madeHere(at):
		return false
	}
	return slices.ContainsFunc(m.trail, func(d done) bool {
		c := d.change
		return c.cell != nil && d.cell.birth == 0 && c.now.ref == v.ref || c.added != nil && (c.object.kept || c.object == m.ambient.ref) && c.added.v.ref == v.ref
	})
}

// madeHere reports whether what a node changes is a variable that its own function declares
// with something new.
func madeHere(at js.Node) bool {
	of := writtenBy(at)
	if of.IsZero() {
		of = at
	}
	root := rootOf(of)
	d := root.Syntax().Resolve(root)
	return root.Is(js.Identifier) && d.Is(js.VariableDeclarator) && !d.Enclosing().IsZero() && d.Field(js.FieldValue).Unwrap().Is(js.Array, js.Object, js.NewExpression)
}

// isStore reports whether something holds what requests put there.
func isStore(v value) bool {
	if v.kind == unknownKind {
		return v.sym.kept || slices.ContainsFunc(v.sym.options, isStore)
	}
	return v.ref != nil && (v.ref.store || v.ref.kept && slices.ContainsFunc(v.ref.elems, isRow))
}

// isRow reports whether an element of a list is an object with fields.
func isRow(v value) bool { return v.is(plainShape) && len(v.ref.keys) > 0 }

// assignedTo is the expression that a variable is given.
func assignedTo(target js.Node) js.Node {
	for p := target.Parent(); !p.IsZero(); p = p.Parent() {
		if p.Is(js.AssignmentExpression, js.AugmentedAssignmentExpression) {
			return p.Field(js.FieldRight).Unwrap()
		}
		if !p.Is(js.ParenthesizedExpression) {
			break
		}
	}
	return js.Node{}
}

// takenBefore reports whether a function takes what a variable holds before it empties it:
// const batch = pending; pending = [].
func takenBefore(target js.Node) bool {
	for n := range target.Enclosing().Descendants() {
		if n.Is(js.Identifier) && n != target && n.Text() == target.Text() && n.Before(target) && n.Parent().Is(js.VariableDeclarator, js.SpreadElement, js.Arguments) {
			return true
		}
	}
	return false
}

// narrowing are the methods that give a part of a list, or another list.
var narrowing = set("filter map flatMap slice toSpliced with reject omit")

// takesOutSent reports whether an expression leaves something out of a list by what the
// visitor sent: users.filter((u) => u.id !== id).
func (m *run) takesOutSent(of, target js.Node, s *scope) bool {
	if !of.Is(js.CallExpression) || !narrowing[lastOf(of.Callee())] {
		return false
	}
	for n := range of.Descendants() {
		if !n.Is(js.Identifier) || n.Text() == target.Text() || of.Contains(n.Syntax().Resolve(n)) {
			continue
		}
		if c := m.find(s, n.Text()); c != nil && c.state == ready && m.isSent(c.v) {
			return true
		}
	}
	return false
}

// memoryEnd judges a path that at most changes what the process keeps, by how it ends
// without that. What a check that came before denies stays denied.
func memoryEnd(e ending, p *path) ending {
	i := slices.IndexFunc(p.events, func(x *Event) bool { return x.Kind == Effect && x.Verb == Memory })
	switch {
	case i < 0 || e.verdict == Reached || e.verdict == Unknown:
		return e
	case e.verdict == Denied && slices.ContainsFunc(p.events[:i], (*Event).denies), e.verdict == Harmless && e.status >= 400:
		return e
	}
	e.confidence = High
	return effectEnd(e, p, p.events[i])
}
