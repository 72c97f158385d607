package next

import (
	"strings"

	"clerkvet/analyzers/js"
)

// phases are what next/constants exports for the first parameter of a
// configuration function.
var phases = map[string]string{
	"PHASE_PRODUCTION_BUILD":   productionBuild,
	"PHASE_PRODUCTION_SERVER":  "phase-production-server",
	"PHASE_DEVELOPMENT_SERVER": "phase-development-server",
	"PHASE_EXPORT":             "phase-export",
	"PHASE_TEST":               "phase-test",
	"PHASE_INFO":               "phase-info",
}

// productionBuild is the phase in which headers, redirects and rewrites are
// written down for the server.
const productionBuild = "phase-production-build"

func (s *static) identifier(n js.Node) value { return s.name(n, s.read) }

// name evaluates an identifier: its declaration by read, then what the code
// assigns to it before the place where it is used.
func (s *static) name(n js.Node, read func(js.Node) value) value {
	d := n.Syntax().Resolve(n)
	if v, ok := s.bound[parameter{d, n.Text()}]; ok {
		return v
	}
	v := s.declared(d, n, read)
	for _, w := range s.writesTo(d) {
		if w.Span().End <= n.Span().Start || function(w) != function(n) {
			v = s.write(d, w, v, read)
		}
	}
	return v
}

// final evaluates what a declarator holds when its module has run.
func (s *static) final(d js.Node, read func(js.Node) value) value {
	v := value{kind: nullValue, node: d}
	if initial := d.Field(js.FieldValue); !initial.IsZero() {
		v = read(initial)
	}
	for _, w := range s.writesTo(d) {
		v = s.write(d, w, v, read)
	}
	return v
}

func (s *static) declared(d, n js.Node, read func(js.Node) value) value {
	switch d.Kind() {
	case js.FunctionDeclaration:
		return value{kind: functionValue, node: d}
	case js.VariableDeclarator:
		initial := d.Field(js.FieldValue)
		if pattern := d.Field(js.FieldName); pattern.Kind() != js.Identifier {
			return s.destructured(pattern, initial, n.Text())
		}
		if initial.IsZero() {
			return value{kind: nullValue, node: n}
		}
		return read(initial)
	case js.ImportSpecifier, js.ImportClause, js.NamespaceImport:
		if b, ok := n.Syntax().Names().Imports[n.Text()]; ok {
			return s.imported(n, b, read)
		}
	}
	return unknown(n)
}

func (s *static) imported(n js.Node, b js.Binding, read func(js.Node) value) value {
	m := s.graph.Module(n.Span().Path())
	if m == nil {
		return unknown(n)
	}
	d := s.graph.Binding(m, b)
	if d.Package == "next" && strings.TrimSuffix(d.Subpath, ".js") == "constants" && phases[d.Name] != "" {
		return text(n, phases[d.Name])
	}
	return s.definition(n, d, read)
}

// definition evaluates what a name of another module stands for.
func (s *static) definition(n js.Node, d Definition, read func(js.Node) value) value {
	switch {
	case d.Node.IsZero():
		return unknown(n)
	case d.Node.Kind() == js.VariableDeclarator && d.Node.Field(js.FieldName).Kind() == js.Identifier:
		return s.final(d.Node, read)
	case d.Node.Kind() == js.VariableDeclarator:
		return unknown(n)
	}
	return read(d.Node)
}

// destructured returns the part of a value that a pattern gives to a name.
func (s *static) destructured(pattern, initial js.Node, name string) value {
	if to := s.required(initial); to != nil {
		for member := range pattern.Named() {
			if key, ok := member.PropertyName(); ok && bindsOnly(member, name) {
				if d := s.graph.Export(to, key); !d.Node.IsZero() {
					return s.definition(pattern, d, s.read)
				}
			}
		}
	}
	found := unknown(pattern)
	s.destructure(pattern, s.read(initial), func(bound js.Node, v value) {
		if bound.Text() == name {
			found = v
		}
	})
	return found
}

func bindsOnly(member js.Node, name string) bool {
	for b := range member.Bindings() {
		return b.Text() == name
	}
	if v := member.Field(js.FieldValue); !v.IsZero() {
		return v.Text() == name
	}
	return false
}

// destructure calls bind for each name of a pattern with its part of v.
func (s *static) destructure(pattern js.Node, v value, bind func(js.Node, value)) {
	switch pattern.Kind() {
	case js.Identifier, js.ShorthandPropertyIdentifierPattern:
		bind(pattern, v)
	case js.AssignmentPattern, js.ObjectAssignmentPattern:
		if v.kind == nullValue {
			v = s.read(pattern.Field(js.FieldRight))
		}
		s.destructure(pattern.Field(js.FieldLeft), v, bind)
	case js.ObjectPattern:
		for member := range pattern.Named() {
			s.destructureMember(member, v, bind)
		}
	case js.ArrayPattern:
		i := 0
		for element := range pattern.Named() {
			part := unknown(element)
			if v.kind == arrayValue && i < len(v.items) {
				part = v.items[i]
			}
			s.destructure(element, part, bind)
			i++
		}
	default:
		for b := range pattern.Bindings() {
			bind(b, unknown(b))
		}
	}
}

func (s *static) destructureMember(member js.Node, v value, bind func(js.Node, value)) {
	key, ok := member.PropertyName()
	part := unknown(member)
	if ok {
		part = v.get(key)
	}
	switch member.Kind() {
	case js.PairPattern:
		s.destructure(member.Field(js.FieldValue), part, bind)
	case js.RestPattern:
		s.destructure(member, unknown(member), bind)
	default:
		s.destructure(member, part, bind)
	}
}

// required returns the module that a call of require or import names, or nil.
func (s *static) required(n js.Node) *Module {
	n = n.Unwrap()
	if n.Kind() == js.AwaitExpression {
		n = n.First().Unwrap()
	}
	path := n.CalleePath()
	specifier, ok := n.Argument(0).StringValue()
	m := s.graph.Module(n.Span().Path())
	if n.Kind() != js.CallExpression || path != "require" && path != "import" || !ok || m == nil {
		return nil
	}
	return s.graph.edgeFor(m, specifier).To
}

// writesTo returns the assignments to a declaration or to one of its
// properties, and the calls of its push method, in order.
func (s *static) writesTo(d js.Node) []js.Node {
	if d.IsZero() {
		return nil
	}
	all := s.writes[d.Syntax()]
	if all == nil {
		all = map[js.Node][]js.Node{}
		for n := range d.Syntax().Root().Descendants() {
			if target := written(n); !target.IsZero() {
				to := d.Syntax().Resolve(target)
				all[to] = append(all[to], n)
			}
		}
		s.writes[d.Syntax()] = all
	}
	return all[d]
}

// written returns the identifier that a node changes the value of, or none.
func written(n js.Node) js.Node {
	target := js.Node{}
	switch n.Kind() {
	case js.AssignmentExpression, js.AugmentedAssignmentExpression:
		target = n.Field(js.FieldLeft).Unwrap()
		if target.Kind() == js.MemberExpression || target.Kind() == js.SubscriptExpression {
			target = target.Field(js.FieldObject).Unwrap()
		}
	case js.CallExpression:
		callee := n.Callee()
		switch callee.Field(js.FieldProperty).Text() {
		case "push", "unshift", "splice", "assign":
			target = callee.Field(js.FieldObject).Unwrap()
		}
	}
	if target.Kind() != js.Identifier {
		return js.Node{}
	}
	return target
}

// write returns the value of the name that d declares after the write w.
func (s *static) write(d, w js.Node, old value, read func(js.Node) value) value {
	after := unknown(w)
	left := w.Field(js.FieldLeft).Unwrap()
	switch {
	case w.Kind() == js.CallExpression && w.Callee().Field(js.FieldProperty).Text() == "push" && old.kind == arrayValue:
		after = old
		after.items = append(after.items[:len(after.items):len(after.items)], s.arguments(w)...)
	case w.Kind() != js.AssignmentExpression:
	case left.Kind() == js.Identifier:
		after = read(w.Field(js.FieldRight))
	case left.Kind() == js.MemberExpression && left.Field(js.FieldObject).Unwrap().Kind() == js.Identifier && old.kind == objectValue:
		after = old.set(field{left.Field(js.FieldProperty).Text(), left, s.read(w.Field(js.FieldRight))})
	}
	if sure(d, w) {
		return after
	}
	return either(w, old, after)
}

func (s *static) arguments(call js.Node) (out []value) {
	for _, arg := range call.Arguments() {
		if arg.Kind() == js.SpreadElement {
			out = append(out, unknown(arg))
			continue
		}
		out = append(out, s.read(arg))
	}
	return out
}

// sure reports whether a write always happens where the declaration does.
func sure(d, w js.Node) bool {
	if function(d) != function(w) {
		return false
	}
	for at := w.Parent(); !at.IsZero() && !at.Contains(d); at = at.Parent() {
		if at.Is(js.IfStatement, js.ForStatement, js.ForInStatement, js.WhileStatement, js.DoStatement, js.SwitchStatement,
			js.TryStatement, js.TernaryExpression, js.BinaryExpression) {
			return false
		}
	}
	return true
}

// function returns the function that a node stands in, or none.
func function(n js.Node) js.Node {
	for at := n.Parent(); !at.IsZero(); at = at.Parent() {
		if at.IsFunction() {
			return at
		}
	}
	return js.Node{}
}
