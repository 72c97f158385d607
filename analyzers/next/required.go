package next

import (
	"regexp"

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
	for loaded := range m.Chains() {
		if loaded.File == nil || !throws().Match(loaded.File.Text) || !regexp.MustCompile(`\b`+regexp.QuoteMeta(variable)+`\b`).Match(loaded.File.Text) {
			continue
		}
		for n := range loaded.Root().Named() {
			if requires(n, variable, inside && loaded == m) {
				return true
			}
		}
	}
	return false
}

// throws is the cheap test for modules that may fail.
var throws = source.Pattern(`\bthrow\b|\bprocess\.exit\b|\bassert|\binvariant`)

// requires reports whether a statement of a module fails without the variable:
// a condition or a loop that names it, itself or by a name of the module, and
// throws.
func requires(n js.Node, variable string, inside bool) bool {
	if n.Is(js.ExpressionStatement) && asserting().MatchString(n.First().CalleePath()) {
		return namesVariable(n, variable)
	}
	if !inside && !n.Is(js.IfStatement, js.ForInStatement, js.ForStatement, js.ExpressionStatement) {
		return false
	}
	for d := range n.Descendants() {
		if d.Is(js.ThrowStatement) || d.Is(js.CallExpression) && d.CalleePath() == "process.exit" {
			return namesVariable(n, variable)
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
