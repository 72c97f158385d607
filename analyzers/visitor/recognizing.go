package visitor

import (
	"strings"

	"clerkvet/analyzers/js"
)

// recognizes is whether an error is one that the code expects, where a function
// that is given it only compares what it says with texts or numbers of the code.
func (m *run) recognizes(c *call) (value, bool) {
	f := c.fn.ref.closure
	if m.visitor == SignedOut {
		return value{}, false
	}
	for _, a := range c.args {
		a = m.force(a)
		if !a.is(errorShape) && !a.origin().Has(FromError) {
			continue
		}
		says := comparedWith(f.node)
		if says == "" || !m.computes(f.node, f.module, 0) {
			break
		}
		if a.is(errorShape) {
			a = fresh(originOf(a), "an error")
		}
		if v, ok := m.asksWhat(a, text(says)); ok {
			return v, true
		}
	}
	return value{}, false
}

// comparedWith is the first text or number of the code that a function compares
// something with, where all that it gives is whether such a comparison holds; else "".
func comparedWith(f js.Node) (first string) {
	for n := range f.Descendants() {
		text := ""
		switch {
		case n.Is(js.ReturnStatement) && n.Enclosing() == f && !isCondition(n.First()):
			return ""
		case n.Is(js.CallExpression) && textQuestions[lastName(n.CalleePath())] && n.Argument(0).Unwrap().Is(js.String):
			text = n.Argument(0).Unwrap().Text()
		case n.Is(js.BinaryExpression) && strings.HasPrefix(n.Field(js.FieldOperator).Text(), "=="):
			if right := n.Field(js.FieldRight).Unwrap(); right.Is(js.String, js.Number) && !n.Field(js.FieldLeft).Unwrap().Is(js.UnaryExpression) {
				text = right.Text()
			}
		}
		if first == "" {
			first = strings.Trim(text, "'\"")
		}
	}
	if body := f.Field(js.FieldBody); !body.Is(js.StatementBlock) && !isCondition(body) {
		return ""
	}
	return first
}

var textQuestions = set("includes startsWith endsWith")

// isCondition reports whether an expression gives true or false.
func isCondition(n js.Node) bool {
	switch n = n.Unwrap(); n.Kind() {
	case js.True, js.False:
		return true
	case js.BinaryExpression:
		switch n.Field(js.FieldOperator).Text() {
		case "&&", "||", "??":
			return isCondition(n.Field(js.FieldLeft)) && isCondition(n.Field(js.FieldRight))
		case "===", "==", "!==", "!=", "<", ">", "<=", ">=", "instanceof", "in":
			return true
		}
	case js.UnaryExpression:
		return n.Field(js.FieldOperator).Text() == "!"
	case js.CallExpression:
		return textQuestions[lastName(n.CalleePath())]
	}
	return false
}
