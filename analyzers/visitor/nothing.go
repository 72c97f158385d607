package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// Where a value is null or undefined for sure, reading a part of it fails. Most
// values that the machine holds for nothing are what it did not understand; sure
// is only what is written so, and what a call leaves out.

// unsent marks the arguments of a call that are nothing for sure: null and
// undefined as written, and required ones that are missing.
func unsent(n js.Node, f value, args []value) []value {
	list := n.Field(js.FieldArguments)
	if !isFunction(f) || list.Kind() != js.Arguments {
		return args
	}
	given := slices.Collect(list.Named())
	for i := range args {
		if args[i].nullish() {
			sure := i < len(given) && isNothing(args[i], given[i].Unwrap())
			if args[i].from &^= fromNowhere; sure {
				args[i].from |= fromNowhere
			}
		}
	}
	for range required(f.ref.closure.node) - len(args) {
		args = append(args, undefined.with(fromNowhere))
	}
	return args
}

// required counts the parameters of a function before the first that may be
// left out. Parameters of the kinds that are named count in any case.
func required(f js.Node, too ...js.Kind) (n int) {
	if !f.Field(js.FieldParameter).IsZero() {
		return 1
	}
	for p := range f.Field(js.FieldParameters).Named() {
		pattern := p
		if p.Is(js.RequiredParameter, js.OptionalParameter) {
			pattern = p.Field(js.FieldPattern)
		}
		switch {
		case pattern.Is(js.This):
			continue
		case p.Is(js.OptionalParameter) && !p.Is(too...), pattern.Is(js.RestPattern, js.AssignmentPattern), !p.Field(js.FieldValue).IsZero():
			return n
		}
		n++
	}
	return n
}

// usedAsObject is the expression, or the parameter, that a member or a pattern
// reads a part of.
func usedAsObject(at js.Node) js.Node {
	up := at.Parent()
	switch {
	case at.Is(js.MemberExpression, js.SubscriptExpression):
		return at.Field(js.FieldObject).Unwrap()
	case !at.Is(js.ObjectPattern, js.ArrayPattern):
		return js.Node{}
	case up.Is(js.VariableDeclarator):
		return up.Field(js.FieldValue).Unwrap()
	case up.Is(js.RequiredParameter, js.FormalParameters):
		return at
	}
	return js.Node{}
}

// isNothing reports whether an expression with the value v, which is null or
// undefined, can have no other.
func isNothing(v value, n js.Node) bool {
	switch {
	case n.Is(js.Null, js.Undefined):
		return true
	case n.Is(js.ObjectPattern, js.ArrayPattern):
		return v.from.Has(fromNowhere)
	case !n.Is(js.Identifier):
		return false
	}
	switch by := n.Syntax().Resolve(n); {
	case by.Is(js.VariableDeclarator):
		return by.Parent().Field(js.FieldKind).Text() == "const" && by.Field(js.FieldName).Is(js.Identifier) &&
			by.Field(js.FieldValue).Unwrap().Is(js.Null, js.Undefined)
	case by.Is(js.RequiredParameter, js.Identifier) && !by.Field(js.FieldPattern).Is(js.ObjectPattern, js.ArrayPattern):
		return v.from.Has(fromNowhere) && !reassigned(n.Text(), by)
	}
	return false
}

// reassigned reports whether a function writes to a parameter.
func reassigned(name string, parameter js.Node) bool {
	f := parameter.Parent()
	if f.Is(js.FormalParameters) {
		f = f.Parent()
	}
	for n := range f.Descendants() {
		if n.Is(js.AssignmentExpression, js.AugmentedAssignmentExpression, js.ForInStatement) && names(n.Field(js.FieldLeft), name) {
			return true
		}
	}
	return false
}

// names reports whether an identifier in a pattern is the name.
func names(pattern js.Node, name string) bool {
	if pattern.Text() == name {
		return true
	}
	for n := range pattern.Descendants() {
		if n.Is(js.Identifier, js.ShorthandPropertyIdentifierPattern) && n.Text() == name {
			return true
		}
	}
	return false
}
