package headers

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// A flow follows the Origin header of a request to the header that allows it.
type flow struct {
	code *code
	seen map[js.Node]bool
}

// isOrigin reports whether an expression reads the Origin header of a request.
func isOrigin(n js.Node) bool {
	n = n.Unwrap()
	switch n.Kind() {
	case js.CallExpression:
		name, ok := n.Argument(0).StringValue()
		property := n.Callee().Field(js.FieldProperty).Text()
		return ok && strings.EqualFold(name, "origin") && (property == "get" || property == "header") && ofHeaders(n.Callee().Field(js.FieldObject))
	case js.MemberExpression:
		return n.Field(js.FieldProperty).Text() == "origin" && ofHeaders(n.Field(js.FieldObject)) && strings.HasSuffix(n.Field(js.FieldObject).Text(), "headers")
	case js.SubscriptExpression:
		name, ok := n.Field(js.FieldIndex).StringValue()
		return ok && strings.EqualFold(name, "origin") && ofHeaders(n.Field(js.FieldObject))
	}
	return false
}

func ofHeaders(n js.Node) bool {
	text := strings.ToLower(n.Text())
	return strings.Contains(text, "headers") || strings.HasPrefix(text, "req") || text == "c.req"
}

// origin reports whether an expression is the origin of the request, as it came
// or with another value where there is none. A choice by a look at the origin
// is no longer as it came.
func (f *flow) origin(n js.Node) bool {
	n = n.Unwrap()
	if isOrigin(n) {
		return true
	}
	if f.seen[n] || len(f.seen) > 2000 {
		return false
	}
	f.seen[n] = true
	defer delete(f.seen, n)
	switch n.Kind() {
	case js.Identifier:
		return f.named(n)
	case js.AwaitExpression:
		return f.origin(n.First())
	case js.BinaryExpression:
		op := n.Field(js.FieldOperator).Text()
		left, right := n.Field(js.FieldLeft), n.Field(js.FieldRight)
		if op == "&&" {
			return f.origin(right) && !f.tests(left)
		}
		return (op == "||" || op == "??") && (f.origin(left) || f.origin(right))
	case js.TernaryExpression:
		return !f.tests(n.Field(js.FieldCondition)) && (f.origin(n.Field(js.FieldConsequence)) || f.origin(n.Field(js.FieldAlternative)))
	case js.TemplateString:
		part := n.First()
		return part.Kind() == js.TemplateSubstitution && len(n.Text()) == len(part.Text())+2 && f.origin(part.First())
	case js.CallExpression:
		return f.returned(n)
	}
	return false
}

// named reports whether a name holds the origin: a variable, or a parameter
// that some caller passes it for.
func (f *flow) named(n js.Node) bool {
	d := n.Syntax().Resolve(n)
	switch d.Kind() {
	case js.VariableDeclarator:
		pattern, initial := d.Field(js.FieldName), d.Field(js.FieldValue)
		if pattern.Kind() == js.Identifier {
			return !initial.IsZero() && f.origin(initial)
		}
		return n.Text() == "origin" && strings.HasSuffix(initial.Text(), "headers")
	case js.RequiredParameter, js.OptionalParameter, js.Identifier:
		return f.passed(d, n.Text())
	}
	return false
}

// passed reports whether a caller of the function that p is a parameter of
// passes the origin for it, with no look at it before.
func (f *flow) passed(p js.Node, name string) bool {
	function := p.Enclosing()
	if function.IsZero() {
		return false
	}
	i := slices.IndexFunc(parameters(function), func(q js.Node) bool { return q == p || q.Contains(p) })
	if i < 0 {
		return false
	}
	for _, call := range f.code.callers(function) {
		if arg := call.Argument(i); !arg.IsZero() && f.reflects(arg) {
			return true
		}
	}
	return false
}

func parameters(f js.Node) []js.Node {
	if p := f.Field(js.FieldParameter); !p.IsZero() {
		return []js.Node{p}
	}
	return slices.DeleteFunc(slices.Collect(f.Field(js.FieldParameters).Named()), func(n js.Node) bool { return n.Kind() == js.Comment })
}

// callers returns the calls of a function that has a name, in its module and in
// those that import it.
func (c *code) callers(function js.Node) (out []js.Node) {
	declared := function
	if p := function.Parent(); p.Kind() == js.VariableDeclarator {
		declared = p
	}
	name := declared.Field(js.FieldName).Text()
	own := c.graph.Module(function.Span().Path())
	if name == "" || own == nil {
		return nil
	}
	modules := []*next.Module{own}
	for _, i := range own.Importers {
		if _, ok := c.roles[i.From]; ok && !slices.Contains(modules, i.From) {
			modules = append(modules, i.From)
		}
	}
	for _, m := range modules {
		syntax, err := m.Syntax()
		if err != nil {
			continue
		}
		for n := range syntax.Root().Descendants() {
			if n.Kind() == js.CallExpression && c.target(n.Callee()) == declared {
				out = append(out, n)
			}
		}
	}
	return out
}

// target returns the declaration that a name leads to, through imports.
func (c *code) target(n js.Node) js.Node {
	if n.Kind() != js.Identifier {
		return js.Node{}
	}
	d := n.Syntax().Resolve(n)
	if !d.Is(js.ImportSpecifier, js.ImportClause) {
		return d
	}
	m := c.graph.Module(n.Span().Path())
	b, ok := n.Syntax().Names().Imports[n.Text()]
	if m == nil || !ok {
		return js.Node{}
	}
	return c.graph.Binding(m, b).Node
}

// returned reports whether a function of the repository returns the origin.
func (f *flow) returned(call js.Node) bool {
	function := f.code.target(call.Callee())
	if function.Kind() == js.VariableDeclarator {
		function = function.Field(js.FieldValue).Unwrap()
	}
	if !function.IsFunction() {
		return false
	}
	body := function.Field(js.FieldBody)
	if body.Kind() != js.StatementBlock {
		return f.reflects(body)
	}
	for n := range body.Descendants() {
		if n.Kind() == js.ReturnStatement && n.Enclosing() == function && !n.First().IsZero() && f.reflects(n.First()) {
			return true
		}
	}
	return false
}

// reflects reports whether an expression is the origin of the request and
// nothing looked at it on the way here.
func (f *flow) reflects(n js.Node) bool { return f.origin(n) && !f.guarded(n) }

// guarded reports whether the code gets to n only after a look at the origin:
// an if around it, or one before it that leaves.
func (f *flow) guarded(n js.Node) bool {
	for at := n; !at.IsZero() && !at.IsFunction(); at = at.Parent() {
		parent := at.Parent()
		switch parent.Kind() {
		case js.IfStatement, js.TernaryExpression:
			if parent.Field(js.FieldCondition) != at && f.tests(parent.Field(js.FieldCondition)) {
				return true
			}
		case js.BinaryExpression:
			if parent.Field(js.FieldRight) == at && parent.Field(js.FieldOperator).Text() == "&&" && f.tests(parent.Field(js.FieldLeft)) {
				return true
			}
		case js.StatementBlock:
			if f.leavesBefore(parent, at) {
				return true
			}
		}
	}
	return false
}

func (f *flow) leavesBefore(block, at js.Node) bool {
	for s := range block.Named() {
		if s == at {
			return false
		}
		if s.Kind() == js.IfStatement && leaves(s.Field(js.FieldConsequence)) && f.tests(s.Field(js.FieldCondition)) {
			return true
		}
	}
	return false
}

func leaves(n js.Node) bool {
	if n.Is(js.ReturnStatement, js.ThrowStatement) {
		return true
	}
	for s := range n.Named() {
		if s.Is(js.ReturnStatement, js.ThrowStatement) {
			return true
		}
	}
	return false
}

// tests reports whether a condition looks at what the origin is, not only
// whether there is one.
func (f *flow) tests(n js.Node) bool {
	n = n.Unwrap()
	switch n.Kind() {
	case js.UnaryExpression:
		return f.tests(n.Field(js.FieldArgument))
	case js.BinaryExpression:
		left, right := n.Field(js.FieldLeft), n.Field(js.FieldRight)
		switch op := n.Field(js.FieldOperator).Text(); op {
		case "&&", "||", "??":
			return !f.weakChoice(op, left) && !f.weakChoice(op, right) && (f.tests(left) || f.tests(right))
		}
		return f.mentioned(n) && !isNothing(left) && !isNothing(right)
	case js.CallExpression:
		path := n.CalleePath()
		return path != "Boolean" && path != "String" && !isOrigin(n) && !f.weak(n) && f.mentioned(n)
	case js.AwaitExpression:
		return f.tests(n.First())
	case js.Identifier:
		d := n.Syntax().Resolve(n)
		initial := d.Field(js.FieldValue)
		if d.Kind() != js.VariableDeclarator || initial.IsZero() || f.seen[d] {
			return false
		}
		f.seen[d] = true
		defer delete(f.seen, d)
		return f.tests(initial)
	}
	return false
}

func isNothing(n js.Node) bool {
	s, ok := n.Unwrap().StringValue()
	return n.Unwrap().Is(js.Null, js.Undefined) || ok && s == "" || n.Kind() == js.UnaryExpression && n.Field(js.FieldOperator).Text() != "-"
}

// mentioned reports whether the origin of the request stands somewhere in n.
func (f *flow) mentioned(n js.Node) bool {
	for d := range n.Descendants() {
		if isOrigin(d) || d.Kind() == js.Identifier && f.holds(d) {
			return true
		}
	}
	return false
}

// holds is named, for names that a look has already been taken at as well: a
// parameter by the name of origin counts even if no caller is found.
func (f *flow) holds(n js.Node) bool {
	return strings.Contains(strings.ToLower(n.Text()), "origin") && !strings.Contains(strings.ToLower(n.Text()), "allowed") || f.origin(n)
}

// star reports whether the value falls back to every origin: origin || "*".
func (f *flow) star(n js.Node) bool {
	n = n.Unwrap()
	op := n.Field(js.FieldOperator).Text()
	if n.Kind() != js.BinaryExpression || op != "||" && op != "??" {
		return false
	}
	s, ok := n.Field(js.FieldRight).StringValue()
	return ok && s == "*" && !isEnv(n.Field(js.FieldLeft))
}

func isEnv(n js.Node) bool { return strings.HasPrefix(n.CalleePath(), "process.env.") }
