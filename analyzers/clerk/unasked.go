package clerk

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"
)

// A RouteList is a list of routes that the middleware makes and holds in a variable.
type RouteList struct {
	Name   string // of the variable that holds it
	At     source.Span
	public bool
	routes *pathmatch.RouteMatcher
}

// Lists reports whether a path is one of those of the list.
func (l RouteList) Lists(path string) bool {
	listed, err := l.routes.Matches(path)
	return err == nil && listed
}

// MeansPrivate reports whether the list, were it asked, would keep visitors from a path:
// its name tells whether it lists what is public.
func (l RouteList) MeansPrivate(path string) bool {
	listed, err := l.routes.Matches(path)
	return err == nil && listed != l.public
}

// UnaskedLists returns the lists of createRouteMatcher() that the module of the
// middleware holds in variables which nothing in it names again, not even to export them:
// they decide of no request.
func (a *App) UnaskedLists() []RouteList {
	return a.routeLists(func(named int) bool { return named == 1 })
}

// privateName matches names of matchers that list what is for some people alone.
var privateName = source.Pattern(`(?i)protect|private|admin|secured|authenticated|members?only|requires?_?(auth|login|sign)`)

// ListsOfMembers returns those whose names say that they list what is not for everybody,
// and which the middleware asks of nobody but who is signed in: if (userId && isAdmin(req)).
func (a *App) ListsOfMembers() (out []RouteList) {
	for _, l := range a.routeLists(func(named int) bool { return named > 1 }) {
		if !l.public && privateName().MatchString(l.Name) && onlyOfMembers(a.Next.Middleware.Module.Root(), l.Name) {
			out = append(out, l)
		}
	}
	return out
}

// onlyOfMembers reports whether each condition that asks a list asks as well that
// somebody is signed in.
func onlyOfMembers(root js.Node, list string) bool {
	asked := false
	for n := range root.Descendants() {
		if !n.Is(js.Identifier) || n.Text() != list || n.Parent().Is(js.VariableDeclarator) {
			continue
		}
		call := n.Parent()
		if !call.Is(js.CallExpression) || !besideMember(call) {
			return false
		}
		asked = true
	}
	return asked
}

// besideMember reports whether a condition holds only if somebody is signed in, too.
func besideMember(n js.Node) bool {
	for ; n.Parent().Is(js.BinaryExpression, js.ParenthesizedExpression); n = n.Parent() {
		if op := n.Parent().Field(js.FieldOperator).Text(); op != "&&" && !n.Parent().Is(js.ParenthesizedExpression) {
			return false
		}
	}
	return slices.ContainsFunc(conjuncts(n), func(c js.Node) bool { return memberName().MatchString(c.Text()) })
}

// memberName matches what is there only where somebody is signed in.
var memberName = source.Pattern(`^(!!)?(auth\w*\.|session\.|\(await auth\(\)\)\.)?(userId|user|sessionId|sessionClaims|isSignedIn|isAuthenticated)$`)

// conjuncts are the parts of a condition that all have to hold.
func conjuncts(n js.Node) []js.Node {
	n = n.Unwrap()
	if n.Is(js.BinaryExpression) && n.Field(js.FieldOperator).Text() == "&&" {
		return append(conjuncts(n.Field(js.FieldLeft)), conjuncts(n.Field(js.FieldRight))...)
	}
	return []js.Node{n}
}

// routeLists returns the lists that are named as often as is wanted.
func (a *App) routeLists(wanted func(named int) bool) (out []RouteList) {
	if a.Next.Middleware == nil || a.Next.Middleware.Module == nil {
		return nil
	}
	var lists []RouteList
	named := map[string]int{}
	for n := range a.Next.Middleware.Module.Root().Descendants() {
		switch name := n.Field(js.FieldName); {
		case n.Is(js.Identifier, js.ShorthandPropertyIdentifier):
			named[n.Text()]++
		case n.Is(js.VariableDeclarator) && name.Is(js.Identifier) && !n.Parent().Parent().Is(js.ExportStatement):
			if routes := a.listed(n.Field(js.FieldValue).Unwrap()); routes != nil {
				lists = append(lists, RouteList{Name: name.Text(), At: n.Span(), public: publicName().MatchString(name.Text()), routes: routes})
			}
		}
	}
	for _, l := range lists {
		if wanted(named[l.Name]) {
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
