package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// differences returns the variable and the two texts of a loop that compares them
// by hand, in the same time wherever they differ:
//
//	for (let i = 0; i < a.length; i++) differ |= a.charCodeAt(i) ^ b.charCodeAt(i)
//
// It has none if the loop does something else too.
func differences(loop js.Node) (variable, a, b js.Node) {
	n := theOnly(loop.Field(js.FieldBody))
	both := n.Field(js.FieldRight).Unwrap()
	if !n.Is(js.AugmentedAssignmentExpression) || n.Field(js.FieldOperator).Text() != "|=" || !both.Is(js.BinaryExpression) || both.Field(js.FieldOperator).Text() != "^" {
		return js.Node{}, js.Node{}, js.Node{}
	}
	a, b = indexed(both.Field(js.FieldLeft)), indexed(both.Field(js.FieldRight))
	if !a.Is(js.Identifier) || !b.Is(js.Identifier) {
		return js.Node{}, js.Node{}, js.Node{}
	}
	return n.Field(js.FieldLeft), a, b
}

// theOnly returns the expression that a loop evaluates, if there is only one.
func theOnly(body js.Node) (n js.Node) {
	for n = body; n.Is(js.StatementBlock, js.ExpressionStatement); n = n.First() {
		if len(slices.Collect(n.Named())) != 1 {
			return js.Node{}
		}
	}
	return n
}

// goesFarEnough reports whether a loop goes as far as the secret does, or the lengths
// of both texts are compared before it. Else a text of no length is the same as any.
func goesFarEnough(loop, secret, sent js.Node) bool {
	if bound := loop.Field(js.FieldCondition).Text(); strings.Contains(bound, secret.Text()+".length") || strings.Contains(bound, "Math.max") {
		return true
	}
	for n := range loop.Enclosing().Descendants() {
		if n.Span().Start >= loop.Span().Start {
			return false
		}
		if of := n.Text(); n.Is(js.BinaryExpression) && comparesLengths[n.Field(js.FieldOperator).Text()] &&
			strings.Contains(of, secret.Text()+".length") && strings.Contains(of, sent.Text()+".length") {
			return true
		}
	}
	return false
}

var comparesLengths = set("=== !== == != ^")

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
func (m *run) compareByHand(loop, variable, x, y js.Node, s *scope) bool {
	a, b := m.force(m.eval(x, s)), m.force(m.eval(y, s))
	secret, ok := secretCompared(a.whole(), b.whole())
	if !ok {
		return false
	}
	if kept, sent := x, y; secret == a.whole() && !goesFarEnough(loop, kept, sent) || secret != a.whole() && !goesFarEnough(loop, sent, kept) {
		return false
	}
	m.secretCheck(secret, a, b, variable)
	if m.visitor != Sender {
		m.assign(variable, number(1), s)
	}
	return true
}
