package visitor

import (
	"regexp"

	"clerkvet/analyzers/js"
)

// collections are classes whose methods change nothing but their objects.
var collections = regexp.MustCompile(`^(Weak)?(Set|Map)\b|^URLSearchParams\b`)

// onCollection reports whether a call is a method of a collection: of a variable
// or a parameter that says so, or of the parameters of a URL.
func onCollection(n js.Node) bool {
	callee := n.Field(js.FieldFunction).Unwrap()
	of := callee.Field(js.FieldObject).Unwrap()
	switch {
	case callee.Kind() != js.MemberExpression:
		return false
	case of.Is(js.MemberExpression):
		return of.Field(js.FieldProperty).Text() == "searchParams"
	case !of.Is(js.Identifier):
		return false
	}
	made := of.Syntax().Resolve(of).Field(js.FieldValue).Unwrap()
	return made.Is(js.NewExpression) && collections.MatchString(made.Field(js.FieldConstructor).Text())
}

// parsesInTry reports whether a call parses JSON where a failure is caught.
func parsesInTry(n js.Node) bool { return n.CalleePath() == "JSON.parse" && inTry(n) }

// givesCollection reports whether a call gives its function a collection for a parameter
// that otherwise holds a new one: what the function puts there is seen outside.
func (c *call) givesCollection() bool {
	i := 0
	for p := range c.fn.ref.closure.node.Field(js.FieldParameters).Named() {
		if made := p.Field(js.FieldValue).Unwrap(); i < len(c.args) && made.Is(js.NewExpression) && collections.MatchString(made.Field(js.FieldConstructor).Text()) {
			return true
		}
		i++
	}
	return false
}

var callbackMethods = set("map filter find some every reduce reduceRight forEach flatMap sort toSorted findIndex findLast findLastIndex")

func pureCallback(n js.Node) bool {
	callee := n.Field(js.FieldFunction).Unwrap()
	return callee.Kind() == js.MemberExpression && callbackMethods[callee.Field(js.FieldProperty).Text()] && n.Argument(0).Unwrap().IsFunction()
}

// callsPure reports whether a call is of a function of the app, or of a package,
// that only computes.
func (m *run) callsPure(n js.Node, mod *module, depth int) bool {
	name := n.Field(js.FieldFunction).Unwrap()
	if name.Kind() != js.Identifier || mod == nil {
		return false
	}
	if top, ok := mod.names.Top[name.Text()]; ok {
		return m.computesIn(functionOf(top), n, mod, depth)
	}
	b, ok := mod.names.Imports[name.Text()]
	if !ok {
		return false
	}
	d := m.app.Project.Graph.Binding(mod.source, b)
	if d.Module == nil {
		return d.Package != "" && m.classOf(d.Package) == pure && d.Package[0] != 'n' && m.table.functions[d.Package+"#"+d.Name] == nil
	}
	return m.computesIn(functionOf(d.Node), n, m.module(d.Module), depth)
}

// computesIn reports whether a function that a call calls only computes. What it puts into
// a store, the function does in which the call stands.
func (m *run) computesIn(f, call js.Node, mod *module, depth int) bool {
	if f.IsZero() || !m.computes(f, mod, depth+1) {
		return false
	}
	if fill := m.fillers[f]; !fill.IsZero() {
		for by := call.Enclosing(); !by.IsZero(); by = by.Enclosing() {
			m.fillers[by] = fill
		}
	}
	return true
}
