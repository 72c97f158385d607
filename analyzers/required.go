package analyzers

import (
	"slices"

	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/next"
)

// Ensured reports whether code of the module cannot run without the variable: a
// schema requires it, or the module, what it imports, or what the server loads
// at its start fails where it is not set.
func (f *Facts) Ensured(app *App, m *next.Module, variable string) bool {
	for _, d := range f.Env.DeclaredIn(app.Next.Dir, variable) {
		if d.Kind == dotenv.Schema && d.Required && loads(app.Next, d.At.Path()) {
			return true
		}
	}
	return app.Next.FailsWithout(m, variable)
}

// loads reports whether the app loads a file at all: a schema that only a script
// checks requires nothing.
func loads(app *next.App, file string) bool {
	return slices.ContainsFunc(app.Reachable(), func(m *next.Module) bool { return m.Path == file })
}
