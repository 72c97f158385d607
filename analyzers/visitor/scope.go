package visitor

import (
	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// A module is a source file while it runs.
type module struct {
	source *next.Module
	root   js.Node
	names  *js.Names
	scope  *scope
	writes map[js.Node]*laterWrites // by declaration, once asked for
	// foreign is what writes parts of what the module imports, by its name here.
	foreign map[string][]js.Node
	// merges is set if there may be namespaces in it, which may be one with a function.
	merges bool
}

// A scope holds the variables of a block, a function or a module.
type scope struct {
	parent *scope
	vars   map[string]*cell
	module *module
	this   *value
	home   *object
	nest   *nest // of the function; nil where there is none
}

func (s *scope) inner() *scope {
	return &scope{parent: s, module: s.module, this: s.this, home: s.home, nest: s.nest}
}

func (s *scope) declare(name string, c *cell) {
	if s.vars == nil {
		s.vars = map[string]*cell{}
	}
	s.vars[name] = c
	if c != nil && !s.nest.mayKnow(name) {
		c.local = true
	}
}

// find returns the variable of that name, or nil.
func (m *run) find(s *scope, name string) *cell {
	for at := s; at != nil; at = at.parent {
		if c := at.vars[name]; c != nil {
			return c
		}
	}
	if s.module == nil {
		return nil
	}
	return m.top(s.module, name)
}

// lookup reads a variable.
func (m *run) lookup(s *scope, name string) value {
	c := m.find(s, name)
	if c == nil {
		return m.global(name)
	}
	v := m.read(c)
	if c.variable && v.kind != unknownKind && (v.ref == nil || v.is(arrayShape) && !v.ref.open) && isEmpty(v) {
		return m.orSetElsewhere(c, v)
	}
	return v
}

// read returns what a cell holds, computing it first if it is lazy.
func (m *run) read(c *cell) value {
	if m.learning != nil && c.variable {
		m.learning.looks = appendNew(m.learning.looks, c)
	}
	switch c.state {
	case busy:
		m.circular = true
		return fresh(0, "a value that depends on itself")
	case pending:
		return m.compute(c)
	}
	if c.getter != nil {
		return m.invoke(objectOf(c.getter), nil, js.Node{})
	}
	return c.v
}

// top returns the variable of a name at the top level of a module, or nil.
func (m *run) top(mod *module, name string) *cell {
	if c, ok := mod.scope.vars[name]; ok {
		return c
	}
	var c *cell
	if b, ok := mod.names.Imports[name]; ok && !b.TypeOnly {
		d := m.app.Project.Graph.Binding(mod.source, b)
		if c = m.variableOf(d); c != nil {
			mod.scope.declare(name, c)
			return c
		}
		c = &cell{state: pending, lazy: func(m *run) value {
			v := m.definition(d, b.Specifier, b.Name)
			if v.is(nativeShape) && v.ref.own("#routes") != nil {
				return m.registered(mod, name, v)
			}
			return v
		}}
	} else if n, ok := mod.names.Top[name]; ok {
		c = m.topDeclaration(mod, n, name)
	}
	mod.scope.declare(name, c)
	return c
}

func (m *run) topDeclaration(mod *module, n js.Node, name string) *cell {
	c := m.topCell(mod, n, name)
	c.required = m.loadedAhead(mod.source)
	return c
}

func (m *run) topCell(mod *module, n js.Node, name string) *cell {
	if n.Kind() != js.VariableDeclarator {
		return &cell{state: pending, lazy: func(m *run) value { return m.patched(mod, n, name, m.declared(n, mod.scope)) }}
	}
	pattern := n.Field(js.FieldName)
	if pattern.Kind() == js.Identifier {
		c := &cell{state: pending, variable: assignable(n), lazy: func(m *run) value { return m.initial(mod, n, name) }}
		if c.variable {
			m.declarators[c] = n
		}
		return c
	}
	return &cell{state: pending, lazy: func(m *run) value {
		s := &scope{parent: mod.scope, module: mod}
		m.bind(pattern, m.initializer(n, mod.scope), s)
		if c := s.vars[name]; c != nil {
			return m.completed(mod, n, name, m.read(c))
		}
		return undefined
	}}
}

// initial evaluates a top-level variable, and the statements of the module that
// then work on it: router.use(…).
func (m *run) initial(mod *module, n js.Node, name string) value {
	v := m.initializer(n, mod.scope)
	if !v.is(nativeShape) || mod.writesOf(n).gives(n) {
		return m.completed(mod, n, name, v)
	}
	if v.ref.own("#routes") != nil {
		return m.registered(mod, name, v)
	}
	s := &scope{parent: mod.scope, module: mod}
	s.declare(name, &cell{v: v})
	for statement := range mod.root.Named() {
		if call := statement.First(); statement.Kind() == js.ExpressionStatement && call.Kind() == js.CallExpression && rootName(call) == name {
			m.eval(call, s)
		}
	}
	return v
}

// rootName returns the name that a chain of calls and members starts with.
func rootName(n js.Node) string {
	for n = n.Unwrap(); n.Is(js.CallExpression, js.MemberExpression); n = n.Unwrap() {
		if n.Kind() == js.CallExpression {
			n = n.Field(js.FieldFunction)
		} else {
			n = n.Field(js.FieldObject)
		}
	}
	return n.Text()
}

func (m *run) initializer(n js.Node, s *scope) value {
	init := n.Field(js.FieldValue)
	switch {
	case init.IsZero() && (m.loading == 0 || n.Enclosing().IsZero()):
		return undefined
	case init.IsZero():
		return m.closedOver(n, undefined, s)
	case m.loading == 0 || n.Enclosing().IsZero():
		return m.eval(init, s)
	}
	return m.closedOver(n, m.eval(init, s), s)
}

// closedOver is the first value of a variable that functions may close over, made while
// a module loads.
func (m *run) closedOver(n js.Node, v value, s *scope) value {
	key := "=" + n.Field(js.FieldName).Text()
	if v = m.mayBecome(n, key, v); mayBeLeft(v) {
		return m.orLeft(n.Syntax().Root(), key, v, s)
	}
	return v
}

// declared returns the value of a function, class, enum or namespace declaration.
func (m *run) declared(n js.Node, s *scope) value {
	switch n.Kind() {
	case js.FunctionDeclaration, js.GeneratorFunctionDeclaration:
		return m.withNamespaces(n, m.function(n, s), s)
	case js.ClassDeclaration, js.AbstractClassDeclaration:
		return m.withNamespaces(n, m.class(n, s), s)
	case js.EnumDeclaration:
		return m.enum(n, s)
	case js.InternalModule:
		return m.typescriptNamespace(n, s)
	}
	return fresh(0, "a declaration without a value")
}

// hoist declares what a list of statements declares, functions with their
// values, so that code above them can use them.
func (m *run) hoist(statements js.Node, s *scope) {
	for n := range statements.Named() {
		if n.Kind() == js.ExportStatement {
			n = n.Field(js.FieldDeclaration)
		}
		switch n.Kind() {
		case js.FunctionDeclaration, js.GeneratorFunctionDeclaration:
			s.declare(n.Field(js.FieldName).Text(), m.cell(m.function(n, s)))
		}
	}
}

// hoistVars declares the var variables of a function, which outlive blocks.
func (m *run) hoistVars(body js.Node, s *scope) {
	for n := range body.Descendants() {
		if n.Kind() != js.VariableDeclaration || n.Enclosing() != body.Parent() {
			continue
		}
		for d := range n.Named() {
			for name := range d.Field(js.FieldName).Bindings() {
				if s.vars[name.Text()] == nil {
					s.declare(name.Text(), m.cell(undefined))
				}
			}
		}
	}
}

// function returns the closure of a function node.
func (m *run) function(n js.Node, s *scope) value {
	c := &closure{node: n, scope: s, module: s.module, name: n.Field(js.FieldName).Text()}
	if n.Kind() == js.ArrowFunction {
		c.this, c.home = s.this, s.home
	}
	if c.name == "" {
		c.name = assignedName(n)
	}
	return objectOf(m.made(&object{shape: functionShape, closure: c, at: n}))
}

// assignedName names an anonymous function after the variable or property that
// it is given to.
func assignedName(n js.Node) string {
	switch p := n.Parent(); p.Kind() {
	case js.VariableDeclarator:
		return p.Field(js.FieldName).Text()
	case js.Pair:
		return p.Field(js.FieldKey).Text()
	}
	return ""
}
