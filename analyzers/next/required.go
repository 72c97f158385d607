package next

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// FailsWithout reports whether the module never runs while the variable is not
// set: it fails when it is loaded, or what it loads does, or what the server
// runs at its start.
func (a *App) FailsWithout(m *Module, variable string) bool {
	if m != nil && failsWithout(m, variable, false) {
		return true
	}
	for _, e := range a.Entries() {
		if e.Kind == Instrumentation && failsWithout(e.Module, variable, true) || e.Kind == ConfigEntry && failsWithout(e.Module, variable, false) {
			return true
		}
	}
	return false
}

// failsWithout reports whether loading the module, or one that it loads, throws
// where the variable is not set; inside looks into its functions too.
func failsWithout(m *Module, variable string, inside bool) bool {
	names := func(n js.Node) bool { return namesVariable(n, variable) }
	if inside {
		m.throwingOnce.Do(func() { m.throwing = m.mayFail(true) })
		if slices.ContainsFunc(m.throwing, names) {
			return true
		}
	}
	return slices.ContainsFunc(m.mayStop(), names)
}

// mayStop returns the statements that may end the loading of the module, its own
// and those of what it loads, in no order.
func (m *Module) mayStop() []js.Node {
	m.neededOnce.Do(func() {
		for loaded := range m.Chains() {
			m.needed = append(m.needed, loaded.failsAtLoad()...)
		}
	})
	return m.needed
}

// failsAtLoad returns the statements of the module that may end its loading.
func (m *Module) failsAtLoad() []js.Node {
	m.failingOnce.Do(func() { m.failing = m.mayFail(false) })
	return m.failing
}

// mayFail returns the statements of the module that may throw; inside looks into
// its functions too.
func (m *Module) mayFail(inside bool) (out []js.Node) {
	if m.File == nil || !throws().Match(m.File.Text) {
		return nil
	}
	for n := range m.Root().Named() {
		if fails(n, inside) {
			out = append(out, n)
		}
	}
	return out
}

// throws is the cheap test for modules that may fail.
var throws = source.Pattern(`\bthrow\b|\bprocess\.exit\b|\bassert|\binvariant`)

// fails reports whether a statement of a module may throw: a condition or a loop
// that does, itself or by an assertion.
func fails(n js.Node, inside bool) bool {
	if n.Is(js.ExpressionStatement) && asserting().MatchString(n.First().CalleePath()) {
		return true
	}
	if !inside && !n.Is(js.IfStatement, js.ForInStatement, js.ForStatement, js.ExpressionStatement) {
		return false
	}
	for d := range n.Descendants() {
		if d.Is(js.ThrowStatement) || d.Is(js.CallExpression) && d.CalleePath() == "process.exit" {
			return true
		}
	}
	return false
}

var asserting = source.Pattern(`^(assert(\.ok)?|invariant)$`)

// namesVariable reports whether the node names the variable, or a name of the module
// whose value does.
func namesVariable(n js.Node, variable string) bool {
	for d := range n.Descendants() {
		switch d.Kind() {
		case js.PropertyIdentifier, js.StringFragment:
			if d.Text() == variable {
				return true
			}
		case js.Identifier:
			by := d.Syntax().Resolve(d)
			if value := by.Field(js.FieldValue); by.Is(js.VariableDeclarator) && !n.Contains(by) && !value.IsFunction() && value.Enclosing().IsZero() && mentions(value, variable) {
				return true
			}
		}
	}
	return false
}

func mentions(n js.Node, variable string) bool {
	for d := range n.Descendants() {
		if d.Is(js.PropertyIdentifier, js.StringFragment) && d.Text() == variable {
			return true
		}
	}
	return false
}
