package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// takingOut are the methods that give what they take out of a list.
var takingOut = set("splice shift pop")

// asking are the methods by which code asks what a list or a table holds.
var asking = set("includes has get some every find findIndex findLast indexOf at entries values keys")

// isQueue reports whether functions of a module take out of a list what others put there,
// to do something with it, and ask it for nothing else: what is done then is done for
// those who put it there, whoever makes the app do it.
func (m *run) isQueue(root js.Node, name string) bool {
	takes := func(f js.Node) bool {
		method := lastOf(f.Callee())
		return takingOut[method] && !f.Parent().Is(js.ExpressionStatement) && !f.Enclosing().IsZero() && (method == "splice" || inLoop(f))
	}
	takesAll := func(f js.Node) bool { return isReset(f) && keepsWhole(f.Enclosing(), name) }
	if name == "" {
		return false
	}
	var by []js.Node // the functions that take out of it
	fills := m.fillsOf(root)
	for _, f := range slices.Concat(fills[name], fills["="+name], fills["."+name]) {
		if takes(f) && lastOf(f.Callee().Field(js.FieldObject)) == name || takesAll(f) {
			by = append(by, f.Enclosing())
		}
	}
	if len(by) == 0 {
		return false
	}
	ofIt := func(call js.Node) bool { return lastOf(call.Callee().Field(js.FieldObject)) == name }
	for method := range asking {
		if slices.ContainsFunc(m.callsOf(root)[method], ofIt) {
			return false
		}
	}
	return !isHandedOn(root, name, by)
}

// isHandedOn reports whether a list or a table of a name is read as a whole, or by an index,
// but by some functions: who has it under another name may ask what it holds.
func isHandedOn(root js.Node, name string, but []js.Node) bool {
	for n := range root.Descendants() {
		if !(n.Is(js.Identifier) && n.Text() == name) && !(n.Is(js.MemberExpression) && lastOf(n) == name) {
			continue
		}
		up := n.Parent()
		switch {
		case up.Is(js.MemberExpression) && n.Role() == js.FieldObject, up.Is(js.VariableDeclarator) && n.Role() == js.FieldName:
		case inWriteOf(n, name), slices.ContainsFunc(but, func(f js.Node) bool { return f.Contains(n) }):
		default:
			return true
		}
	}
	return false
}

// inWriteOf reports whether a node stands in an assignment to what has a name.
func inWriteOf(n js.Node, name string) bool {
	for p := n.Parent(); !p.IsZero() && !p.IsFunction(); p = p.Parent() {
		if p.Is(js.AssignmentExpression) && lastOf(p.Field(js.FieldLeft)) == name {
			return true
		}
	}
	return false
}

// keepsWhole reports whether a function keeps what a list of a name holds in a variable of
// its own: const batch = pending.
func keepsWhole(f js.Node, name string) bool {
	for n := range f.Descendants() {
		of := n.Field(js.FieldValue).Unwrap()
		if of.Is(js.Array) { // [...pending]
			of = of.First().First()
		}
		if n.Is(js.VariableDeclarator) && lastOf(of) == name {
			return true
		}
	}
	return false
}

// inLoop reports whether a node stands in a loop of its function: what takes out all that a
// list holds works it off, what takes out one may look who that is.
func inLoop(n js.Node) bool {
	for p := n.Parent(); !p.IsZero() && !p.IsFunction(); p = p.Parent() {
		if p.Is(js.WhileStatement, js.DoStatement, js.ForStatement, js.ForInStatement) {
			return true
		}
	}
	return false
}
