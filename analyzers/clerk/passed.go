package clerk

import (
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// passingOn returns the modules that pass names of Clerk on to others: by a
// re-export, or by an import and an export of the same name.
func passingOn(modules []*next.Module) map[*next.Module]bool {
	passing := map[*next.Module]bool{}
	for more := true; more; {
		more = false
		for _, m := range modules {
			if !passing[m] && passesOn(m, passing) {
				passing[m], more = true, true
			}
		}
	}
	return passing
}

func passesOn(m *next.Module, passing map[*next.Module]bool) bool {
	for i := range m.Edges {
		e := &m.Edges[i]
		clerk := e.To == nil && strings.HasPrefix(e.Package, "@clerk/") || e.To != nil && passing[e.To]
		if !clerk || e.Import.TypeOnly {
			continue
		}
		if e.Import.Kind == js.ReExport || e.Import.Kind == js.StaticImport && exportsImported(m, e) {
			return true
		}
	}
	return false
}

// exportsImported reports whether a name of the import is exported as it is.
func exportsImported(m *next.Module, e *next.Edge) bool {
	syntax, err := m.Syntax()
	if err != nil {
		return false
	}
	for _, export := range syntax.Names().Exports {
		if b, ok := syntax.Names().Imports[export.Local]; ok && b.Specifier == e.Import.Specifier.Value {
			return true
		}
	}
	return false
}

// passedUses returns the uses of Clerk that a module has by way of another
// module of the repository: import { auth } from "@/auth".
func (a *App) passedUses(m *next.Module, passing map[*next.Module]bool) []Use {
	var out []Use
	for i := range m.Edges {
		e := &m.Edges[i]
		if e.To == nil || !passing[e.To] || e.Import.TypeOnly {
			continue
		}
		for _, u := range taken(m, e) {
			def := a.Next.Project.Graph.Export(e.To, u.Name)
			if def.External() && strings.HasPrefix(def.Package, "@clerk/") {
				u.Package, u.Subpath, u.Name = def.Package, def.Subpath, def.Name
				out = append(out, u)
			}
		}
	}
	return out
}

// taken returns the names that a module takes of another.
func taken(m *next.Module, e *next.Edge) []Use {
	switch e.Import.Kind {
	case js.StaticImport:
		var out []Use
		for _, n := range e.Import.Names {
			out = append(out, nameUses(m, e, n)...)
		}
		return out
	case js.DynamicImport, js.Require:
		return members(m, e, e.Import.Specifier.Span)
	}
	return nil
}
