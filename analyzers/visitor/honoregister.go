package visitor

import (
	"clerkvet/analyzers/js"
)

// registered runs, in order, what the top level of a module does with an app of
// Hono: app.use(…), const routes = app.route(…), register(app), and loops over
// routes.
func (m *run) registered(mod *module, name string, app value) value {
	s := &scope{parent: mod.scope, module: mod}
	s.declare(name, &cell{v: app})
	for statement := range mod.root.Named() {
		if statement.Kind() == js.ExportStatement {
			statement = statement.Field(js.FieldDeclaration)
		}
		if statement.IsZero() || !mentions(statement, name) {
			continue
		}
		switch statement.Kind() {
		case js.LexicalDeclaration, js.VariableDeclaration:
			m.registeredBy(statement, name, s)
		case js.ExpressionStatement:
			m.eval(statement.First(), s)
		case js.IfStatement, js.ForStatement, js.ForInStatement:
			m.settle(func() []outcome { return m.collect(func(k then) { m.exec(statement, s, k) }) })
		}
	}
	return app
}

// registeredBy runs the calls that variables are initialized with, but for what
// makes the app itself.
func (m *run) registeredBy(declaration js.Node, name string, s *scope) {
	for d := range declaration.Named() {
		init := d.Field(js.FieldValue).Unwrap()
		if init.Kind() == js.CallExpression && d.Field(js.FieldName).Text() != name && mentions(init, name) {
			m.eval(init, s)
		}
	}
}

// mentions reports whether a name stands in code.
func mentions(n js.Node, name string) bool {
	for d := range n.Descendants() {
		if d.Kind() == js.Identifier && d.Text() == name {
			return true
		}
	}
	return false
}
