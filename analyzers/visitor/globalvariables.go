package visitor

import (
	"bytes"
	"slices"
	"strconv"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// What an app keeps at globalThis other modules see, and other requests. It holds
// nothing at first, so that a client is made where it is looked for.

// globalObject is globalThis, the same wherever it is named.
func (m *run) globalObject() value {
	if m.ambient.ref == nil {
		m.ambient = nativeObject("global#globalThis")
	}
	return m.ambient
}

// globalMember is a variable that the app keeps at globalThis: nothing yet, or what
// another function or another module may have given it before.
func (m *run) globalMember(name string) value {
	if globalNames[name] {
		return nativeObject("global#" + name)
	}
	if m.loading > 0 {
		return undefined
	}
	var writes []js.Node
	for _, w := range m.globalWrites()[name] {
		if w.Enclosing().IsZero() || m.elsewhere(w) {
			writes = append(writes, w)
		}
	}
	if len(writes) == 0 {
		return undefined
	}
	key := name + " " + strconv.Itoa(len(writes))
	v, known := m.ambients[key]
	if !known {
		for _, w := range writes {
			v = m.either(v, m.keptBy(w))
		}
		m.ambients[key] = v
	}
	return v
}

// keptBefore is what a statement of a module left at globalThis before the one that reads
// it, as in if (!globalThis.db) { globalThis.db = drizzle(pool) }.
func (m *run) keptBefore(name string, read js.Node) (value, bool) {
	if m.loading == 0 || read.IsZero() || !read.Enclosing().IsZero() {
		return undefined, false
	}
	for _, w := range slices.Backward(m.globalWrites()[name]) {
		if w.Syntax() != read.Syntax() || !w.Enclosing().IsZero() || topStatement(w).Span().End > topStatement(read).Span().Start {
			continue
		}
		v := m.keptBy(w)
		if !ifMissing(w, name) {
			v = m.either(undefined, v)
		}
		for _, o := range m.globalWrites()[name] {
			if o.Syntax() != w.Syntax() { // of another module, which may have been loaded before
				v = m.either(v, m.keptBy(o))
			}
		}
		return v, true
	}
	return undefined, false
}

// ifMissing reports whether a write of the module happens in any case, or where nothing is
// kept under the name so far.
func ifMissing(write js.Node, name string) bool {
	for n := write.Parent(); !n.IsZero() && !n.Is(js.Program); n = n.Parent() {
		switch {
		case n.Is(js.IfStatement):
			asks := n.Field(js.FieldCondition).Unwrap()
			if !asks.Is(js.UnaryExpression) || lastOf(asks.Field(js.FieldArgument)) != name || n.Field(js.FieldAlternative).Contains(write) {
				return false
			}
		case !n.Is(js.ExpressionStatement, js.StatementBlock, js.ParenthesizedExpression):
			return false
		}
	}
	return true
}

// topStatement is the statement of the module that a node stands in.
func topStatement(n js.Node) js.Node {
	for !n.IsZero() && !n.Parent().Is(js.Program) {
		n = n.Parent()
	}
	return n
}

// keptBy is what a write leaves at globalThis. Of what a function computed it is not
// known for whom that was.
func (m *run) keptBy(write js.Node) value {
	of, mod := write.Field(js.FieldRight).Unwrap(), m.moduleOf(write)
	atLoad := of.Is(js.CallExpression) && write.Enclosing().IsZero() // for nobody
	if mod == nil || !atLoad && !of.Is(js.NewExpression, js.Identifier, js.True, js.False, js.String, js.Number, js.ArrowFunction, js.FunctionExpression) || !ofModule(of, mod) {
		return fresh(0, "a variable of globalThis")
	}
	return m.read(&cell{state: pending, lazy: func(m *run) value { return m.eval(of, mod.scope) }})
}

// ofModule reports whether an expression names nothing that a function around it declares.
func ofModule(n js.Node, mod *module) bool {
	outer := n.Enclosing()
	names := func(n js.Node) bool {
		d := n.Syntax().Resolve(n)
		return n.Is(js.Identifier) && !d.IsZero() && mod.names.Top[n.Text()] != d && !outer.IsZero() && outer.Contains(d)
	}
	return !names(n) && !slices.ContainsFunc(slices.Collect(n.Descendants()), names)
}

// globalWrites are the assignments of the app to parts of globalThis, by their names.
func (m *Machine) globalWrites() map[string][]js.Node {
	m.globalsOnce.Do(func() {
		m.globals = map[string][]js.Node{}
		for _, mod := range m.app.Project.Graph.Modules() {
			if !bytes.Contains(mod.File.Text, []byte("global")) || !namesGlobal().Match(mod.File.Text) || !m.app.Serves(mod) {
				continue
			}
			syntax, err := mod.Syntax()
			if err != nil {
				continue
			}
			for n := range syntax.Root().Descendants() {
				if target := n.Field(js.FieldLeft).Unwrap(); n.Is(js.AssignmentExpression) && target.Is(js.MemberExpression) && isGlobalThis(target.Field(js.FieldObject)) {
					name := target.Field(js.FieldProperty).Text()
					m.globals[name] = append(m.globals[name], n)
				}
			}
		}
	})
	return m.globals
}

// namesGlobal is the cheap test for modules that may keep something at globalThis: the
// word does not stand in a path or a sentence.
var namesGlobal = source.Pattern("(?m)\\bglobalThis\\b|\\bglobal[ \\t]*([^ \\t\\w/\"'`-]|as\\b|$)")

// isGlobalThis reports whether an expression is globalThis, or a name that stands for it.
func isGlobalThis(n js.Node) bool {
	for range maxBarrels {
		n = n.Unwrap()
		if !n.Is(js.Identifier) {
			return false
		}
		d := n.Syntax().Resolve(n)
		if d.IsZero() {
			return n.Text() == "globalThis" || n.Text() == "global"
		}
		n = d.Field(js.FieldValue)
	}
	return false
}
