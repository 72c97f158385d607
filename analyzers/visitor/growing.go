package visitor

import (
	"cmp"
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
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
	variable := writtenBy(fill).Field(js.FieldObject).Unwrap()
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
	if len(o.elems)+len(o.keys) == 0 {
		if slices.ContainsFunc(fills, puts) {
			o.fillAtLoad()
		}
		return
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
	if slices.ContainsFunc(m.callsNamed(mod.root, name), m.runsAtLoad) {
		return true
	}
	return m.calledByImporters(mod.source, []string{name}, maxBarrels)
}

// calledByImporters reports whether a module that imports another one calls, while it is
// loaded, what that exports under some names, or has a method of such a name.
func (m *run) calledByImporters(mod *next.Module, names []string, depth int) bool {
	return slices.ContainsFunc(mod.Importers, func(i next.Importer) bool {
		by := m.module(i.From)
		if by == nil {
			return false
		}
		local := slices.Clone(names)
		for _, n := range i.Edge.Import.Names {
			if slices.Contains(names, n.Name) && n.Local != "" {
				local = append(local, n.Local)
			}
		}
		if slices.ContainsFunc(local, func(name string) bool { return slices.ContainsFunc(m.callsNamed(by.root, name), m.runsAtLoad) }) {
			return true
		}
		as := passedOn(i, names)
		return depth > 0 && len(as) > 0 && m.calledByImporters(i.From, as, depth-1)
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

// callsNamed are the calls in a module of what has a name. Every list and table has
// methods of some names: of these only statements of the module count.
func (w *worker) callsNamed(root js.Node, name string) []js.Node {
	calls := w.callsOf(root)[name]
	if !writing[name] && !changesCollection[name] {
		return calls
	}
	return slices.DeleteFunc(slices.Clone(calls), func(c js.Node) bool {
		return !c.Parent().Is(js.ExpressionStatement) || !c.Enclosing().IsZero()
	})
}

// callsOf are the calls in a module, by the last name of what is called, or handed over.
func (w *worker) callsOf(root js.Node) map[string][]js.Node {
	calls, known := w.calls[root]
	if !known {
		calls = map[string][]js.Node{}
		for d := range root.Descendants() {
			if !d.Is(js.CallExpression, js.NewExpression) {
				continue
			}
			for _, f := range append(d.Arguments(), cmp.Or(d.Field(js.FieldFunction), d.Field(js.FieldConstructor))) {
				if name := lastOf(f); name != "" {
					calls[name] = append(calls[name], d)
				}
			}
		}
		w.calls[root] = calls
	}
	return calls
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
		return !f.Enclosing().IsZero() && f.Enclosing() != at.Enclosing() && m.runsAtLoad(f)
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
