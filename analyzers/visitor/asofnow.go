package visitor

import "clerkvet/analyzers/js"

// A module reads a variable of its own before later statements change it: what it copies
// then, a flag or the elements of a list, stays as it was.

// copiers are the functions that copy the elements of a list which they are given, and
// the methods that make another one of them.
var (
	copiers     = set("createRouteMatcher Set Map Array.from Object.keys Object.values Object.entries Object.fromEntries structuredClone")
	copyMethods = set("map filter flatMap slice concat join flat includes some every find indexOf reduce toSorted toReversed toSpliced with")
)

// asOfNow is what a variable of a module holds where a statement of the module reads it,
// if later ones write it and what is read is a copy.
func (m *run) asOfNow(n js.Node, s *scope) (value, bool) {
	mod := s.module
	if m.loading == 0 || mod == nil {
		return undefined, false
	}
	declarator, top := mod.names.Top[n.Text()]
	if !top || !declarator.Is(js.VariableDeclarator) || !declarator.Field(js.FieldName).Is(js.Identifier) || isNearer(s, n.Text()) || !n.Enclosing().IsZero() {
		return undefined, false
	}
	later := mod.writesOf(declarator)
	statement := topStatement(n)
	if later == nil || statement.Before(declarator) {
		return undefined, false
	}
	var before []js.Node
	for _, w := range later.statements {
		if w.Before(statement) {
			before = append(before, w)
		}
	}
	if len(before) == len(later.statements) || later.statements[len(before)] == statement {
		return undefined, false
	}
	v := m.after(before, mod, n.Text(), m.initializer(declarator, mod.scope))
	if v.concrete() || isCopied(n) && iterable(v) {
		return v, true
	}
	return undefined, false
}

// isNearer reports whether a name stands for a variable within a module.
func isNearer(s *scope, name string) bool {
	for ; s != nil && s != s.module.scope; s = s.parent {
		if s.vars[name] != nil {
			return true
		}
	}
	return false
}

// isCopied reports whether an expression is a list whose elements are taken at once.
func isCopied(n js.Node) bool {
	switch by := n.Parent(); {
	case by.Is(js.SpreadElement):
		return true
	case by.Is(js.MemberExpression) && n.Role() == js.FieldObject:
		return by.Parent().Is(js.CallExpression) && copyMethods[by.Field(js.FieldProperty).Text()]
	case by.Is(js.Arguments):
		call := by.Parent()
		return copiers[call.CalleePath()] || call.Is(js.NewExpression) && copiers[call.Field(js.FieldConstructor).Text()]
	}
	return false
}
