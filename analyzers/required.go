package analyzers

import (
	"regexp"

	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// Ensured reports whether code of the module cannot run without the variable: a
// schema requires it, or the module, what it imports, or what the server loads
// at its start fails where it is not set.
func (f *Facts) Ensured(app *App, m *next.Module, variable string) bool {
	for _, d := range f.Env.DeclaredIn(app.Next.Dir, variable) {
		if d.Kind == dotenv.Schema && d.Required {
			return true
		}
	}
	if m != nil && f.failsWithout(m, variable, false) {
		return true
	}
	for _, e := range app.Next.Entries() {
		if e.Kind == next.Instrumentation && f.failsWithout(e.Module, variable, true) || e.Kind == next.ConfigEntry && f.failsWithout(e.Module, variable, false) {
			return true
		}
	}
	return false
}

// failsWithout reports whether loading the module, or one that it loads, throws
// where the variable is not set; inside looks into its functions too.
func (f *Facts) failsWithout(m *next.Module, variable string, inside bool) bool {
	for loaded := range m.Chains() {
		if loaded.File == nil || !throws.Match(loaded.File.Text) || !regexp.MustCompile(`\b`+regexp.QuoteMeta(variable)+`\b`).Match(loaded.File.Text) {
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
var throws = regexp.MustCompile(`\bthrow\b|\bprocess\.exit\b|\bassert|\binvariant`)

// requires reports whether a statement of a module fails without the variable:
// a condition or a loop that names it, itself or by a name of the module, and
// throws.
func requires(n js.Node, variable string, inside bool) bool {
	if n.Is(js.ExpressionStatement) && asserting.MatchString(n.First().CalleePath()) {
		return names(n, variable)
	}
	if !inside && !n.Is(js.IfStatement, js.ForInStatement, js.ForStatement, js.ExpressionStatement) {
		return false
	}
	for d := range n.Descendants() {
		if d.Is(js.ThrowStatement) || d.Is(js.CallExpression) && d.CalleePath() == "process.exit" {
			return names(n, variable)
		}
	}
	return false
}

var asserting = regexp.MustCompile(`^(assert(\.ok)?|invariant)$`)

// names reports whether the node names the variable, or a name of the module
// whose value does.
func names(n js.Node, variable string) bool {
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
