package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// drops are the methods that take something out of a list or a table, or put it elsewhere.
var drops = set("pop shift splice delete clear fill copyWithin reverse sort")

// fillsAtLoad are the nodes that put something into a list, a table or an object that
// is made while its module loads, when the module is loaded: what is called then is not
// run, so that what it put there is not known.
func (m *run) fillsAtLoad(n js.Node) (fills []js.Node) {
	if m.loading == 0 {
		return nil
	}
	for _, f := range m.filling(n) {
		if by := f.Enclosing(); (by.IsZero() || by != n.Enclosing()) && m.runsAtLoad(f) { // what its own function puts there is seen
			fills = append(fills, f)
		}
	}
	return fills
}

// fillsAnother reports whether a node fills a variable that was declared with another
// list, table or object than this one.
func fillsAnother(fill, n js.Node) bool {
	variable := writtenBy(fill).Field(js.FieldObject).Unwrap()
	if !variable.Is(js.Identifier) {
		return false
	}
	d := variable.Syntax().Resolve(variable)
	first := d.Field(js.FieldValue).Unwrap()
	return d.Is(js.VariableDeclarator) && first.Is(js.Array, js.Object, js.NewExpression) && first.Span() != n.Span()
}

// ofAnotherClass reports whether a node writes a field of its own object, which is of
// another class than the one that has the field, and of none that extends it.
func ofAnotherClass(write, field js.Node) bool {
	own := writtenBy(write)
	for own.Is(js.MemberExpression, js.SubscriptExpression) {
		own = own.Field(js.FieldObject).Unwrap()
	}
	by, of := classAround(write), classAround(field)
	return own.Is(js.This) && !by.IsZero() && !of.IsZero() && by != of && by.Child(js.ClassHeritage).IsZero()
}

// classAround is the innermost class that a node stands in.
func classAround(n js.Node) js.Node {
	for !n.IsZero() && !n.Is(js.Class, js.ClassDeclaration, js.AbstractClassDeclaration) {
		n = n.Parent()
	}
	return n
}

// mayHold lets an object that is made while its module loads hold what functions put
// there that are called then. What statements put there is run, but where the object is
// a part of another one that holds nothing yet.
func (m *run) mayHold(o *object, n js.Node) {
	fills := m.fillsAtLoad(n)
	if len(o.elems)+len(o.keys) == 0 {
		if slices.ContainsFunc(fills, puts) {
			o.fillAtLoad()
		} else if m.loading > 0 {
			m.holdsLeft(o, m.filling(n))
		}
		return
	} else if m.loading > 0 {
		m.grows(o, m.filling(n))
	}
	for _, f := range fills {
		if f.Enclosing().IsZero() {
			continue
		}
		o.open = true
		part := writtenBy(f)
		if key := part.Field(js.FieldProperty).Text(); drops[key] || key == "length" {
			o.elems = nil
		}
		for k, c := range o.props {
			if part.Is(js.MemberExpression) && n.Is(js.Object) && lastOf(part.Field(js.FieldObject)) == holder(n) && part.Field(js.FieldProperty).Text() != k || c.state != ready {
				continue
			}
			c.v = m.either(c.v, fresh(0, "what a module keeps"))
		}
	}
}

// filling are the nodes that put something into the list, the table or the object that an
// expression makes.
func (m *run) filling(n js.Node) (fills []js.Node) {
	if name := holder(n); name != "" {
		for _, f := range m.fillsOf(n.Syntax().Root())[name] {
			if !fillsAnother(f, n) && !ofAnotherClass(f, n) {
				fills = append(fills, f)
			}
		}
	}
	return fills
}

// fillsOf are the nodes of a module that put something into what has a name.
func (w *worker) fillsOf(root js.Node) map[string][]js.Node {
	fills, known := w.fills[root]
	if !known {
		fills = map[string][]js.Node{}
		for d := range root.Descendants() {
			for _, name := range filled(d) {
				fills[name] = append(fills[name], d)
			}
		}
		w.fills[root] = fills
	}
	return fills
}

// puts reports whether a node may put something where nothing is.
func puts(fill js.Node) bool {
	name := fill.Callee().Field(js.FieldProperty).Text()
	return !drops[name] || name == "splice"
}

// fillAtLoad says of an empty object that what it holds is not known. To call that
// is an effect of unknown kind.
func (o *object) fillAtLoad() {
	o.open = true
	o.sym = &symbol{name: mixed, lore: &lore{opaque: "code that runs when the module is loaded"}}
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

// filled are the names of what a node puts something into, or takes it out of, and, after
// a dot, of the parts that it writes, and, after an equals sign, of the variables.
func filled(n js.Node) (names []string) {
	part := writtenBy(n)
	if part.Is(js.ObjectPattern, js.ArrayPattern, js.Object, js.Array) {
		for d := range part.Descendants() {
			names = append(names, filledBy(d)...)
		}
		return names
	}
	if n.Is(js.CallExpression) && n.Callee().Span() != part.Span() { // Object.assign(part, …)
		return []string{lastOf(part)}
	}
	return filledBy(part)
}

func filledBy(part js.Node) []string {
	if part.Is(js.Identifier) {
		return []string{"=" + part.Text()}
	}
	if !part.Is(js.MemberExpression, js.SubscriptExpression) {
		return nil
	}
	return []string{lastOf(part.Field(js.FieldObject)), "." + part.Field(js.FieldProperty).Text()}
}

// mayBecome is the first value of a field, or of a variable that functions close over,
// with whatever a function writes there that is called while its module loads.
func (m *run) mayBecome(at js.Node, key string, v value) value {
	if m.loading > 0 && !v.nullish() && slices.ContainsFunc(m.fillsOf(at.Syntax().Root())[key], func(f js.Node) bool {
		return !f.Enclosing().IsZero() && f.Enclosing() != at.Enclosing() && !ofAnotherClass(f, at) && m.runsAtLoad(f)
	}) {
		return m.either(v, fresh(0, "what a module keeps"))
	}
	return v
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
