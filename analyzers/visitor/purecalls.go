package visitor

import (
	"regexp"
	"strings"

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

// parsesJSON reports whether a call parses a text as JSON, not what was made one of just
// before: that is a copy, of which is known what the value holds.
func parsesJSON(n js.Node) bool {
	return n.CalleePath() == "JSON.parse" && (inTry(n) || len(n.Arguments()) == 1 && !n.Argument(0).Unwrap().Is(js.CallExpression))
}

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

// pureCallback reports whether a call hands a function to a method of a list that only
// computes: one that stands there, which is looked into, too, or one by its name.
func (m *run) pureCallback(n js.Node, mod *module, depth int) bool {
	callee, by := n.Field(js.FieldFunction).Unwrap(), n.Argument(0).Unwrap()
	if callee.Kind() != js.MemberExpression || !callbackMethods[callee.Field(js.FieldProperty).Text()] {
		return false
	}
	return by.IsFunction() || quietFunctions[by.CalleePath()] || by.Is(js.Identifier) && m.purelyNamed(by, n, mod, depth)
}

// ofOwn reports whether a call is of a method that would change what it is called on, or
// mean something else, were that not what it is by the code around: a list just made, a
// date or a pattern that a variable of the function holds, what formats for a language.
func ofOwn(n js.Node) bool {
	callee := n.Field(js.FieldFunction).Unwrap()
	of := callee.Field(js.FieldObject).Unwrap()
	if callee.Kind() != js.MemberExpression {
		return false
	}
	method := callee.Field(js.FieldProperty).Text()
	if of.Is(js.CallExpression) && (method == "pop" || method == "shift") {
		return lastOf(of.Callee()) == "split"
	}
	made := of
	if of.Is(js.Identifier) {
		if made = of.Syntax().Resolve(of).Field(js.FieldValue).Unwrap(); made.IsZero() {
			return false
		}
	}
	class := made.Field(js.FieldConstructor).Text()
	switch {
	case made.Is(js.Regex), class == "RegExp":
		return method == "exec"
	case class == "Date":
		return strings.HasPrefix(method, "set") && of != made && of.Enclosing() == of.Syntax().Resolve(of).Enclosing()
	}
	return strings.HasPrefix(class, "Intl.") && strings.HasPrefix(method, "format")
}

// callsPure reports whether a call is of a function of the app, or of a package,
// that only computes.
func (m *run) callsPure(n js.Node, mod *module, depth int) bool {
	name := n.Field(js.FieldFunction).Unwrap()
	return name.Is(js.Identifier) && m.purelyNamed(name, n, mod, depth)
}

// purelyNamed is callsPure for the name of a function.
func (m *run) purelyNamed(name, n js.Node, mod *module, depth int) bool {
	if mod == nil {
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
