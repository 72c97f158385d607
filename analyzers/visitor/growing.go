package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// fills are the methods that put something into a list or a set.
var fills = set("push unshift splice add set")

// grows reports whether an empty list or table, which a variable of a module or a
// part of an object holds, is filled by a statement of its module: what is called at
// load is not run, so that what it put there is not known.
func (m *run) grows(n js.Node) bool {
	if m.loading == 0 {
		return false
	}
	name := holder(n)
	if name == "" {
		return false
	}
	return slices.ContainsFunc(m.fillsOf(n.Syntax().Root())[name], m.runsAtLoad)
}

// fillsOf are the nodes of a module that put something into what has a name.
func (w *worker) fillsOf(root js.Node) map[string][]js.Node {
	fills, known := w.fills[root]
	if !known {
		fills = map[string][]js.Node{}
		for d := range root.Descendants() {
			if name := filled(d); name != "" {
				fills[name] = append(fills[name], d)
			}
		}
		w.fills[root] = fills
	}
	return fills
}

// runsAtLoad reports whether a statement that is loaded runs a node: it stands in
// none of the functions of its module, or in one that the module, or one that
// imports it, calls so.
func (m *run) runsAtLoad(n js.Node) bool {
	f := n.Enclosing()
	if f.IsZero() {
		return true
	}
	name := f.Field(js.FieldName).Text()
	if name == "" {
		name = assignedName(f)
	}
	mod := m.moduleOf(n)
	if name == "" || mod == nil {
		return false
	}
	if callsAtLoad(mod.root, name) {
		return true
	}
	return slices.ContainsFunc(mod.source.Importers, func(i next.Importer) bool {
		by := m.module(i.From)
		return by != nil && callsAtLoad(by.root, name)
	})
}

// callsAtLoad reports whether a statement of a module, outside its functions, calls
// something by a name.
func callsAtLoad(root js.Node, name string) bool {
	for statement := range root.Named() {
		if call := statement.First().Unwrap(); statement.Kind() == js.ExpressionStatement && call.Kind() == js.CallExpression && lastOf(call.Field(js.FieldFunction)) == name {
			return true
		}
	}
	return false
}

// fillAtLoad says of an empty object that what it holds is not known. To call that
// is an effect of unknown kind.
func (o *object) fillAtLoad() {
	o.open = true
	o.sym = &symbol{name: mixed, opaque: "code that runs when the module is loaded"}
}

// holder is the name of the variable of the module, or of the field of an instance,
// that an expression is the first value of; "" if it is none.
func holder(n js.Node) string {
	p := n.Parent()
	for p.Is(js.ParenthesizedExpression, js.AsExpression, js.SatisfiesExpression, js.NonNullExpression) {
		p = p.Parent()
	}
	switch {
	case p.Is(js.PublicFieldDefinition, js.FieldDefinition):
		name, _ := p.PropertyName()
		return name
	case p.Is(js.AssignmentExpression) && p.Field(js.FieldLeft).Field(js.FieldObject).Is(js.This):
		return lastOf(p.Field(js.FieldLeft))
	case p.Is(js.VariableDeclarator) && p.Enclosing().IsZero(): // what a function declares is filled as it runs
		return p.Field(js.FieldName).Text()
	}
	return ""
}

// filled is the name of what a node puts something into; "" if it does not.
func filled(n js.Node) string {
	switch n.Kind() {
	case js.CallExpression:
		if callee := n.Field(js.FieldFunction).Unwrap(); callee.Is(js.MemberExpression) && fills[callee.Field(js.FieldProperty).Text()] {
			return lastOf(callee.Field(js.FieldObject))
		}
	case js.AssignmentExpression:
		if left := n.Field(js.FieldLeft).Unwrap(); left.Is(js.MemberExpression, js.SubscriptExpression) {
			return lastOf(left.Field(js.FieldObject))
		}
	}
	return ""
}

// lastOf is the last name of a variable or a chain of members.
func lastOf(n js.Node) string {
	switch n = n.Unwrap(); n.Kind() {
	case js.Identifier:
		return n.Text()
	case js.MemberExpression:
		return n.Field(js.FieldProperty).Text()
	}
	return ""
}
