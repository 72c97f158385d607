package visitor

import (
	"strings"

	"clerkvet/analyzers/js"
)

// A list that is made of a variable, as that of the admins is, has no elements where the
// variable is not set: who asks whether it has any asks for the variable.

// asksList notes what a condition says of a variable, if it asks whether its list has any
// elements.
func (m *run) asksList(condition js.Node, t truth) {
	if name, some := m.listAsked(condition); name != "" {
		m.note(&Event{Kind: Assumption, Name: name, Holds: some == (t == truthy), At: condition.Span()})
	}
}

// listAsked is the variable whose list a condition asks for elements, as in
// ADMINS.length > 0, and whether the condition holds where there are some; "" for none.
func (m *run) listAsked(condition js.Node) (variable string, some bool) {
	count, some := condition.Unwrap(), true
	if count.Is(js.BinaryExpression) {
		of := count.Field(js.FieldRight).Unwrap().Text()
		switch count.Field(js.FieldOperator).Text() + of {
		case ">0", ">=1", "!==0", "!=0":
		case "===0", "==0", "<1", "<=0":
			some = false
		default:
			return "", false
		}
		count = count.Field(js.FieldLeft).Unwrap()
	}
	if !count.Is(js.MemberExpression) || count.Field(js.FieldProperty).Text() != "length" && count.Field(js.FieldProperty).Text() != "size" {
		return "", false
	}
	return m.listedBy(count.Field(js.FieldObject)), some
}

// listedBy is the variable that a list is made of which has no elements without it.
func (m *run) listedBy(list js.Node) (variable string) {
	made := m.madeAs(list)
	if made.Is(js.NewExpression) { // new Set(list)
		made = m.madeAs(made.Argument(0))
	}
	empty := made.Is(js.CallExpression) && made.Callee().Field(js.FieldProperty).Text() == "filter"
	for n := range made.Descendants() {
		path := n.CalleePath()
		switch {
		case n.Is(js.MemberExpression) && strings.HasPrefix(path, "process.env."):
			variable = strings.TrimPrefix(path, "process.env.")
		case n.Is(js.CallExpression):
			empty = empty || n.Callee().Field(js.FieldProperty).Text() == "filter"
		case n.Is(js.Array):
			empty = empty || n.First().IsZero() // ?? []
		}
	}
	if !empty {
		return ""
	}
	return variable
}

// madeAs is the first value of the variable that an expression names, or what the function
// gives that it calls.
func (m *run) madeAs(n js.Node) js.Node {
	n = n.Unwrap()
	called := n.Is(js.CallExpression) && n.Callee().Is(js.Identifier)
	name := n
	if called {
		name = n.Callee()
	}
	mod := m.moduleOf(n)
	if !name.Is(js.Identifier) || mod == nil {
		return n
	}
	d := name.Syntax().Resolve(name)
	if b, imported := mod.names.Imports[name.Text()]; imported {
		d = m.app.Project.Graph.Binding(mod.source, b).Node
	}
	if !called {
		return d.Field(js.FieldValue).Unwrap()
	}
	f := functionIn(d, 0)
	if body := f.Field(js.FieldBody); !body.Is(js.StatementBlock) {
		return body.Unwrap()
	}
	for r := range f.Descendants() {
		if r.Is(js.ReturnStatement) && r.Enclosing() == f {
			return r.First().Unwrap()
		}
	}
	return js.Node{}
}
