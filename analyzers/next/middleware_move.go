package next

import (
	"path"
	"strings"

	"clerkvet/analyzers/source"
)

// defaultExport matches a default export at the start of a line, which Next.js
// accepts under every name of the file.
var defaultExport = source.Pattern(`(?m)^export\s+(default\b|\{[^}]*\bas\s+default\b)`)

// CanMove reports whether the stray file would run once it stands where it
// belongs: it is the only one, nothing else runs now, it has a default export, and
// no relative import of it would break.
func (a *App) CanMove(s Stray) bool {
	lost := a.Middleware != nil && a.Middleware.Lost != nil && a.Middleware.Module == s.Module
	if !lost && (a.Middleware != nil || len(a.Strays) != 1) || lost && len(a.Strays) != 0 || !defaultExport().Match(s.Module.File.Text) {
		return false
	}
	syntax := s.Module.Parsed()
	if syntax == nil || len(syntax.Broken) > 0 {
		return false
	}
	if path.Dir(s.Module.Path) == path.Dir(s.Want) {
		return true
	}
	for _, i := range s.Module.Imports {
		if strings.HasPrefix(i.Specifier.Value, ".") {
			return false
		}
	}
	return true
}
