package headers

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// securing are the packages that set a policy where they are used.
var securing = []string{"@nosecone/next", "nosecone", "next-safe", "@next-safe/middleware", "next-secure-headers", "helmet", "next-safe-middleware", "@nosecone/sveltekit"}

// libraries notes the packages of a module that set security headers, and
// whether the module switches their policy off.
func (c *code) libraries(m *next.Module) {
	for _, e := range m.Edges {
		if e.Import.TypeOnly || !slices.Contains(securing, e.Package) {
			continue
		}
		lib := Library{Package: e.Package, At: e.Import.Span}
		syntax, _ := m.Syntax()
		for n := range syntax.Root().Descendants() {
			name, ok := n.PropertyName()
			if n.Kind() == js.Pair && ok && name == "contentSecurityPolicy" && c.graph.Evaluate(n.Field(js.FieldValue)).IsFalse() {
				lib.Off = true
			}
		}
		c.set.Libraries = append(c.set.Libraries, lib)
	}
}

// sharing are the packages that answer cross-origin requests, with what they
// do if no origin is given.
var sharing = map[string]string{"cors": "*", "nextjs-cors": "*", "micro-cors": "*", "hono/cors": "*"}

// packageOf returns the package that a call's function comes from.
func (c *code) packageOf(m *next.Module, callee js.Node) string {
	if callee.Kind() != js.Identifier || !callee.Syntax().Resolve(callee).Is(js.ImportSpecifier, js.ImportClause, js.NamespaceImport, js.VariableDeclarator) {
		return ""
	}
	if b, ok := callee.Syntax().Names().Imports[callee.Text()]; ok {
		return b.Specifier
	}
	d := callee.Syntax().Resolve(callee).Field(js.FieldValue)
	if specifier, ok := d.Argument(0).StringValue(); ok && d.CalleePath() == "require" {
		return specifier
	}
	return ""
}

// A Sharing is one place that answers cross-origin requests.
type Sharing struct {
	At     source.Span
	By     Place
	Where  *next.Where
	Module *next.Module
	// Wildcard says that every origin is allowed by *.
	Wildcard bool
	// Reflected is where the origin of the request becomes the one that is
	// allowed with no look at it; zero otherwise.
	Reflected   source.Span
	Credentials bool
	// Development are the allowed origins that are none of production's.
	Development []Origin
	// Direct are the handlers whose own file sets the header, or that import it
	// from there.
	Direct []*next.Route
	// Export names the exported function that the header stands in, "OPTIONS" also for
	// what one does only if that is the method of the request; "" for others.
	Export string
}

// An Origin is an origin that an allow list holds.
type Origin struct {
	Text string
	At   source.Span
}

// Sharings returns every place that answers cross-origin requests. The caller
// must not change the list.
func (s *Set) Sharings() []Sharing { return s.sharings() }

func (s *Set) findSharings() (out []Sharing) {
	for _, h := range s.Named(AllowOrigin) {
		out = append(out, s.sharing(h))
	}
	for _, m := range s.code.modules() {
		if s.code.roles[m] != ByPage && mentions(m.File.Text, "cors") {
			out = append(out, s.code.calls(m)...)
		}
	}
	return out
}

func (s *Set) sharing(h Header) Sharing {
	out := Sharing{At: h.At, By: h.By, Where: h.Where, Module: h.Module, Credentials: s.credentials(h)}
	out.Wildcard = h.Known && strings.TrimSpace(h.Value) == "*"
	if h.Known && isDevelopment(h.Value) {
		out.Development = append(out.Development, Origin{h.Value, h.At})
	}
	if h.Module == nil {
		return out
	}
	s.code.place(&out, h.value)
	f := flow{code: s.code, seen: map[js.Node]bool{}}
	if f.reflects(h.value) {
		out.Reflected = h.At
	}
	out.Wildcard = out.Wildcard || f.star(h.value)
	out.Development = append(out.Development, f.lists(h.value)...)
	return out
}

// place notes which handlers send what stands at n.
func (c *code) place(s *Sharing, n js.Node) {
	for r, depth := range c.routes[s.Module] {
		if depth <= 1 {
			s.Direct = append(s.Direct, r)
		}
	}
	slices.SortFunc(s.Direct, func(a, b *next.Route) int { return strings.Compare(a.File, b.File) })
	for name, e := range n.Syntax().Names().Exports {
		if e.Span.File != nil && e.Node.Contains(n) && !e.Node.IsZero() {
			s.Export = name
		}
	}
	if slices.Contains([]string{"default", "middleware", "proxy"}, s.Export) && forPreflight(n) {
		s.Export = "OPTIONS"
	}
}

// forPreflight reports whether a place is only come to if the method is OPTIONS.
func forPreflight(n js.Node) bool {
	for at := n; !at.IsZero(); at = at.Parent() {
		if branch := at.Parent(); branch.Kind() == js.IfStatement && branch.Field(js.FieldConsequence) == at && asksForOptions(branch.Field(js.FieldCondition).Unwrap()) {
			return true
		}
	}
	return false
}

// asksForOptions reports whether a condition is req.method === "OPTIONS", or asks for
// something else as well.
func asksForOptions(condition js.Node) bool {
	if condition.Kind() != js.BinaryExpression {
		return false
	}
	if condition.Field(js.FieldOperator).Text() == "&&" {
		return asksForOptions(condition.Field(js.FieldLeft).Unwrap()) || asksForOptions(condition.Field(js.FieldRight).Unwrap())
	}
	if !strings.HasPrefix(condition.Field(js.FieldOperator).Text(), "==") {
		return false
	}
	left, right := condition.Field(js.FieldLeft).Unwrap(), condition.Field(js.FieldRight).Unwrap()
	if left.Kind() == js.String {
		left, right = right, left
	}
	method, _ := right.StringValue()
	return method == "OPTIONS" && left.Kind() == js.MemberExpression && left.Field(js.FieldProperty).Text() == "method"
}

// credentials reports whether cookies are allowed together with the header.
func (s *Set) credentials(h Header) bool {
	return slices.ContainsFunc(s.Headers, func(o Header) bool {
		return o.Name == Credentials && o.Module == h.Module && strings.EqualFold(strings.TrimSpace(o.Value), "true") &&
			(o.group == h.group || h.Module != nil && sameBlock(o.value, h.value))
	})
}

// sameBlock reports whether two places are run together: in one function, and
// not in branches that exclude each other.
func sameBlock(a, b js.Node) bool {
	f := a.Enclosing()
	return !f.IsZero() && f == b.Enclosing() && (blockOf(a).Contains(b) || blockOf(b).Contains(a))
}

func blockOf(n js.Node) js.Node {
	for !n.IsZero() && n.Kind() != js.StatementBlock {
		n = n.Parent()
	}
	return n
}

// calls reads the calls of libraries that answer cross-origin requests.
func (c *code) calls(m *next.Module) (out []Sharing) {
	syntax, err := m.Syntax()
	if err != nil {
		return nil
	}
	for n := range syntax.Root().Descendants() {
		if n.Kind() != js.CallExpression || sharing[c.packageOf(m, n.Callee())] == "" {
			continue
		}
		options := js.Node{}
		for _, a := range n.Arguments() {
			options = a
		}
		out = append(out, c.library(m, n, c.graph.Evaluate(options), options.IsZero()))
	}
	return out
}

func (c *code) library(m *next.Module, n js.Node, options next.Static, none bool) Sharing {
	s := Sharing{At: n.Span(), By: c.roles[m], Module: m}
	c.place(&s, n)
	credentials, _ := options.Property("credentials")
	s.Credentials = credentials.IsTrue()
	origin, set := options.Property("origin")
	_, complete := options.Names()
	text, known := origin.Text()
	switch {
	case !set:
		s.Wildcard = none || complete
		return s
	case origin.IsTrue() && text == "true":
		s.Reflected = n.Span()
	case known && text == "*":
		s.Wildcard = true
	case known && isDevelopment(text):
		s.Development = append(s.Development, Origin{text, origin.Span()})
	}
	s.Development = append(s.Development, developments(origin)...)
	return s
}
