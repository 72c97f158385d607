package visitor

import (
	"net/url"
	pathpkg "path"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// A middleware that rewrites shows another resource in place of the one that was
// asked for, and is not asked again about that one: it is then reached, whatever is
// done with who asks for it by its own URL.

// Goes is an event: a response that the code makes itself says in a header that the
// request goes on, or where. Name is "next" or "rewrite".
const goes EventKind = "goes"

// controls are the headers with which a middleware says what happens (Next.js reads
// them of any response, whatever its status).
var controls = map[string]string{"x-middleware-next": "next", "x-middleware-rewrite": "rewrite"}

func (m *run) rewriteResponse(c *call) value {
	r := m.response(c, "rewrite", number(200), undefined)
	m.put(r.ref, "#to", c.arg(0))
	if to := m.pathnameOf(c.arg(0)); to.kind == stringKind {
		r.ref.native.args = []value{to}
	}
	return r
}

// pathnameOf is the path of a URL, if it is known.
func (m *run) pathnameOf(to value) value {
	to = m.force(to)
	if to.is(nativeShape) && to.ref.native.path == "url" {
		return m.force(m.read(to.ref.own("pathname")))
	}
	if u, err := url.Parse(to.asText()); to.kind == stringKind && err == nil {
		return text(u.EscapedPath())
	}
	return undefined
}

// control notes that a header of a response lets the request go on.
func (m *run) control(response *object, name string) {
	if to := controls[strings.ToLower(name)]; to != "" {
		m.note(&Event{Kind: goes, Name: to, At: response.at.Span(), args: []value{objectOf(response)}})
	}
}

// takesControl lets a response go on whose headers are those of another that does, or
// those of the visitor, who can send any.
func (m *run) takesControl(response *object, headers value) {
	switch {
	case headers.is(responseShape):
		m.control(response, "x-middleware-"+headers.ref.native.path)
		for _, e := range m.events {
			if e.Kind == goes && e.args[0].ref == headers.ref {
				m.control(response, "x-middleware-"+e.Name)
			}
		}
	case !headers.is(nativeShape):
	case headers.ref.native.path == "response.headers":
		m.takesControl(response, *headers.ref.native.this)
	case headers.ref.native.path == "headers" && headers.ref.own(unlisted) == nil:
		m.control(response, "x-middleware-next")
	case headers.ref.native.path == "headers":
		for _, k := range sortedKeys(headers.ref.props) {
			m.control(response, strings.TrimPrefix(k, "#"))
		}
	}
}

// goesOn is what a response says in its headers: "next", "rewrite" or nothing.
func (p *path) goesOn(response *object) string {
	for _, e := range p.events {
		if e.Kind == goes && e.args[0].ref == response {
			return e.Name
		}
	}
	return ""
}

// fixedPage is the path that a rewrite spells out whole, whatever was asked for:
// rewrite(new URL("/sign-in", req.url)). A path that is made of the one asked for
// may lead to the same resource; it is none.
func fixedPage(rewrite js.Node) string {
	to := rewrite.Argument(0).Unwrap()
	if to.Is(js.NewExpression) && to.CalleePath() == "URL" {
		to = to.Argument(0).Unwrap()
	}
	if path, ok := to.StringValue(); ok && strings.HasPrefix(path, "/") {
		path, _, _ = strings.Cut(path, "?")
		path, _, _ = strings.Cut(path, "#")
		return path
	}
	return ""
}

// plainPath is a path as it is routed: without the base path, escapes and what a URL
// resolves by itself.
func (m *Machine) plainPath(path string) string {
	if decoded, err := url.PathUnescape(path); err == nil {
		path = decoded
	}
	path = pathpkg.Clean("/" + strings.TrimLeft(path, "/"))
	if c := m.app.Config; c != nil && c.BasePath != "" {
		if rest, ok := strings.CutPrefix(path, c.BasePath); ok && (rest == "" || rest[0] == '/') {
			path = "/" + strings.TrimPrefix(rest, "/")
		}
	}
	return path
}

// sameResource reports whether two paths lead to the same page or handler.
func (m *Machine) sameResource(a, b string) bool {
	a, b = m.plainPath(a), m.plainPath(b)
	if a == b {
		return true
	}
	route := m.routeAt(a)
	return route != nil && route == m.routeAt(b)
}

// routeAt is the route that serves a path, or nil: of several the one that says most
// from the left.
func (m *Machine) routeAt(path string) (best *next.Route) {
	rank := ""
	for _, r := range m.app.Routes {
		if now, ok := ranked(r.Path, path); ok && !r.Intercepts && !r.Slot && (best == nil || now < rank) {
			best, rank = r, now
		}
	}
	return best
}

// ranked reports whether a URL pattern takes a path, and how good it is: the parts
// of the pattern that are written out come before dynamic ones.
func ranked(pattern, path string) (rank string, ok bool) {
	want, have := segments(pattern), segments(path)
	for i, part := range want {
		switch {
		case strings.HasPrefix(part, "[[..."):
			return rank + "3", true
		case i >= len(have):
			return "", false
		case strings.HasPrefix(part, "[..."):
			return rank + "2", true
		case strings.HasPrefix(part, "["):
			rank += "1"
		case part == have[i]:
			rank += "0"
		default:
			return "", false
		}
	}
	return rank, len(want) == len(have)
}

func segments(path string) []string {
	return slices.DeleteFunc(strings.Split(path, "/"), func(part string) bool { return part == "" })
}

// rewritten are the paths that ways through the middleware are rewritten to.
func rewritten(paths []path) (out []string) {
	for _, p := range paths {
		if p.thrown == nil && p.v.is(responseShape) && p.v.ref.native.path == "rewrite" && len(p.v.ref.native.args) > 0 {
			out = appendNew(out, p.v.ref.native.args[0].str)
		}
	}
	return out
}

// reachRewritten gives the resources that another URL is rewritten to the answer for
// that URL, as a visitor gets to them by it.
func (m *Machine) reachRewritten(urls []string, answers []MiddlewareAnswer) {
	for i, a := range answers {
		for _, to := range a.rewrites {
			if m.sameResource(to, urls[i]) {
				continue
			}
			route := m.routeAt(m.plainPath(to))
			for _, r := range m.resources {
				if route != nil && r.Route == route && r.gate == Denies {
					r.Variants = append(r.Variants, Variant{URL: urls[i], When: "rewritten", Runs: true, Middleware: Passes})
					r.gate = Passes
				}
			}
		}
	}
}
