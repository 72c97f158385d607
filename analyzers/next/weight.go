package next

import (
	"slices"

	"clerkvet/analyzers/js"
)

// A Bundled is a package that a module brings into its bundle, with the imports
// that lead there, outermost first.
type Bundled struct {
	Package string
	Chain   []Importer // the last one is the import of the package
}

// Bundle returns the packages that m and what it imports at once bring along,
// by their first import; modules that are imported on demand are left out, and
// so is what a barrel passes on unless it is asked for.
func (m *Module) Bundle() []Bundled {
	var out []Bundled
	m.walk(func(*Edge) bool { return true }, func(chain []Importer) {
		e := chain[len(chain)-1].Edge
		if e.To == nil && e.Package != "" && !slices.ContainsFunc(out, func(b Bundled) bool { return b.Package == e.Package }) {
			out = append(out, Bundled{e.Package, chain})
		}
	})
	return out
}

// Chains returns the modules that m loads at once, itself included, each with
// the imports that lead there; see Bundle.
func (m *Module) Chains() map[*Module][]Importer {
	out := map[*Module][]Importer{m: nil}
	m.walk(func(e *Edge) bool { return e.To != nil }, func(chain []Importer) {
		to := chain[len(chain)-1].Edge.To
		if _, known := out[to]; to != nil && !known {
			out[to] = chain
		}
	})
	return out
}

// walk visits every import that m needs at once and that counts, the nearest
// first, with the way there. Which of the others are of types only is not asked:
// the file might have to be parsed for it.
func (m *Module) walk(counts func(e *Edge) bool, visit func(chain []Importer)) {
	type place struct {
		want
		chain []Importer
	}
	seen := map[want]bool{}
	for queue := []place{{want{m, "*"}, nil}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if seen[at.want] {
			continue
		}
		seen[at.want] = true
		for _, s := range at.module.asked(at.name, counts) {
			chain := append(slices.Clone(at.chain), Importer{at.module, s.edge})
			visit(chain)
			if s.edge.To != nil {
				queue = append(queue, place{want{s.edge.To, s.name}, chain})
			}
		}
	}
}

// asked returns the edges that a name of the module needs: all that count, or of
// a barrel those that lead to the name.
func (m *Module) asked(name string, counts func(e *Edge) bool) (out []step) {
	if name != "*" && m.isBarrel() {
		return m.passes(name)
	}
	for i := range m.Edges {
		e := &m.Edges[i]
		if e.Import.Kind == js.DynamicImport || !counts(e) {
			continue
		}
		for _, name := range e.live(m) {
			out = append(out, step{edge: e, name: name})
		}
	}
	return out
}
