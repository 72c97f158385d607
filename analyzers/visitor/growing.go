package visitor

import (
	"cmp"
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// fills are the methods that put something into a list or a set.
var fills = set("push unshift splice add set")

// fillsAtLoad are the nodes that put something into a list, a table or an object that
// is made while its module loads, when the module is loaded: what is called then is not
// run, so that what it put there is not known.
func (m *run) fillsAtLoad(n js.Node) (fills []js.Node) {
	if m.loading == 0 {
		return nil
	}
	name := holder(n)
	if name == "" {
		return nil
	}
	for _, f := range m.fillsOf(n.Syntax().Root())[name] {
		if by := f.Enclosing(); (by.IsZero() || by != n.Enclosing()) && !fillsAnother(f, n) && m.runsAtLoad(f) { // what its own function puts there is seen
			fills = append(fills, f)
		}
	}
	return fills
}

// fillsAnother reports whether a node fills a variable that was declared with another
// list, table or object than this one.
func fillsAnother(fill, n js.Node) bool {
	of := fill.Field(js.FieldLeft).Unwrap()
	if fill.Is(js.CallExpression) {
		of = fill.Field(js.FieldFunction).Unwrap()
	}
	variable := of.Field(js.FieldObject).Unwrap()
	if !variable.Is(js.Identifier) {
		return false
	}
	d := variable.Syntax().Resolve(variable)
	first := d.Field(js.FieldValue).Unwrap()
	return d.Is(js.VariableDeclarator) && first.Is(js.Array, js.Object, js.NewExpression) && first.Span() != n.Span()
}

// mayHold lets an object that is made while its module loads hold what functions put
// there that are called then. What statements put there is run, but where the object is
// a part of another one that holds nothing yet.
func (m *run) mayHold(o *object, n js.Node) {
	fills := m.fillsAtLoad(n)
	if len(fills) > 0 && len(o.elems)+len(o.keys) == 0 {
		o.fillAtLoad()
		return
	}
	for _, f := range fills {
		if f.Enclosing().IsZero() {
			continue
		}
		o.open = true
		left := f.Field(js.FieldLeft).Unwrap()
		for k, c := range o.props {
			if left.Is(js.MemberExpression) && left.Field(js.FieldProperty).Text() != k || c.state != ready {
				continue
			}
			c.v = m.either(c.v, fresh(0, "what a module keeps"))
		}
	}
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
// imports it, calls so, through others perhaps.
func (m *run) runsAtLoad(n js.Node) bool {
	f := n.Enclosing()
	if f.IsZero() {
		return true
	}
	runs, known := m.atLoad[f]
	if !known {
		m.atLoad[f] = false // for calls in a circle
		runs = m.calledAtLoad(f)
		m.atLoad[f] = runs
	}
	return runs
}

func (m *run) calledAtLoad(f js.Node) bool {
	by := f.Parent()
	for by.Is(js.ParenthesizedExpression, js.Arguments) {
		by = by.Parent()
	}
	if by.Is(js.CallExpression, js.NewExpression) { // it is called where it stands, or handed over
		return m.runsAtLoad(by)
	}
	name, mod := calledAs(f), m.moduleOf(f)
	if name == "" || mod == nil {
		return false
	}
	if slices.ContainsFunc(m.callsOf(mod.root)[name], m.runsAtLoad) {
		return true
	}
	return slices.ContainsFunc(mod.source.Importers, func(i next.Importer) bool {
		by := m.module(i.From)
		return by != nil && callsAtLoad(by.root, name)
	})
}

// calledAs is the name by which a function is called: of a constructor, that of its class.
func calledAs(f js.Node) string {
	name := f.Field(js.FieldName).Text()
	switch {
	case name == "constructor":
		return f.Parent().Parent().Field(js.FieldName).Text()
	case name == "":
		return assignedName(f)
	}
	return name
}

// callsOf are the calls in a module, by the last name of what is called.
func (w *worker) callsOf(root js.Node) map[string][]js.Node {
	calls, known := w.calls[root]
	if !known {
		calls = map[string][]js.Node{}
		for d := range root.Descendants() {
			if name := lastOf(cmp.Or(d.Field(js.FieldFunction), d.Field(js.FieldConstructor))); d.Is(js.CallExpression, js.NewExpression) && name != "" {
				calls[name] = append(calls[name], d)
			}
		}
		w.calls[root] = calls
	}
	return calls
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

// holder is the name of the variable of the module, or of a part of it, or of the field
// of an instance, that an expression is the first value of; "" if it is none.
func holder(n js.Node) string {
	p := n.Parent()
	for p.Is(js.ParenthesizedExpression, js.AsExpression, js.SatisfiesExpression, js.NonNullExpression) {
		p = p.Parent()
	}
	switch {
	case p.Is(js.PublicFieldDefinition, js.FieldDefinition):
		name, _ := p.PropertyName()
		return name
	case p.Is(js.Pair):
		name, _ := p.PropertyName()
		return name
	case p.Is(js.AssignmentExpression) && p.Field(js.FieldLeft).Field(js.FieldObject).Is(js.This):
		return lastOf(p.Field(js.FieldLeft))
	case p.Is(js.VariableDeclarator):
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
