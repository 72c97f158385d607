package visitor

import (
	"iter"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// laterWrites is what a module does to a variable of its own after it was given
// its first value: it assigns it, or changes a part of its value.
type laterWrites struct {
	statements []js.Node // of the module, which run while it loads
	elsewhere  []js.Node // what writes it in a function, at any time
	unsure     []js.Node // what writes it, or a part of it, under another name
}

// completed is the value of a variable of a module after the statements of the
// module that then write it were run. What functions write may be there or not,
// from another request too.
func (m *run) completed(mod *module, declarator js.Node, name string, v value) value {
	later, foreign := mod.writesOf(declarator), []js.Node(nil)
	if isState(v) {
		foreign = m.foreignWrites(mod, declarator, v)
	} else {
		v = m.patched(mod, declarator, name, v)
	}
	switch {
	case later == nil && foreign == nil:
		return v
	case later == nil:
		return m.forgets(v, foreign)
	case isState(v), later.gives(declarator):
		v = m.after(later.statements, mod, name, v)
	}
	if !isState(v) {
		return v
	}
	for _, w := range later.elsewhere {
		v = m.blurredBy(w, v)
	}
	return m.forgets(m.forgets(v, later.unsure), foreign)
}

// after is the value of a variable of a module after statements of the module.
func (m *run) after(statements []js.Node, mod *module, name string, v value) value {
	c := m.cell(v)
	for _, statement := range statements {
		s := m.apart(mod, statement)
		s.declare(name, c)
		m.settle(func() []outcome { return m.collect(func(k then) { m.exec(statement, s, k) }) })
	}
	return m.read(c)
}

// gives reports whether a statement of the module gives the variable another value.
func (l *laterWrites) gives(declarator js.Node) bool {
	return l != nil && slices.ContainsFunc(l.statements, func(statement js.Node) bool {
		for n := range statement.Descendants() {
			for variable := range assigned(writtenBy(n)) {
				if n.Syntax().Resolve(variable) == declarator {
					return true
				}
			}
		}
		return false
	})
}

// patched is a class or a function of a module with what the statements of the module
// give it, or its prototype. What functions give it may be there or not.
func (m *run) patched(mod *module, declarator js.Node, name string, v value) value {
	later := mod.writesOf(declarator)
	if !v.is(classShape) && !v.is(functionShape) || later != nil && later.gives(declarator) {
		return v
	}
	var elsewhere []js.Node
	if v.is(classShape) { // of a function it is asked where a part of it is read
		elsewhere = m.foreignWrites(mod, declarator, v)
	}
	if later != nil {
		v = m.after(slices.DeleteFunc(slices.Clone(later.statements), func(s js.Node) bool { return !writesPartOf(s, declarator) }), mod, name, v)
		elsewhere = append(elsewhere, later.elsewhere...)
	}
	for _, w := range elsewhere {
		if declarator.Contains(w) { // what it keeps itself is seen where it does so
			continue
		}
		target := writtenBy(w)
		m.blurs(v.ref, target)
		if proto := v.ref.own("#prototype"); proto != nil {
			m.blurs(proto.v.ref, target)
		}
	}
	return v
}

// writesPartOf reports whether a statement writes a part of what a name stands for,
// rather than hand it on.
func writesPartOf(statement, declarator js.Node) bool {
	for n := range statement.Descendants() {
		if part := writtenBy(n); !part.IsZero() && n.Syntax().Resolve(rootOf(part)) == declarator {
			return true
		}
	}
	return false
}

// isState reports whether a value is one that later writes are followed of: data,
// and lists, Sets, Maps and objects as they are written down.
func isState(v value) bool { return v.concrete() || iterable(v) || v.is(plainShape) }

// apart is a scope for a statement in which the other variables that it assigns
// are copies of what they were at first: they are completed when they are asked
// for themselves.
func (m *run) apart(mod *module, statement js.Node) *scope {
	s := &scope{parent: mod.scope, module: mod}
	for n := range statement.Descendants() {
		for _, t := range targets(n) {
			for variable := range assigned(t) {
				d := mod.root.Syntax().Resolve(variable)
				if name := variable.Text(); s.vars[name] == nil && mod.names.Top[name] == d {
					s.declare(name, m.cell(m.before(mod, d, statement)))
				}
			}
		}
	}
	return s
}

// before is what a variable of the module holds before a statement: what it was
// declared with, unless others come first.
func (m *run) before(mod *module, declarator, statement js.Node) value {
	later := mod.writesOf(declarator)
	first := later == nil || later.statements == nil || !later.statements[0].Before(statement)
	if !declarator.Is(js.VariableDeclarator) || !declarator.Field(js.FieldName).Is(js.Identifier) || !first {
		return fresh(0, "a variable of a module")
	}
	return m.initializer(declarator, mod.scope)
}

// assigned are the variables that a target names, which may be a pattern.
func assigned(target js.Node) iter.Seq[js.Node] {
	target = target.Unwrap()
	return func(yield func(js.Node) bool) {
		if target.Is(js.Identifier) {
			yield(target)
		} else if target.Is(js.ObjectPattern, js.ArrayPattern) {
			target.Bindings()(yield)
		}
	}
}

// blurredBy is a value after a write that may have happened. What holds nothing
// at first is mostly filled when it is needed, as a client is or a queue: what it
// then holds is seen where that happens.
func (m *run) blurredBy(write js.Node, v value) value {
	switch target := writtenBy(write); {
	case isEmpty(v):
	case target.Is(js.Identifier, js.ObjectPattern, js.ArrayPattern):
		return m.either(v, m.leftBy(write))
	case v.ref != nil:
		m.blurs(v.ref, target)
	}
	return v
}

// leftBy is what an assignment in a function leaves in a variable of the module.
func (m *run) leftBy(write js.Node) value {
	if of := write.Field(js.FieldRight); write.Is(js.AssignmentExpression) && !isCallback(of) && m.personal(of, nil, true, renderDepth) {
		return fresh(FromRecord, "what another request left")
	}
	return fresh(0, "a variable of a module")
}

func isEmpty(v value) bool {
	if v.ref != nil {
		return len(v.ref.elems)+len(v.ref.keys) == 0
	}
	return v.kind != boolKind && v.str == "" && v.num == 0
}

// blurs forgets what a write may have changed.
func (m *run) blurs(o *object, target js.Node) {
	key, named := target.Field(js.FieldProperty).Text(), target.Is(js.MemberExpression)
	if target.Is(js.SubscriptExpression) {
		key, named = target.Field(js.FieldIndex).StringValue()
	}
	if o.shape == functionShape && named {
		m.blursPart(o, key)
		return
	}
	m.open(o)
	if target.Is(js.SubscriptExpression) && o.shape == arrayShape {
		elems := slices.Clone(o.elems)
		for i, e := range elems {
			elems[i] = m.either(e, fresh(0, "what a module keeps"))
		}
		m.setElems(o, elems)
	}
	for _, k := range o.keys {
		if !named || k == key {
			m.set(o.props[k], m.either(m.read(o.props[k]), fresh(0, "what a module keeps")))
		}
	}
}

// writesOf are the later writes of a variable, or nil.
func (mod *module) writesOf(declarator js.Node) *laterWrites {
	if mod.writes == nil {
		mod.writes, mod.foreign = map[js.Node]*laterWrites{}, map[string][]js.Node{}
		for n := range mod.root.Descendants() {
			mod.noteAgain(n)
			for variable := range assigned(rootOf(writtenBy(n))) {
				d := mod.root.Syntax().Resolve(variable)
				mod.noteWrite(d, n)
				mod.noteAliases(d, n)
				if _, imported := mod.names.Imports[variable.Text()]; imported && mod.names.Top[variable.Text()] != d {
					mod.foreign[variable.Text()] = append(mod.foreign[variable.Text()], n)
				}
			}
			for _, variable := range givenTo(n) {
				mod.noteWrite(mod.root.Syntax().Resolve(variable), n)
			}
		}
	}
	return mod.writes[declarator]
}

// laterOf are the writes of a variable of the module; nil for another declaration.
func (mod *module) laterOf(declarator js.Node) *laterWrites {
	up := declarator.Parent()
	if !declarator.Is(js.VariableDeclarator) && up.Is(js.Program, js.ExportStatement) { // a class or a function
		up = declarator
	}
	if declarator.IsZero() || up.Parent() != mod.root && up.Parent().Parent() != mod.root {
		return nil
	}
	later := mod.writes[declarator]
	if later == nil {
		later = &laterWrites{}
		mod.writes[declarator] = later
	}
	return later
}

func (mod *module) noteWrite(declarator, write js.Node) {
	later := mod.laterOf(declarator)
	if later == nil {
		return
	}
	statement := write
	for statement.Parent() != mod.root {
		statement = statement.Parent()
	}
	switch {
	case statement.Is(js.FunctionDeclaration, js.GeneratorFunctionDeclaration, js.LexicalDeclaration, js.VariableDeclaration, js.ClassDeclaration, js.AbstractClassDeclaration, js.ExportStatement):
		later.elsewhere = append(later.elsewhere, write)
	case !slices.Contains(later.statements, statement):
		later.statements = append(later.statements, statement)
	}
}

// givenTo are the variables that a statement of the module hands to a function
// of the module, which may change them: fill(list).
func givenTo(n js.Node) (out []js.Node) {
	if !n.Is(js.CallExpression) || !n.Parent().Is(js.ExpressionStatement) || !n.Parent().Parent().Is(js.Program) {
		return nil
	}
	callee := n.Field(js.FieldFunction).Unwrap()
	if !n.Syntax().Resolve(callee).Is(js.FunctionDeclaration, js.VariableDeclarator) {
		return nil
	}
	for _, a := range n.Arguments() {
		if a.Is(js.Identifier) {
			out = append(out, a)
		}
	}
	return out
}

// rootOf is what a part is a part of: list of list.rules[0].
func rootOf(part js.Node) js.Node {
	part = part.Unwrap()
	for part.Is(js.MemberExpression, js.SubscriptExpression) {
		part = part.Field(js.FieldObject).Unwrap()
	}
	return part
}

// writtenBy is the variable or the part that a node writes: of a call of a method
// that changes its object, that method.
func writtenBy(n js.Node) js.Node {
	if n.Is(js.CallExpression) {
		callee := n.Field(js.FieldFunction).Unwrap()
		switch {
		case changesGiven(n.CalleePath()):
			return n.Argument(0).Unwrap()
		case callee.Is(js.MemberExpression) && changesCollection[callee.Field(js.FieldProperty).Text()]:
			return callee
		}
	}
	for _, t := range targets(n) {
		return t.Unwrap()
	}
	return js.Node{}
}

// changesGiven reports whether a function changes the object that it is given.
func changesGiven(callee string) bool {
	of, name, _ := strings.Cut(callee, ".")
	switch of {
	case "Object":
		return hasPrefix(name, "assign", "define", "setPrototypeOf")
	case "Reflect":
		return hasPrefix(name, "set", "define", "delete")
	case "_", "lodash":
		return fillsObject[name] || hasPrefix(name, "assign", "defaults")
	}
	return name == "" && (fillsObject[of] || hasPrefix(of, "assign", "defaults"))
}

var fillsObject = set("set setWith merge mergeWith extend unset setProperty dset")

func hasPrefix(text string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(text, p) })
}

// changesCollection are the methods of Sets and Maps that change them.
var changesCollection = set("add set delete clear")
