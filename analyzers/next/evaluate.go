package next

import (
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"
)

// A Static is what is known without running the app of an expression, as it is
// in a production build.
type Static struct{ v value }

// Evaluate reads an expression statically, through names, modules, templates,
// joined lists and functions of the repository.
func (g *Graph) Evaluate(n js.Node) Static { return Static{newStatic(g).read(n)} }

// Text returns the value as text, with a Hole for each part that cannot be
// read; known says that there is none.
func (s Static) Text() (text string, known bool) { return s.v.display() }

// Options returns the values that one which cannot be told may be, as far as they
// can be read; none where it can be told.
func (s Static) Options() (out []Static) {
	for _, o := range s.v.options {
		out = append(out, Static{o})
	}
	return out
}

// Items returns the items of a list; complete says that there are no others.
func (s Static) Items() (items []Static, complete bool) {
	for _, item := range s.v.items {
		items = append(items, Static{item})
	}
	return items, s.v.kind == arrayValue && !s.v.open
}

// Property returns a property of an object, if it is set; of an object that is
// not fully known it may be set and not found.
func (s Static) Property(name string) (Static, bool) {
	for _, p := range s.v.props {
		if p.name == name {
			return Static{p.value}, true
		}
	}
	return Static{}, false
}

// Names returns the names of the properties of an object; complete says that
// there are no others.
func (s Static) Names() (names []string, complete bool) {
	for _, p := range s.v.props {
		names = append(names, p.name)
	}
	return names, s.v.kind == objectValue && !s.v.open
}

// IsTrue and IsFalse report whether the value certainly counts as such.
func (s Static) IsTrue() bool { truth, known := s.v.truth(); return known && truth }

// IsFalse reports whether the value certainly counts as false.
func (s Static) IsFalse() bool { truth, known := s.v.truth(); return known && !truth }

// Span is where the value is written; zero if nowhere.
func (s Static) Span() source.Span { return s.v.node.Span() }

// Covers reports whether a rule of the configuration is for a path, given
// without the base path, for some requests at least; one whose source cannot be
// told is taken to be.
func (a *App) Covers(w Where, path string) bool {
	m, err := pathmatch.Compile(pathmatch.Site{Next: a.Versions.Of("next")}, []pathmatch.Entry{{Source: w.Source}})
	if err != nil || strings.Contains(w.Source, Hole) {
		return true
	}
	runs, _, err := m.Runs(pathmatch.Request{Path: path})
	return runs || err != nil
}

// MiddlewareRuns reports whether the middleware is asked about a path, given
// without the base path.
func (a *App) MiddlewareRuns(path string) bool {
	if a.Middleware == nil {
		return false
	}
	m := a.Middleware.Config.Matcher
	if m == nil {
		return true
	}
	runs, _, err := m.Runs(pathmatch.Request{Path: a.Config.BasePath + path})
	return runs || err != nil
}
