package next

import (
	"context"
	"strings"
	"sync"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// A Graph is who imports whom, over all modules of the repository: every
// JavaScript and TypeScript file, declaration files and tests included.
type Graph struct {
	project *Project
	modules map[string]*Module
	sorted  []*Module

	definitions sync.Map // wanted → Definition
}

// Module returns the module at path, or nil.
func (g *Graph) Module(path string) *Module {
	if g == nil {
		return nil
	}
	return g.modules[path]
}

// Modules returns all modules by path. The caller must not change it.
func (g *Graph) Modules() []*Module {
	if g == nil {
		return nil
	}
	return g.sorted
}

// Resolve says where a specifier in the module leads. The edges of the module
// hold the answers for its own imports; this is for names that code computes.
func (g *Graph) Resolve(from *Module, specifier string) Edge {
	return g.edge(from, specifier)
}

func (g *Graph) edge(from *Module, specifier string) Edge {
	d := g.project.resolve(from.Path, specifier)
	e := Edge{To: g.modules[d.file], Package: d.pkg, Subpath: d.sub, Unresolved: d.unresolved}
	if e.To == nil {
		e.Asset = d.file
	}
	return e
}

// isModule reports whether the graph holds the file: declaration files too, as
// imports of types lead there.
func isModule(name string) bool {
	return !vendored(name) && (js.Is(name) ||
		strings.HasSuffix(name, ".d.ts") || strings.HasSuffix(name, ".d.mts") || strings.HasSuffix(name, ".d.cts"))
}

// loadGraph scans every module, then links them.
func (p *Project) loadGraph(ctx context.Context) error {
	var names []string
	for _, name := range p.Tree.Files() {
		if isModule(name) {
			names = append(names, name)
		}
	}
	scanned, err := p.scan(ctx, names)
	if err != nil {
		return err
	}
	g := &Graph{project: p, modules: make(map[string]*Module, len(names))}
	for _, m := range scanned {
		if m != nil {
			g.modules[m.Path] = m
			g.sorted = append(g.sorted, m)
		}
	}
	p.Graph = g
	if err := source.Parallel(ctx, len(g.sorted), func(i int) { g.link(g.sorted[i]) }); err != nil {
		return err
	}
	for _, m := range g.sorted {
		for i := range m.Edges {
			if to := m.Edges[i].To; to != nil {
				to.Importers = append(to.Importers, Importer{From: m, Edge: &m.Edges[i]})
			}
		}
	}
	return nil
}

func (p *Project) scan(ctx context.Context, names []string) ([]*Module, error) {
	scanned := make([]*Module, len(names))
	err := source.Parallel(ctx, len(names), func(i int) {
		err := source.Contain("read", func() error {
			f, err := p.Tree.Read(names[i])
			if err != nil {
				scanned[i] = closed(names[i], err)
				return nil
			}
			scanned[i] = &Module{Module: p.module(f), Path: names[i]}
			return nil
		})
		if err != nil {
			p.Tree.Report(source.Problem{Path: names[i], Reason: err.Error(), Internal: true})
		}
	})
	return scanned, err
}

// closed is the module of a file, or of what a folder may hold, that cannot be
// read.
func closed(path string, err error) *Module { return &Module{Module: js.Closed(path, err), Path: path} }

func (g *Graph) link(m *Module) {
	m.Edges = make([]Edge, len(m.Imports))
	for i := range m.Imports {
		m.Edges[i] = g.edge(m, m.Imports[i].Specifier.Value)
		m.Edges[i].Import = &m.Imports[i]
	}
}

// Prefetch parses modules on every processor, for an analyzer that is about to
// ask each for its syntax. No answer changes by it.
func Prefetch(modules []*Module) {
	if len(modules) > 1 {
		_ = source.Parallel(context.Background(), len(modules), func(i int) { modules[i].Prefetch() })
	}
}
