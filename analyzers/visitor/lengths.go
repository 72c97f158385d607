package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// ids.length > 0 ? inArray(t.id, ids) : undefined asks for the length of what may be one of
// several lists, and takes that list as it is: which one it is is no path of its own.

// lengthwise is a condition before two expressions that only compute.
func (m *run) lengthwise(cond js.Node, s *scope, sides ...js.Node) value {
	if m.measuring || !asksLength(cond, sides) || !m.still(sides[0]) || !m.still(sides[1]) {
		return m.eval(cond, s)
	}
	m.measuring = true
	defer func() { m.measuring = false }()
	return m.eval(cond, s)
}

// asksLength reports whether a condition compares the length of a variable with a number, or
// asks whether there is one, and nothing takes a part of the variable.
func asksLength(cond js.Node, sides []js.Node) bool {
	n := cond.Unwrap()
	if n.Is(js.BinaryExpression) && n.Field(js.FieldRight).Unwrap().Is(js.Number) {
		n = n.Field(js.FieldLeft).Unwrap()
	}
	of := n.Field(js.FieldObject).Unwrap()
	if !n.Is(js.MemberExpression) || n.Field(js.FieldProperty).Text() != "length" || !of.Is(js.Identifier) {
		return false
	}
	takes := func(d js.Node) bool {
		return d.Is(js.MemberExpression, js.SubscriptExpression, js.SpreadElement) && slices.Contains([]string{d.Field(js.FieldObject).Text(), d.First().Text()}, of.Text())
	}
	for _, side := range sides {
		if takes(side) {
			return false
		}
		for d := range side.Descendants() {
			if takes(d) {
				return false
			}
		}
	}
	return true
}

// lengthOf is the length of one of several lists or texts, where it does not matter which.
func (m *run) lengthOf(n js.Node, of value) (value, bool) {
	if !m.measuring || of.kind != unknownKind || len(of.sym.options) < 2 || n.Kind() != js.MemberExpression || n.Field(js.FieldProperty).Text() != "length" {
		return value{}, false
	}
	for _, o := range of.sym.options {
		if !o.is(arrayShape) && o.kind != stringKind && (o.kind != unknownKind || len(o.sym.options) > 0 || !isData(o, originDepth)) {
			return value{}, false
		}
	}
	return fresh(originOf(of), "length"), true
}
