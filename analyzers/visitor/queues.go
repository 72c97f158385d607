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
	fills := m.fillsOf(root)
	takesAll := func(f js.Node) bool { return isReset(f) && keepsWhole(f.Enclosing(), name) }
	switch {
	case name == "":
		return false
	case !slices.ContainsFunc(fills[name], takes) && !slices.ContainsFunc(fills["="+name], takesAll) && !slices.ContainsFunc(fills["."+name], takesAll):
		return false
	}
	ofIt := func(call js.Node) bool { return lastOf(call.Callee().Field(js.FieldObject)) == name }
	for method := range asking {
		if slices.ContainsFunc(m.callsOf(root)[method], ofIt) {
			return false
		}
	}
	return true
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
