package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"
)

// Asked is an event of the middleware: the path of the request was compared with a pattern. Name
// is the pattern, Method one of the kinds below, At the list that it stands in.
const Asked EventKind = "route-test"

// The kinds of patterns that a middleware compares paths with.
const (
	RouteKind  = "route"  // of createRouteMatcher, publicRoutes and the like
	PrefixKind = "prefix" // startsWith
	RegexpKind = "regexp"
)

// A RoutePattern is one pattern that the middleware compared a path with while
// it ran.
type RoutePattern struct {
	Text string
	Kind string
	At   source.Span // the pattern where it is written out, else what compares
	// Sample is a path that the pattern is meant for; "" where it has no plain
	// one.
	Sample string
	// Public says that the list of the pattern names what the middleware lets pass
	// while it denies the rest; Private that it names what is denied.
	Public, Private bool

	matcher *pathmatch.RouteMatcher
}

// Matches reports whether the pattern takes the path, given without base path.
func (p *RoutePattern) Matches(path string) bool {
	if p.Kind == PrefixKind {
		return strings.HasPrefix(path, p.Text)
	}
	ok, err := p.matcher.Matches(path)
	return ok && err == nil
}

// RoutePatterns returns the patterns that the middleware compares paths with, in
// the order in which it was seen to.
func (m *Machine) RoutePatterns() []*RoutePattern {
	m.patternsOnce.Do(func() { m.patterns = m.askedPatterns() })
	return m.patterns
}

func (m *Machine) askedPatterns() []*RoutePattern {
	probe := m.Behind(m.basePathOf() + "/clerkvet-no-such-page")
	events := slices.Clone(probe.Events)
	for _, r := range m.Resources() {
		events = append(events, r.Middleware.Events...)
	}
	var out []*RoutePattern
	lists := map[source.Span][]*RoutePattern{}
	seen := map[string]bool{}
	for _, e := range events {
		if e.Kind != Asked || seen[e.Method+e.Name] || e.Name == defaultIgnored {
			continue
		}
		seen[e.Method+e.Name] = true
		p := &RoutePattern{Text: e.Name, Kind: e.Method, At: m.literalIn(e.At, e.Name)}
		if p.compile(m) && p.Kind != RegexpKind {
			p.Sample = samplePath(p.Text)
		}
		if p.Literal() {
			p.Sample, _, _ = strings.Cut("/"+strings.TrimPrefix(p.Text, "/"), "(")
		}
		lists[e.At] = append(lists[e.At], p)
		out = append(out, p)
	}
	for _, list := range lists {
		m.sides(list, probe)
	}
	return out
}

// sides finds out whether a list says what is public or what is private, by the
// first two of its patterns that have a sample: a middleware may be costly to
// run. Where it does with all that nobody thought of, the probe, nothing but put a
// language before the path, it denies nobody by that.
func (m *Machine) sides(list []*RoutePattern, probe MiddlewareAnswer) {
	asked := 0
	for _, p := range list {
		if p.Sample == "" || p.Literal() || asked == 2 {
			continue
		}
		asked++
		v := m.Behind(m.basePathOf() + strings.TrimSuffix(p.Sample, "/"))
		public := probe.Verdict == Denies && v.Verdict == Passes
		private := (probe.Verdict != Denies || probe.Locale) && v.Verdict == Denies && !v.Locale
		if !public && !private {
			continue
		}
		for _, other := range list {
			other.Public, other.Private = public, private
		}
		return
	}
}

// Literal reports whether the pattern is written as no pattern is: with the
// brackets of a file name, or without a slash in front. It takes no URL that a
// visitor asks for (facts.md F3.7).
func (p *RoutePattern) Literal() bool {
	first := strings.TrimLeft(p.Text, "(")
	return p.Kind == RouteKind && (strings.Contains(p.Text, "/[") || first != "" && first == p.Text && p.Text[0] != '/' && p.Text[0] != ':')
}

func (p *RoutePattern) compile(m *Machine) bool {
	if p.Kind == PrefixKind {
		return true
	}
	var err error
	p.matcher, err = pathmatch.CompileRoutes(m.clerk, m.clerkShared, []pathmatch.Pattern{{Source: p.Text, Regexp: p.Kind == RegexpKind}})
	if err != nil {
		p.matcher, _ = pathmatch.CompileRoutes(m.clerk, m.clerkShared, nil)
	}
	return err == nil
}

// SamplePath returns a path that a pattern is meant for: its text, with x for
// each parameter and without what may be left out; "" where it has parts that
// are not so plain.
func SamplePath(pattern string) string { return samplePath(pattern) }

func samplePath(pattern string) string {
	if !strings.HasPrefix(pattern, "/") {
		return ""
	}
	out := ""
	for _, part := range strings.Split(strings.Trim(pattern, "/"), "/") {
		literal, rest := part, ""
		if i := strings.IndexAny(part, "(:{[*?+\\"); i >= 0 {
			literal, rest = part[:i], part[i:]
		}
		switch {
		case rest == "", rest == "(.*)" && literal != "":
			out += "/" + literal
		case literal == "" && (rest == "(.*)" || strings.HasPrefix(rest, ":") && !strings.ContainsAny(rest, "(*?")):
			out += "/x"
		case literal == "" && strings.HasPrefix(rest, ":") && !strings.Contains(rest, "("):
		default:
			return ""
		}
	}
	if out == "" {
		return "/"
	}
	return out
}

// literalIn finds the text that is written out in the list at a span, else in
// its file; it returns the span itself where it is not.
func (m *Machine) literalIn(at source.Span, text string) source.Span {
	if at.IsZero() || m.app.Middleware == nil {
		return at
	}
	mod := m.app.Project.Graph.Module(at.Path())
	if mod == nil {
		return at
	}
	found := at
	for n := range mod.Root().Descendants() {
		if !n.Is(js.String, js.TemplateString) {
			continue
		}
		if s, ok := n.StringValue(); !ok || s != text {
			continue
		}
		span := n.Span()
		if at.Start <= span.Start && span.End <= at.End {
			return span
		}
		if found == at {
			found = span
		}
	}
	return found
}

// askRoutes notes that the path was compared with the patterns of a list.
func (m *run) askRoutes(list value, patterns []pathmatch.Pattern, at js.Node) {
	span := at.Span()
	if list.ref != nil && !list.ref.at.IsZero() {
		span = list.ref.at.Span()
	}
	if !m.gate {
		return // who is led through resources compares many texts
	}
	for _, p := range patterns {
		kind := RouteKind
		if p.Regexp {
			kind = RegexpKind
		}
		m.note(&Event{Kind: Asked, Name: p.Source, Method: kind, At: span})
	}
}

// askText notes that a path was compared with a constant.
func (m *run) askText(c *call, kind, pattern string) {
	if m.gate && strings.HasPrefix(c.this.str, "/") {
		m.note(&Event{Kind: Asked, Name: pattern, Method: kind, At: c.at.Span()})
	}
}

// optionNames are the options that a call of clerkMiddleware() is given, "?"
// among them where there may be more.
func (m *run) optionNames(c *call, handler value) (out []Arg) {
	for _, a := range c.args {
		a = m.force(a)
		switch {
		case a.kind == unknownKind, isFunction(a) && a.ref != handler.ref:
			out = append(out, Arg{Path: "?"})
		case a.is(plainShape):
			for _, k := range a.ref.keys {
				out = append(out, Arg{Path: k})
			}
			if a.ref.open {
				out = append(out, Arg{Path: "?"})
			}
		}
	}
	return out
}
