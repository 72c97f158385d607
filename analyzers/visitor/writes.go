package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// writesOutside reports whether a function writes what was there before it ran: a
// variable around it, or a part of what it was given.
func writesOutside(f js.Node) bool {
	names := declaredIn(f)
	for n := range f.Descendants() {
		if slices.ContainsFunc(targets(n), names.outside) {
			return true
		}
	}
	return false
}

// declared are the names that are declared in a function. Those that hold what it
// made itself are true.
type declared map[string]bool

func declaredIn(f js.Node) declared {
	names := declared{}
	add := func(pattern js.Node, made bool) {
		for name := range pattern.Bindings() {
			names[name.Text()] = made && pattern.Kind() == js.Identifier
		}
	}
	for n := range f.Descendants() {
		switch {
		case n.Kind() == js.VariableDeclarator:
			add(n.Field(js.FieldName), makes(n.Field(js.FieldValue)))
		case n.Kind() == js.ForInStatement && !n.Field(js.FieldKind).IsZero():
			add(n.Field(js.FieldLeft), false)
		case n.Is(js.RequiredParameter, js.OptionalParameter):
			add(n.Field(js.FieldPattern), false)
		case n.Role() == js.FieldParameter:
			add(n, false)
		}
	}
	add(f.Field(js.FieldParameter), false)
	for p := range f.Field(js.FieldParameters).Named() {
		add(p, false)
	}
	return names
}

// makes reports whether an expression gives something new.
func makes(n js.Node) bool {
	n = n.Unwrap()
	return n.IsZero() || n.Is(js.Object, js.Array, js.NewExpression, js.CallExpression, js.String, js.TemplateString, js.Number, js.True, js.False, js.Null, js.Undefined)
}

// targets are the variables, and the objects with parts, that a node writes.
func targets(n js.Node) []js.Node {
	switch n.Kind() {
	case js.AssignmentExpression, js.AugmentedAssignmentExpression:
		return []js.Node{n.Field(js.FieldLeft)}
	case js.UpdateExpression:
		return []js.Node{n.Field(js.FieldArgument)}
	case js.UnaryExpression:
		if n.Field(js.FieldOperator).Text() == "delete" {
			return []js.Node{n.Field(js.FieldArgument)}
		}
	case js.ForInStatement:
		if n.Field(js.FieldKind).IsZero() {
			return []js.Node{n.Field(js.FieldLeft)}
		}
	case js.CallExpression:
		if callee := n.Field(js.FieldFunction).Unwrap(); callee.Kind() == js.MemberExpression && writing[callee.Field(js.FieldProperty).Text()] {
			return []js.Node{callee}
		}
	}
	return nil
}

// writing are the methods of lists that change the list.
var writing = set("push unshift pop shift splice sort reverse fill copyWithin")

// outside reports whether a target is not the function's own.
func (names declared) outside(target js.Node) bool {
	target = target.Unwrap()
	if target.Is(js.ObjectPattern, js.ArrayPattern) {
		for part := range target.Descendants() {
			if part.Is(js.MemberExpression, js.SubscriptExpression) {
				return true
			}
		}
		for name := range target.Bindings() {
			if _, own := names[name.Text()]; !own {
				return true
			}
		}
		return false
	}
	if target.Kind() == js.Identifier {
		_, own := names[target.Text()]
		return !own
	}
	for target.Is(js.MemberExpression, js.SubscriptExpression) {
		target = target.Field(js.FieldObject).Unwrap()
	}
	return !target.Is(js.CallExpression, js.NewExpression, js.Array, js.Object) && !names[target.Text()]
}
