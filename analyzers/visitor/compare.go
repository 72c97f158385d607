package visitor

import (
	"strings"

	"clerkvet/analyzers/js"
)

// compares notes that something of the visitor is compared with a secret
// variable in a way that holds where the variable is not set: for nothing, or
// for the text that undefined becomes.
func (m *run) compares(secret, sent value, at js.Node, loose bool) {
	name := envOf(secret)
	if name == "" || secret.sym.set || m.isSet(name) {
		return
	}
	e := &Event{Kind: Compare, Name: name, At: at.Span(), From: sent.origin()}
	switch {
	case secret.sym.isText():
		e.Args = []Arg{{Path: "sent", From: sent.origin(), Text: "undefined"}}
	case secret.sym.bare() && m.mayBeMissing(sent, operandOf(at, secret, m), loose):
		e.Args = []Arg{{Path: "sent", From: sent.origin(), Null: true}}
	default:
		return
	}
	m.note(e)
}

// isSet reports whether the variable is known to be set on this path.
func (m *run) isSet(name string) bool {
	s := m.variable(name).sym
	if s == nil || s.truth == truthy {
		return true
	}
	return s.isSomething()
}

// isText reports whether a symbol is a text that was put together, or its bytes.
func (s *symbol) isText() bool {
	return s.op == "text" || s.op == "bytes" && s.parent.isText()
}

// bytesOf is Buffer.from: the same text, but never one that is missing.
func (m *run) bytesOf(c *call) value {
	if v := m.force(c.arg(0)); v.kind == unknownKind && !v.sym.from.Has(FromSecret) && v.sym.env != "" {
		return v.derive("bytes")
	}
	return m.encoded(c)
}

// operandOf returns the side of a comparison on which the visitor's value
// stands, or none where it cannot be told.
func operandOf(at js.Node, secret value, m *run) js.Node {
	if at.Kind() != js.BinaryExpression {
		return js.Node{}
	}
	left, right := at.Field(js.FieldLeft), at.Field(js.FieldRight)
	if name := envOf(secret); strings.Contains(written(left).Text(), name) && !strings.Contains(written(right).Text(), name) {
		return right
	}
	if written(right).IsZero() || strings.Contains(written(right).Text(), envOf(secret)) {
		return left
	}
	return js.Node{}
}

// written returns the expression that a variable was declared with, the
// expression itself if it is none; of a destructured one the pattern; none of a
// parameter.
func written(n js.Node) js.Node {
	for range maxRounds {
		n = n.Unwrap()
		if n.Is(js.AwaitExpression) {
			n = n.First()
			continue
		}
		if !n.Is(js.Identifier) {
			return n
		}
		by := n.Syntax().Resolve(n)
		switch {
		case !by.Is(js.VariableDeclarator):
			return js.Node{}
		case !by.Field(js.FieldName).Is(js.Identifier):
			return by.Field(js.FieldName)
		}
		n = by.Field(js.FieldValue)
	}
	return js.Node{}
}

// mayBeMissing reports whether a visitor can have a value be undefined, or null
// where == takes both for one, by sending nothing.
func (m *run) mayBeMissing(sent value, n js.Node, loose bool) bool {
	if sent.kind != unknownKind || m.truthOf(sent) == truthy || sent.origin()&Visitor == FromParams {
		return false
	}
	if sent.sym.isSomething() || m.isString(sent.sym) || !loose && sent.sym.isNever(isUndefined) {
		return false
	}
	switch n = written(n); {
	case optional(n), n.Is(js.ObjectPattern, js.ArrayPattern, js.SubscriptExpression, js.MemberExpression):
		return true
	case n.Is(js.CallExpression):
		return loose && m.ofRequest(sent.sym)
	case !n.IsZero():
		return false
	}
	return strings.HasPrefix(sent.sym.op, ".") || sent.origin().Has(FromArgument) || loose && m.ofRequest(sent.sym)
}

// ofRequest reports whether a symbol is a header, a cookie or a field of the
// query as the request gives it: null where it is missing.
func (m *run) ofRequest(s *symbol) bool {
	return s.parent == m.request && !strings.HasPrefix(s.op, "body:")
}

// optional reports whether a chain of members and calls may end early.
func optional(n js.Node) bool {
	for n = n.Unwrap(); n.Is(js.MemberExpression, js.SubscriptExpression, js.CallExpression); n = n.Unwrap() {
		if hasOptionalMark(n) {
			return true
		}
		if n.Is(js.CallExpression) {
			n = n.Field(js.FieldFunction)
		} else {
			n = n.Field(js.FieldObject)
		}
	}
	return false
}

// asserts ends the path where what is asserted does not hold.
func (m *run) asserts(c *call) value {
	if m.holds(c.arg(0), c.at) {
		return undefined
	}
	panic(&thrown{v: fresh(FromError, "a failed assertion"), at: c.at.Span()})
}
