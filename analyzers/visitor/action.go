package visitor

import (
	"bytes"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// actions lists the server actions of the app: every export of a "use server"
// module, and the functions that say so themselves (F8.8).
func (m *Machine) actions() (out []*Resource) {
	for _, mod := range m.ownModules() {
		if mod.HasDirective("use server") {
			out = append(out, m.exportedActions(mod)...)
			continue
		}
		if bytes.Contains(mod.File.Text, []byte("use server")) {
			out = append(out, m.inlineActions(mod)...)
		}
	}
	return out
}

// ownModules are the modules of the app: what its entries reach, else what
// stands in its folder.
func (m *Machine) ownModules() []*next.Module {
	if mods := m.app.Reachable(); len(mods) > 0 {
		return mods
	}
	var out []*next.Module
	for _, mod := range m.app.Project.Graph.Modules() {
		if m.app.Dir == "." || strings.HasPrefix(mod.Path, m.app.Dir+"/") {
			out = append(out, mod)
		}
	}
	return out
}

func (m *Machine) exportedActions(mod *next.Module) (out []*Resource) {
	syntax, err := mod.Syntax()
	if err != nil {
		return nil
	}
	names := syntax.Names()
	for _, name := range sortedKeys(names.Exports) {
		e := names.Exports[name]
		if e.TypeOnly || isConstant(e.Node) {
			continue
		}
		out = append(out, m.resource(Action, mod, name, actionEntry))
	}
	return out
}

// isConstant reports whether an export is plainly no function: Next.js refuses
// those in a "use server" file.
func isConstant(n js.Node) bool {
	init := n.Field(js.FieldValue).Unwrap()
	if n.Field(js.FieldName).Is(js.ObjectPattern, js.ArrayPattern) {
		return false // what an object or a list has may be functions
	}
	return n.Is(js.InterfaceDeclaration, js.TypeAliasDeclaration, js.EnumDeclaration) ||
		init.Is(js.String, js.Number, js.Object, js.Array, js.True, js.False, js.TemplateString)
}

// inlineActions finds the functions whose body begins with "use server".
func (m *Machine) inlineActions(mod *next.Module) (out []*Resource) {
	for n := range mod.Root().Descendants() {
		if !n.IsFunction() || !saysUseServer(n) {
			continue
		}
		name := n.Field(js.FieldName).Text()
		if name == "" {
			name = assignedName(n)
		}
		if name == "" {
			name = "anonymous"
		}
		r := &Resource{Kind: Action, File: mod.Path, Name: name, Span: n.Span().FirstLine(), kind: actionEntry, Inline: true}
		r.entry = inlineEntry(mod, n)
		out = append(out, r)
	}
	return out
}

func saysUseServer(f js.Node) bool {
	statement := f.Field(js.FieldBody).First()
	text, ok := statement.First().StringValue()
	return ok && statement.Kind() == js.ExpressionStatement && text == "use server"
}

// inlineEntry calls an action inside a component. What it closes over is not
// known: it was sent to the browser and back.
func inlineEntry(source *next.Module, n js.Node) func(*run) value {
	return func(m *run) value {
		mod := m.module(source)
		if mod == nil {
			panic(exhausted{"the file cannot be parsed"})
		}
		s := &scope{parent: mod.scope, module: mod}
		for f := n.Enclosing(); !f.IsZero(); f = f.Enclosing() {
			m.closeOver(f, s)
		}
		f := m.function(n, s)
		return m.await(m.call(&call{fn: f, args: m.actionArguments(f)}), js.Node{})
	}
}

// closeOver declares the variables of an enclosing function as unknown, its
// functions as they are.
func (m *run) closeOver(f js.Node, s *scope) {
	for n := range f.Descendants() {
		switch {
		case n.Enclosing() != f:
		case n.Is(js.FunctionDeclaration):
			if name := n.Field(js.FieldName).Text(); s.vars[name] == nil {
				s.declare(name, m.cell(m.function(n, s)))
			}
		case n.Kind() == js.VariableDeclarator:
			for b := range n.Field(js.FieldName).Bindings() {
				m.declareUnknown(s, b.Text(), n)
			}
		case n.Is(js.RequiredParameter, js.OptionalParameter):
			for b := range n.Field(js.FieldPattern).Bindings() {
				m.declareUnknown(s, b.Text(), n)
			}
		}
	}
}

func (m *run) declareUnknown(s *scope, name string, n js.Node) {
	if s.vars[name] != nil {
		return
	}
	if init := n.Field(js.FieldValue); init.IsFunction() {
		s.declare(name, m.cell(m.function(init, s)))
		return
	}
	from := FromArgument
	if v := m.app.Versions.Of("next"); v != nil && v.Major() >= 14 {
		from = FromRecord // it is encrypted on its way, so that nobody can choose it
	}
	s.declare(name, m.cell(fresh(from, "a value bound to the action")))
}
