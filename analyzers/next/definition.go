package next

import (
	"clerkvet/analyzers/js"
)

// A Definition is where a name of a module comes from, through all re-exports.
//
// Found in the repository: Module and Node are set; Node is a function, class,
// variable_declarator or expression. With Name "*" it is the whole module, and
// Node is none. Package, Subpath and PackageName then tell the package of the
// workspace that it was imported from last, if any.
//
// Found outside: Module is nil, Package, Subpath and Name tell what is taken
// from which package. Guess says that it was taken from `export * from` several
// packages of which any may have it.
//
// Not found: the zero Definition, or one with Unresolved set where an import on
// the way leads to no file.
type Definition struct {
	Module      *Module
	Name        string // in the defining module or package; "default", or "*"
	Node        js.Node
	Package     string
	Subpath     string
	PackageName string
	Guess       bool
	Unresolved  bool
}

// Found reports whether the name was followed to its end.
func (d Definition) Found() bool { return d.Module != nil || d.Package != "" && !d.Unresolved }

// External reports whether the name comes from an installed package.
func (d Definition) External() bool { return d.Module == nil && d.Package != "" }

type wanted struct {
	module *Module
	name   string
}

// Export follows an exported name of the module to where it is defined.
func (g *Graph) Export(m *Module, name string) Definition {
	if m == nil {
		return Definition{}
	}
	key := wanted{m, name}
	if d, ok := g.definitions.Load(key); ok {
		return d.(Definition)
	}
	d := (&search{graph: g, seen: map[wanted]bool{}}).export(m, name)
	g.definitions.Store(key, d)
	return d
}

// Binding follows an imported name of the module to where it is defined.
func (g *Graph) Binding(m *Module, b js.Binding) Definition {
	s := search{graph: g, seen: map[wanted]bool{}}
	return s.follow(m, b.Specifier, b.Name)
}

// A search follows one name. It remembers where it was, as re-exports may go in
// circles.
type search struct {
	graph *Graph
	seen  map[wanted]bool
}

func (s *search) export(m *Module, name string) Definition {
	key := wanted{m, name}
	if s.seen[key] {
		return Definition{}
	}
	s.seen[key] = true
	if name == "*" {
		return Definition{Module: m, Name: "*"}
	}
	syntax, err := m.Syntax()
	if err != nil {
		return Definition{Unresolved: true}
	}
	names := syntax.Names()
	e, ok := names.Exports[name]
	switch {
	case !ok:
		return s.stars(m, names, name)
	case !e.Node.IsZero():
		return Definition{Module: m, Name: name, Node: e.Node}
	case e.From != "":
		return s.follow(m, e.From, e.Name)
	}
	if b, imported := names.Imports[e.Local]; imported {
		return s.follow(m, b.Specifier, b.Name)
	}
	return Definition{Module: m, Name: name, Node: names.Top[e.Local]}
}

// stars looks behind each `export * from`. A default export never passes one.
func (s *search) stars(m *Module, names *js.Names, name string) Definition {
	if name == "default" {
		return Definition{}
	}
	var outside []Definition
	for _, star := range names.Stars {
		d := s.follow(m, star.Value, name)
		if d.Module != nil {
			return d
		}
		if d.Package != "" || d.Unresolved {
			outside = append(outside, d)
		}
	}
	if len(outside) == 0 {
		return Definition{}
	}
	d := outside[0]
	d.Guess = len(outside) > 1
	return d
}

func (s *search) follow(m *Module, specifier, name string) Definition {
	e := s.graph.edgeFor(m, specifier)
	if e.To == nil {
		return Definition{Name: name, Package: e.Package, Subpath: e.Subpath, Unresolved: e.Unresolved}
	}
	d := s.export(e.To, name)
	if e.Package != "" && d.Package == "" && d.Found() {
		d.Package, d.Subpath, d.PackageName = e.Package, e.Subpath, name
	}
	return d
}

// edgeFor returns the edge of the import with the specifier.
func (g *Graph) edgeFor(m *Module, specifier string) Edge {
	for i := range m.Edges {
		if m.Edges[i].Import.Specifier.Value == specifier {
			return m.Edges[i]
		}
	}
	return g.edge(m, specifier)
}
