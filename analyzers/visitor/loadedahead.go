package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// loadedAhead reports whether a module is loaded before anything that needs it runs, so
// that nothing does where it throws: neither it nor what imports it is loaded by a call
// of the app, which may catch that.
func (m *Machine) loadedAhead(source *next.Module) bool {
	m.calledOnce.Do(m.findCalled)
	return !m.called[source]
}

// findCalled finds what the app loads by import() and require() where visitors are
// answered, and what that imports. A component that is loaded by itself is not shown
// where it cannot be, and nothing goes on without it.
func (m *Machine) findCalled() {
	m.called = map[*next.Module]bool{}
	queue := []*next.Module{}
	for _, by := range m.answering() {
		for i := range by.Edges {
			if e := &by.Edges[i]; e.Import.Kind == js.Require || e.Import.Kind == js.DynamicImport && !loadsComponent(by, e) {
				queue = append(queue, e.To)
			}
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		if at := queue[0]; at != nil && !m.called[at] {
			m.called[at] = true
			for i := range at.Edges {
				queue = append(queue, at.Edges[i].To)
			}
		}
	}
}

// answering returns the modules that answer visitors, and what they load.
func (m *Machine) answering() (out []*next.Module) {
	var queue []*next.Module
	for _, e := range m.app.Entries() {
		if e.Kind != next.Instrumentation && e.Kind != next.ConfigEntry {
			queue = append(queue, e.Module)
		}
	}
	for seen := map[*next.Module]bool{}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if at == nil || seen[at] {
			continue
		}
		seen[at] = true
		out = append(out, at)
		for i := range at.Edges {
			queue = append(queue, at.Edges[i].To)
		}
	}
	return out
}

// componentLoader matches what stands before the import() of a component that a function
// loads, with the function.
var componentLoader = regexp.MustCompile(`([\w$]+(?:\.lazy)?)\s*(<[^<>]*>)?\(\s*(async\s*)?\(\s*\)\s*=>\s*(await\s+)?$`)

// loadsComponent reports whether an import() is of a component that dynamic() of Next.js or
// lazy() of React loads.
func loadsComponent(by *next.Module, e *next.Edge) bool {
	from := e.Import.Span.Start
	found := componentLoader.FindSubmatch(by.File.Text[max(0, from-100):from])
	if found == nil {
		return false
	}
	loader, ofReact := strings.CutSuffix(string(found[1]), ".lazy")
	return slices.ContainsFunc(by.Edges, func(x next.Edge) bool {
		return slices.ContainsFunc(x.Import.Names, func(n js.ImportedName) bool {
			switch {
			case n.Local != loader:
				return false
			case x.Import.Specifier.Value == "next/dynamic":
				return n.Name == "default" && !ofReact
			}
			return x.Import.Specifier.Value == "react" && ofReact == (n.Name != "lazy")
		})
	})
}
