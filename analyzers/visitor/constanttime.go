package visitor

import "clerkvet/analyzers/js"

// differences returns the variable and the two texts of a loop that compares them
// by hand, in the same time wherever they differ:
//
//	for (let i = 0; i < a.length; i++) differ |= a.charCodeAt(i) ^ b.charCodeAt(i)
func differences(loop js.Node) (variable, a, b js.Node) {
	for n := range loop.Descendants() {
		if !n.Is(js.AugmentedAssignmentExpression) || n.Field(js.FieldOperator).Text() != "|=" {
			continue
		}
		both := n.Field(js.FieldRight).Unwrap()
		if !both.Is(js.BinaryExpression) || both.Field(js.FieldOperator).Text() != "^" {
			continue
		}
		a, b = indexed(both.Field(js.FieldLeft)), indexed(both.Field(js.FieldRight))
		if a.Is(js.Identifier) && b.Is(js.Identifier) {
			return n.Field(js.FieldLeft), a, b
		}
	}
	return js.Node{}, js.Node{}, js.Node{}
}

// indexed returns what a character or a byte is taken of.
func indexed(n js.Node) js.Node {
	switch n = n.Unwrap(); {
	case n.Is(js.SubscriptExpression):
		return n.Field(js.FieldObject).Unwrap()
	case n.Is(js.BinaryExpression): // a[i] ?? 0
		return indexed(n.Field(js.FieldLeft))
	case n.Is(js.CallExpression):
		if f := n.Callee(); f.Is(js.MemberExpression) && characters[f.Field(js.FieldProperty).Text()] {
			return f.Field(js.FieldObject).Unwrap()
		}
	}
	return js.Node{}
}

var characters = set("charCodeAt codePointAt at")

// compareByHand goes over a secret and what the visitor sent at once: they differ,
// unless he sent what was signed.
func (m *run) compareByHand(variable, x, y js.Node, s *scope) bool {
	a, b := m.force(m.eval(x, s)), m.force(m.eval(y, s))
	secret, ok := secretCompared(a.whole(), b.whole())
	if !ok {
		return false
	}
	m.secretCheck(secret, a, b, variable)
	if m.visitor != Sender {
		m.assign(variable, number(1), s)
	}
	return true
}
