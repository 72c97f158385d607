package clerk

import (
	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"
)

// An UnaskedList is a list of routes that the middleware makes and never asks.
type UnaskedList struct {
	Name   string // of the variable that holds it
	At     source.Span
	public bool
	routes *pathmatch.RouteMatcher
}

// MeansPrivate reports whether the list, were it asked, would keep visitors from a path:
// its name tells whether it lists what is public.
func (l UnaskedList) MeansPrivate(path string) bool {
	listed, err := l.routes.Matches(path)
	return err == nil && listed != l.public
}

// UnaskedLists returns the lists of createRouteMatcher() that the module of the
// middleware holds in variables which nothing in it names again, not even to export them:
// they decide of no request.
func (a *App) UnaskedLists() []UnaskedList {
	if a.Next.Middleware == nil {
		return nil
	}
	var lists []UnaskedList
	named := map[string]int{}
	for n := range a.Next.Middleware.Module.Root().Descendants() {
		switch name := n.Field(js.FieldName); {
		case n.Is(js.Identifier, js.ShorthandPropertyIdentifier):
			named[n.Text()]++
		case n.Is(js.VariableDeclarator) && name.Is(js.Identifier) && !n.Parent().Parent().Is(js.ExportStatement):
			if routes := a.listed(n.Field(js.FieldValue).Unwrap()); routes != nil {
				lists = append(lists, UnaskedList{Name: name.Text(), At: n.Span(), public: publicName().MatchString(name.Text()), routes: routes})
			}
		}
	}
	var out []UnaskedList
	for _, l := range lists {
		if named[l.Name] == 1 {
			out = append(out, l)
		}
	}
	return out
}

// listed returns what createRouteMatcher() makes of texts, or nil for anything else.
func (a *App) listed(call js.Node) *pathmatch.RouteMatcher {
	if calledName(call) != "createRouteMatcher" || !call.Argument(0).Is(js.Array) {
		return nil
	}
	var patterns []pathmatch.Pattern
	for item := range call.Argument(0).Named() {
		text, known := item.StringValue()
		if !known && !item.Is(js.Comment) {
			return nil
		}
		patterns = append(patterns, pathmatch.Pattern{Source: text})
	}
	routes, err := pathmatch.CompileRoutes(a.Version(), nil, patterns)
	if err != nil {
		return nil
	}
	return routes
}
