package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// Recall lets the machine take the answers of another one for resources of which
// all code is alike in both apps, which must be configured alike: of the modules
// at the paths that alike accepts.
func (m *Machine) Recall(other *Machine, alike func(path string) bool) {
	m.other, m.alike = other, alike
}

// Spare leaves out the walks of those who are led through everything ([Stranger],
// [Beyond]) for the resources that a change does not bear on: all code is alike before and
// after it, at the paths that alike accepts, and so are the middleware and the layouts. Of
// these there are no ways then. It must be called before the machine is first asked.
func (m *Machine) Spare(alike func(path string) bool) {
	if mw := m.app.Middleware; alike != nil && mw != nil && !alike(mw.Module.Path) {
		return
	}
	m.untouched = alike
}

// spared reports whether nobody is led through a resource.
func (m *Machine) spared(r *Resource) bool {
	if m.untouched == nil || !m.untouched(r.File) {
		return false
	}
	if r.Route == nil {
		return r.Kind != Procedure // what it is served by may have changed
	}
	for _, s := range r.Route.Segments {
		if l := s.Files["layout"]; l != nil && !m.untouched(l.Path) {
			return false
		}
	}
	return r.Route.Module == nil || m.untouched(r.Route.Module.Path)
}

// known returns the resource of the other machine that has the same answers, or
// nil. What stands behind an adapter is found by asking: such a resource is asked
// again, and what was found is known.
func (m *Machine) known(r *Resource) *Resource {
	if m.other == nil || !m.alike(r.File) || r.Route != nil && r.Route.Module != nil && !m.alike(r.Route.Module.Path) {
		return nil
	}
	m.twinsOnce.Do(func() {
		m.findTwins()
		m.findSpoiled()
	})
	o := m.twins[keyOf(r)]
	if o == nil || len(o.behind) > 0 || m.spoiled[m.app.Project.Graph.Module(r.File)] || r.Route != nil && m.spoiled[r.Route.Module] {
		return nil
	}
	return o
}

// resourceKey tells resources of an app apart.
type resourceKey struct {
	kind             ResourceKind
	path, file, name string
	start            int
}

func keyOf(r *Resource) resourceKey {
	return resourceKey{r.Kind, r.Path, r.File, r.Name, r.Span.Start}
}

// findTwins knows no resource that another one cannot be told from.
func (m *Machine) findTwins() {
	m.twins = map[resourceKey]*Resource{}
	for _, o := range m.other.Surfaces() {
		id := keyOf(o)
		if _, twice := m.twins[id]; twice {
			o = nil
		}
		m.twins[id] = o
	}
}

// findSpoiled finds the modules that one which differs writes to in either app, or has
// write something as it loads, and all that import them: a request finds there what
// another one left.
func (m *Machine) findSpoiled() {
	m.spoiled = map[*next.Module]bool{}
	queue := m.filledOtherwise()
	for _, app := range []*Machine{m.other, m} {
		w := app.hire()
		for _, source := range m.differing(app) {
			queue = append(queue, w.writesInto(source)...)
		}
		app.release(w)
	}
	if m.keepsOtherwise() {
		queue = append(queue, m.app.Project.Graph.Modules()...)
	}
	for ; len(queue) > 0; queue = queue[1:] {
		own := m.app.Project.Graph.Module(queue[0].Path)
		if own == nil || m.spoiled[own] {
			continue
		}
		m.spoiled[own] = true
		for _, by := range own.Importers {
			queue = append(queue, by.From)
		}
	}
}

// differing lists the modules of an app that do not do the same in both.
func (m *Machine) differing(app *Machine) (out []*next.Module) {
	for _, source := range app.app.Project.Graph.Modules() {
		if !m.loadsAlike(source.Path) {
			out = append(out, source)
		}
	}
	return out
}

// loadsAlike reports whether the module at a path does the same in both apps, if it is
// loaded at all.
func (m *Machine) loadsAlike(path string) bool {
	serves := func(o *Machine) bool { return o.app.Serves(o.app.Project.Graph.Module(path)) }
	return m.alike(path) && serves(m) == serves(m.other)
}

// keepsOtherwise reports whether a module that differs keeps something at globalThis in
// either app: any other may find it there.
func (m *Machine) keepsOtherwise() bool {
	for _, app := range []*Machine{m.other, m} {
		for _, writes := range app.globalWrites() {
			if slices.ContainsFunc(writes, func(n js.Node) bool { return !m.loadsAlike(n.Span().Path()) }) {
				return true
			}
		}
	}
	return false
}

// writesInto lists the modules whose variables a module writes, or parts of them.
func (m *worker) writesInto(source *next.Module) (into []*next.Module) {
	mod := m.module(source)
	if mod == nil {
		return nil
	}
	mod.writesOf(js.Node{})
	for _, name := range sortedKeys(mod.foreign) {
		if d := m.app.Project.Graph.Binding(source, mod.names.Imports[name]); d.Module != nil && !m.madeByPackage(d) {
			into = append(into, d.Module)
		}
	}
	for _, e := range source.Edges {
		if e.To != nil && e.Import.Kind == js.Require {
			into = append(into, e.To)
		}
	}
	return into
}

// madeByPackage reports whether a definition is what a package made, as the client of a
// database is: its methods change no variable of the app, though one is called delete.
func (m *worker) madeByPackage(d next.Definition) bool {
	paths := m.newRun(SignedOut, attempt{at: exactly, steps: maxExact}).paths(func(r *run) value { return r.force(r.defined(d)) })
	keeps := func(v value) bool { return !v.is(nativeShape) || packageOf(v) == "global" }
	return len(paths) > 0 && !slices.ContainsFunc(paths, func(p path) bool {
		return p.failed != "" || p.thrown != nil || slices.ContainsFunc(optionsOf(p.v), keeps)
	})
}

// recalled returns what the other machine found when it led visitors through a
// resource; ok is false if it did not.
func (m *Machine) recalled(r *Resource, who Who) (j journey, ok bool) {
	o := m.known(r)
	if o == nil {
		return journey{}, false
	}
	m.other.mu.Lock()
	defer m.other.mu.Unlock()
	j, ok = m.other.journeys[asked{o, who}]
	return j, ok
}
