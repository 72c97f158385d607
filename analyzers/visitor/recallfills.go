package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// filledOtherwise lists the modules of which a function that keeps something is called
// while modules load in one of both apps only.
func (m *Machine) filledOtherwise() (out []*next.Module) {
	here, there := m.hire(), m.other.hire()
	for _, path := range m.usedByDiffering() {
		own := m.app.Project.Graph.Module(path)
		if !slices.Equal(here.filledAtLoad(own), there.filledAtLoad(m.other.app.Project.Graph.Module(path))) {
			out = append(out, own)
		}
	}
	m.release(here)
	m.other.release(there)
	return out
}

// usedByDiffering lists the modules that are alike and that one which differs imports,
// however deep, in either app.
func (m *Machine) usedByDiffering() (paths []string) {
	seen := map[string]bool{}
	for _, app := range []*Machine{m.other, m} {
		for queue := m.differing(app); len(queue) > 0; queue = queue[1:] {
			for _, e := range queue[0].Edges {
				if e.To != nil && !seen[e.To.Path] && m.alike(e.To.Path) {
					seen[e.To.Path] = true
					paths, queue = append(paths, e.To.Path), append(queue, e.To)
				}
			}
		}
	}
	return paths
}

// filledAtLoad says of each place in a function of a module that keeps something whether
// it runs while modules load, in order.
func (w *worker) filledAtLoad(source *next.Module) (runs []bool) {
	mod := w.module(source)
	if mod == nil {
		return nil
	}
	m := w.newRun(SignedOut, attempt{at: exactly, steps: maxExact})
	fills := m.fillsOf(mod.root)
	for _, of := range sortedKeys(fills) {
		for _, f := range fills[of] {
			if !f.Enclosing().IsZero() && !fillsOwn(f) {
				runs = append(runs, m.runsAtLoad(f))
			}
		}
	}
	return runs
}

// fillsOwn reports whether a node in a function puts something into a variable of that
// function alone.
func fillsOwn(fill js.Node) bool {
	root := rootOf(writtenBy(fill))
	if !root.Is(js.Identifier) {
		return false
	}
	d := root.Syntax().Resolve(root)
	return d.Is(js.VariableDeclarator) && d.Enclosing() == fill.Enclosing()
}
