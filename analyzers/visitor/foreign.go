package visitor

import (
	"bytes"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// What a module keeps may be written under another name too, by another module, or
// by a request before this one.

// assignable reports whether a declarator is of a variable that code may write.
func assignable(declarator js.Node) bool {
	return declarator.Parent().Is(js.VariableDeclaration) || declarator.Parent().Field(js.FieldKind).Text() == "let"
}

// variableOf is the variable of a module that a name leads to, if it may be written:
// who imports it sees each of its values. It is nil of anything else.
func (m *run) variableOf(d next.Definition) *cell {
	if d.Module == nil || !d.Node.Is(js.VariableDeclarator) || !assignable(d.Node) {
		return nil
	}
	mod, name := m.module(d.Module), d.Node.Field(js.FieldName)
	if mod == nil || !name.Is(js.Identifier) || mod.names.Top[name.Text()] != d.Node {
		return nil
	}
	return m.top(mod, name.Text())
}

// orSetElsewhere is what a variable of a module holds that is empty at first, and
// that a function sets: another request may have called that.
func (m *run) orSetElsewhere(c *cell, v value) value {
	d, known := m.declarators[c]
	if !known || c.written || v.from != 0 || m.loading > 0 || m.learning != nil {
		return v
	}
	mod := m.moduleOf(d)
	later := mod.writesOf(d)
	if later == nil || v.ref != nil && m.isQueue(mod.root, d.Field(js.FieldName).Text()) {
		return v
	}
	elsewhere := slices.ContainsFunc(later.elsewhere, m.setsElsewhere)
	key := keptValue{c, elsewhere}
	kept, known := m.kept[key]
	if !known {
		kept = m.keptIn(later, v, elsewhere)
		m.kept[key] = kept
	}
	return kept
}

// A keptValue is what a variable holds where another request may have set it: in a
// function that is not the one at hand, or in any.
type keptValue struct {
	of        *cell
	elsewhere bool
}

// keptIn is the first value of a variable or what the writes of functions leave there.
func (m *run) keptIn(later *laterWrites, v value, elsewhere bool) value {
	for _, w := range later.elsewhere {
		if !writtenBy(w).Is(js.Identifier, js.ObjectPattern, js.ArrayPattern) || isReset(w) {
			continue
		}
		if left, ok := m.remnant(w, nil); ok {
			v = m.either(v, left)
		} else if elsewhere && m.setsElsewhere(w) {
			v = m.either(v, fresh(0, "a variable of a module"))
		}
	}
	return v
}

// isReset reports whether a write leaves nothing in a list: list = [].
func isReset(write js.Node) bool {
	to := write.Field(js.FieldRight).Unwrap()
	return to.Is(js.Array) && to.First().IsZero()
}

// setsElsewhere reports whether a node gives a variable a value, and is no part of
// the function at hand, which sees that as it runs.
func (m *run) setsElsewhere(write js.Node) bool {
	return writtenBy(write).Is(js.Identifier, js.ObjectPattern, js.ArrayPattern) && m.elsewhere(write)
}

// elsewhere reports whether a node is no part of the function at hand.
func (m *run) elsewhere(n js.Node) bool {
	if len(m.stack) == 0 {
		return false
	}
	here := m.stack[len(m.stack)-1].fn.ref
	return len(m.stack) == 1 || here == nil || here.closure == nil || !here.closure.node.Contains(n)
}

// aliasOf is the variable of the module that another one, which is written, is a
// part of from the first: const list = rules.list.
func (mod *module) aliasOf(declarator js.Node) js.Node {
	if !declarator.Is(js.VariableDeclarator) {
		return js.Node{}
	}
	of := declarator.Field(js.FieldValue).Unwrap()
	if !of.Is(js.Identifier, js.MemberExpression, js.SubscriptExpression) {
		return js.Node{}
	}
	return mod.root.Syntax().Resolve(rootOf(of))
}

// noteAliases notes a write of a variable for what it is another name of.
func (mod *module) noteAliases(declarator, write js.Node) {
	for range maxRounds {
		if declarator = mod.aliasOf(declarator); declarator.IsZero() {
			return
		}
		if later := mod.laterOf(declarator); later != nil {
			later.unsure = append(later.unsure, write)
		}
	}
}

// noteAgain notes a second var of a name.
func (mod *module) noteAgain(n js.Node) {
	if !n.Is(js.VariableDeclarator) || !n.Parent().Is(js.VariableDeclaration) {
		return
	}
	for name := range n.Field(js.FieldName).Bindings() {
		d := mod.names.Top[name.Text()]
		if later := mod.laterOf(d); later != nil && d != n && n.Enclosing().IsZero() {
			later.unsure = append(later.unsure, n)
		}
	}
}

// forgets is a value after writes of which it is not known what they change. What
// holds nothing at first is seen where it is filled, unless that happens while
// modules load.
func (m *run) forgets(v value, writes []js.Node) value {
	atLoad := func(n js.Node) bool { return n.Enclosing().IsZero() }
	switch {
	case len(writes) == 0:
		return v
	case isEmpty(v) && !slices.ContainsFunc(writes, atLoad):
		if v.ref != nil {
			m.holdsLeft(v.ref, writes)
		}
		return v
	case v.ref == nil:
		return m.either(v, fresh(0, "a variable of a module"))
	case isEmpty(v):
		v.ref.fillAtLoad()
		return v
	}
	m.unsure(v.ref, originDepth)
	m.grows(v.ref, writes)
	return v
}

// unsure lets an object, and those in it, hold more than is known.
func (m *run) unsure(o *object, depth int) {
	if depth == 0 || o.shape != plainShape && o.shape != arrayShape && o.shape != mapShape && o.shape != tableShape {
		return
	}
	m.open(o)
	for _, k := range o.keys {
		if c := o.props[k]; c.state == ready && c.v.ref != nil {
			m.unsure(c.v.ref, depth-1)
		} else if c.state == ready {
			m.set(c, m.either(c.v, fresh(0, "what a module keeps")))
		}
	}
	for _, e := range o.elems[:min(len(o.elems), longList)] {
		if e.ref != nil {
			m.unsure(e.ref, depth-1)
		}
	}
}

// maxBarrels bounds through how many re-exports it is looked for who writes what a
// module exports.
const maxBarrels = 3

// An offer is a module that exports a variable, and under which names.
type offer struct {
	by *next.Module
	as []string
}

// foreignWrites are the writes of other modules to what a module exports.
func (m *run) foreignWrites(mod *module, declarator js.Node, v value) (out []js.Node) {
	first := offer{mod.source, exportedAs(mod.names, declarator)}
	if v.ref == nil || len(first.as) == 0 {
		return nil
	}
	seen := map[*next.Module]bool{mod.source: true}
	layer := []offer{first}
	for range maxBarrels + 1 {
		var barrels []offer
		for _, of := range layer {
			for _, i := range of.by.Importers {
				if i.From == mod.source || !m.app.Serves(i.From) {
					continue
				}
				out = append(out, slices.DeleteFunc(slices.Clone(m.writesThrough(i, of, declarator)), v.has)...)
				if as := passedOn(i, of.as); len(as) > 0 && !seen[i.From] {
					seen[i.From] = true
					barrels = append(barrels, offer{i.From, as})
				}
			}
		}
		layer = barrels
	}
	return out
}

// has reports whether what looks like a change of a collection is a call of a
// function that an object has: storage.delete().
func (v value) has(call js.Node) bool {
	callee := call.Callee()
	return v.is(plainShape) && call.Is(js.CallExpression) && callee.Is(js.MemberExpression) && callee.Field(js.FieldObject).Is(js.Identifier) &&
		changesCollection[callee.Field(js.FieldProperty).Text()]
}

// exportedAs are the names under which a module exports a variable.
func exportedAs(names *js.Names, declarator js.Node) (as []string) {
	local := declarator.Field(js.FieldName).Text()
	for _, name := range sortedKeys(names.Exports) {
		if e := names.Exports[name]; e.Node == declarator || e.Local == local {
			as = append(as, name)
		}
	}
	return as
}

// passedOn are the names under which a module exports again what it imports under
// some names.
func passedOn(i next.Importer, names []string) (as []string) {
	switch imported := i.Edge.Import; {
	case imported.TypeOnly:
		return nil
	case imported.Kind == js.ReExport:
		return reexported(imported, names)
	case imported.Kind != js.StaticImport || !slices.ContainsFunc(imported.Names, func(n js.ImportedName) bool { return slices.Contains(names, n.Name) }) || !exportsByName().Match(i.From.File.Text):
		return nil
	}
	syntax, err := i.From.Syntax()
	if err != nil {
		return nil
	}
	of := syntax.Names()
	for _, name := range sortedKeys(of.Exports) {
		e := of.Exports[name]
		if e.From == "" && slices.Contains(names, of.Imports[e.Local].Name) {
			as = append(as, name)
		}
	}
	return as
}

// exportsByName is the cheap test for modules that may export what they import.
var exportsByName = source.Pattern(`export\s*(\{|default\b)`)

// reexported are the names that an export of another module's names gives to some
// of these.
func reexported(by *js.Import, names []string) (as []string) {
	for _, n := range by.Names {
		switch {
		case n.TypeOnly:
		case n.Name == "*" && n.Local == "":
			as = append(as, names...)
		case slices.Contains(names, n.Name):
			as = append(as, n.Local)
		}
	}
	return as
}

// writesThrough are the writes of a module to what it imports of another one, if
// that is the variable.
func (m *run) writesThrough(i next.Importer, of offer, declarator js.Node) (out []js.Node) {
	for _, n := range i.Edge.Import.Names {
		local, whole := n.Local, n.Name == "*"
		if n.TypeOnly || i.Edge.Import.TypeOnly || i.Edge.Import.Kind != js.StaticImport || !whole && !slices.Contains(of.as, n.Name) || !mayWrite(i.From.File.Text, local) {
			continue
		}
		syntax, err := i.From.Syntax()
		if err != nil {
			return nil
		}
		b := syntax.Names().Imports[local]
		if d := m.app.Project.Graph.Binding(i.From, b); whole && d.Module != of.by || !whole && d.Node != declarator {
			continue
		}
		if mod := m.module(i.From); mod != nil {
			mod.writesOf(js.Node{})
			for _, w := range mod.foreign[local] {
				if !whole || slices.ContainsFunc(of.as, func(name string) bool { return mayBeOf(w, name) }) {
					out = append(out, w)
				}
			}
		}
	}
	return append(out, m.writesRequired(i, of)...)
}

// mayBeOf reports whether what is written of the names of a module may be a part of
// what one of them stands for: routes.open of "open".
func mayBeOf(write js.Node, name string) bool {
	part := writtenBy(write)
	for part.Field(js.FieldObject).Unwrap().Is(js.MemberExpression, js.SubscriptExpression) {
		part = part.Field(js.FieldObject).Unwrap()
	}
	return !part.Is(js.MemberExpression) || part.Field(js.FieldProperty).Text() == name
}

// writesRequired are the writes of a module to what it has of another one with
// require.
func (m *run) writesRequired(i next.Importer, of offer) (out []js.Node) {
	if i.Edge.Import.Kind != js.Require {
		return nil
	}
	mod := m.module(i.From)
	if mod == nil {
		return nil
	}
	at := i.Edge.Import.Span.Start
	for _, name := range sortedKeys(mod.names.Top) {
		d := mod.names.Top[name]
		call, later := d.Field(js.FieldValue).Unwrap(), mod.writesOf(d)
		if span := call.Span(); later == nil || call.IsZero() || at < span.Start || at >= span.End {
			continue
		}
		writes := slices.Concat(later.statements, later.elsewhere, later.unsure)
		out = append(out, slices.DeleteFunc(writes, func(w js.Node) bool {
			return !slices.ContainsFunc(of.as, func(name string) bool { return strings.Contains(w.Text(), name) })
		})...)
	}
	return out
}

// mayWrite reports whether a text may write a part of what has a name.
func mayWrite(text []byte, name string) bool {
	for rest := text; ; {
		i := bytes.Index(rest, []byte(name))
		if i < 0 {
			return false
		}
		rest = rest[i+len(name):]
		if after := bytes.TrimLeft(rest, " \n\t"); len(after) > 0 && (after[0] == '.' || after[0] == '[' || after[0] == '?' || after[0] == '!') || bytes.HasSuffix(bytes.TrimRight(text[:len(text)-len(rest)-len(name)], " \n\t"), []byte("(")) {
			return true
		}
	}
}
