package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// callBack are the methods and functions of the language that run a function which they
// are handed.
var callBack = set(`map filter find findIndex findLast findLastIndex some every forEach reduce reduceRight flatMap sort toSorted from
	then catch finally Promise setTimeout setInterval setImmediate queueMicrotask nextTick replace replaceAll`)

// runsAtLoad reports whether a statement that is loaded runs a node: it stands in
// none of the functions of its module, or in one that the module, or one that
// imports it, calls so, through others perhaps.
func (m *run) runsAtLoad(n js.Node) bool {
	f := n.Enclosing()
	if f.IsZero() {
		return true
	}
	seen := map[js.Node]bool{f: true}
	for queue := []js.Node{f}; len(queue) > 0; queue = queue[1:] {
		runs, known := m.atLoad[queue[0]]
		if known && !runs {
			continue
		}
		for _, call := range m.callersOf(queue[0]) {
			by := call.Enclosing()
			if runs = runs || by.IsZero(); !seen[by] {
				seen[by] = true
				queue = append(queue, by)
			}
		}
		if runs {
			m.atLoad[f] = true
			return true
		}
	}
	for by := range seen {
		m.atLoad[by] = false
	}
	return false
}

// callersOf are the calls that run a function: the one that it stands in, as what is
// called or as what is handed over, and those of its name.
func (m *run) callersOf(f js.Node) []js.Node {
	at := f
	for at.Parent().Is(js.ParenthesizedExpression) {
		at = at.Parent()
	}
	switch by := at.Parent(); {
	case by.Is(js.Arguments) && m.callsBack(by.Parent(), maxBarrels):
		return []js.Node{by.Parent()}
	case by.Is(js.CallExpression):
		return []js.Node{by}
	}
	name, mod := calledAs(f), m.moduleOf(f)
	if name == "" || mod == nil {
		return nil
	}
	return append(m.callsNamed(mod.root, name), m.callsOfImporters(mod.source, []string{name}, maxBarrels)...)
}

// callsOfImporters are the calls in the modules that import another one of what that
// exports under some names, or of a method of such a name.
func (m *run) callsOfImporters(mod *next.Module, names []string, depth int) (calls []js.Node) {
	for _, i := range mod.Importers {
		by := m.module(i.From)
		if by == nil || !m.app.Serves(i.From) { // tests call handlers while they are loaded
			continue
		}
		local := slices.Clone(names)
		for _, n := range i.Edge.Import.Names {
			if slices.Contains(names, n.Name) && n.Local != "" {
				local = append(local, n.Local)
			}
		}
		for _, name := range local {
			calls = append(calls, m.callsNamed(by.root, name)...)
		}
		if as := passedOn(i, names); depth > 0 && len(as) > 0 {
			calls = append(calls, m.callsOfImporters(i.From, as, depth-1)...)
		}
	}
	return calls
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

// callsNamed are the calls in a module that run what has a name. Every list and table has
// methods of some names: of these only statements of the module count.
func (m *run) callsNamed(root js.Node, name string) []js.Node {
	calls := slices.Clone(m.callsOf(root)[name])
	for _, handed := range m.callsOf(root)["("+name] {
		if m.callsBack(handed, maxBarrels) {
			calls = append(calls, handed)
		}
	}
	if !writing[name] && !changesCollection[name] {
		return calls
	}
	return slices.DeleteFunc(calls, func(c js.Node) bool {
		return !c.Parent().Is(js.ExpressionStatement) || !c.Enclosing().IsZero()
	})
}

// callsOf are the calls in a module, by the last name of what is called, and, after a
// parenthesis, of what is handed over.
func (w *worker) callsOf(root js.Node) map[string][]js.Node {
	calls, known := w.calls[root]
	if !known {
		calls = map[string][]js.Node{}
		for d := range root.Descendants() {
			if !d.Is(js.CallExpression, js.NewExpression) {
				continue
			}
			if name := lastOf(d.Callee()); name != "" {
				calls[name] = append(calls[name], d)
			}
			for _, f := range d.Arguments() {
				if name := lastOf(f); name != "" {
					calls["("+name] = append(calls["("+name], d)
				}
			}
		}
		w.calls[root] = calls
	}
	return calls
}

// callsBack reports whether a call runs a function that it is handed: one of the language
// does, or one of the app that calls a parameter of its own. What wraps a handler does not,
// nor what keeps a listener.
func (m *run) callsBack(call js.Node, depth int) bool {
	name := lastOf(call.Callee())
	if name == "" || callBack[name] {
		return name != ""
	}
	if depth == 0 {
		return false
	}
	return slices.ContainsFunc(m.calledFunctions(call), func(f js.Node) bool {
		for p := range f.Field(js.FieldParameters).Named() {
			if !p.Is(js.Identifier) {
				p = p.Field(js.FieldPattern)
			}
			if p.Is(js.Identifier) && m.callsParameter(f, p.Text(), depth-1) {
				return true
			}
		}
		return !f.Field(js.FieldParameter).IsZero() && m.callsParameter(f, f.Field(js.FieldParameter).Text(), depth-1)
	})
}

// calledFunctions are the functions of the app that a call may be of: the one that a
// variable names, or all methods of a name in the module and in those it imports.
func (m *run) calledFunctions(call js.Node) (out []js.Node) {
	mod, callee := m.moduleOf(call), call.Callee()
	switch {
	case mod == nil:
	case callee.Is(js.Identifier):
		definition := callee.Syntax().Resolve(callee)
		if b, imported := mod.names.Imports[callee.Text()]; imported {
			definition = m.app.Project.Graph.Binding(mod.source, b).Node
		}
		switch f := functionIn(definition, 0); {
		case !f.IsZero():
			out = append(out, f)
		case !definition.IsZero(): // a class, perhaps
			out = m.functionsOf(definition.Syntax().Root())[definition.Field(js.FieldName).Text()]
		}
	case callee.Is(js.MemberExpression):
		name := callee.Field(js.FieldProperty).Text()
		out = slices.Clone(m.functionsOf(mod.root)[name])
		for _, e := range mod.source.Edges {
			if by := m.module(e.To); by != nil {
				out = append(out, m.functionsOf(by.root)[name]...)
			}
		}
	}
	return out
}

// functionsOf are the functions of a module, by the name that they are called by.
func (w *worker) functionsOf(root js.Node) map[string][]js.Node {
	functions, known := w.functions[root]
	if !known {
		functions = map[string][]js.Node{}
		for d := range root.Descendants() {
			if name := calledAs(d); d.IsFunction() && name != "" {
				functions[name] = append(functions[name], d)
			}
		}
		w.functions[root] = functions
	}
	return functions
}

// callsParameter reports whether a function calls a parameter, or hands it to what does,
// itself or in a function that is run at once.
func (m *run) callsParameter(f js.Node, name string, depth int) bool {
	calls := m.callsOf(f.Syntax().Root())
	within := func(call js.Node) bool {
		by := call.Enclosing()
		for ; !by.IsZero() && by != f; by = by.Enclosing() {
			if !by.Parent().Is(js.Arguments) || !m.callsBack(by.Parent().Parent(), depth) {
				return false
			}
		}
		return by == f
	}
	return slices.ContainsFunc(calls[name], within) ||
		slices.ContainsFunc(calls["("+name], func(call js.Node) bool { return within(call) && m.callsBack(call, depth) })
}
