package next

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// module reads a file, unless the other project has.
func (p *Project) module(f *source.File) *js.Module {
	if p.other != nil {
		if m := p.other.Graph.Module(f.Path); m != nil && m.File == f {
			return m.Again()
		}
	}
	return js.Scan(f)
}

// Alike returns the app as the other project has it, and which modules run alike
// there: their text and that of all they import, however deep, is the same, as is
// where each import leads. It returns nil where something differs that may bear on
// any module: the configuration, the versions of packages, a file that is no module.
func (a *App) Alike() (*App, func(path string) bool) {
	p, other := a.Project, a.Project.other
	if other == nil {
		return nil, nil
	}
	i := slices.IndexFunc(other.Apps, func(o *App) bool { return o.Dir == a.Dir })
	if i < 0 || slices.ContainsFunc(p.Tree.Differing(other.Tree), func(path string) bool { return !isModule(path) }) {
		return nil, nil
	}
	alike := p.Graph.alike(other.Graph)
	if c, o := a.Config.File, other.Apps[i].Config.File; c != o || c != nil && !alike(c.Path) {
		return nil, nil
	}
	return other.Apps[i], alike
}

// alike starts from the modules that differ and goes to all that import them.
func (g *Graph) alike(other *Graph) func(path string) bool {
	differs := map[*Module]bool{}
	var queue []*Module
	add := func(m *Module) {
		if !differs[m] {
			differs[m] = true
			queue = append(queue, m)
		}
	}
	for _, m := range g.sorted {
		if o := other.modules[m.Path]; o == nil || m.File != o.File || !slices.EqualFunc(m.Edges, o.Edges, leadAlike) {
			add(m)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, by := range queue[0].Importers {
			add(by.From)
		}
	}
	return func(path string) bool {
		m := g.modules[path]
		return m != nil && !differs[m]
	}
}

// leadAlike reports whether the edges of two graphs lead to the same place.
func leadAlike(a, b Edge) bool {
	if (a.To == nil) != (b.To == nil) || a.To != nil && a.To.Path != b.To.Path {
		return false
	}
	return a.Package == b.Package && a.Subpath == b.Subpath && a.Asset == b.Asset && a.Unresolved == b.Unresolved
}
