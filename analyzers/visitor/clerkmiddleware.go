package visitor

import (
	"errors"
	"fmt"
	"strings"

	"clerkvet/analyzers/pathmatch"
)

// clerkMiddleware is a middleware that runs its handler with auth, the request
// and the event; alone it lets everybody pass (F4.9).
func (m *run) clerkMiddleware(c *call) value {
	handler := undefined
	for _, a := range c.args {
		if a = m.force(a); isFunction(a) || a.is(nativeShape) && a.ref.native.path != "request" || a.kind == unknownKind {
			handler = a
			break
		}
	}
	if handler.nullish() && len(c.args) > 0 && m.force(c.arg(0)).is(nativeShape) {
		return m.nextResponse(c) // called as a middleware itself
	}
	options := m.optionNames(c, handler)
	return nativeFunc("clerk#clerkMiddleware()", func(m *run, at *call) value {
		m.note(&Event{Kind: Check, Check: ClerkCheck, Name: "clerkMiddleware()", At: c.at.Span(), Quiet: true, Args: options})
		if handler.nullish() {
			return resolved(m.nextResponse(at))
		}
		args := append([]value{nativeObject("clerk#auth")}, at.args...)
		if strings.HasSuffix(c.path, "withClerkMiddleware") {
			args = at.args
		}
		return m.async(func() value { return m.runMiddleware(handler, args, at) })
	})
}

// runMiddleware runs the handler of a middleware. A denial that it throws
// becomes the response; no response means to go on.
func (m *run) runMiddleware(handler value, args []value, at *call) value {
	o := m.attempt(func() value {
		return m.await(m.call(&call{at: at.at, fn: handler, args: args, direct: true}), at.at)
	})
	switch {
	case o.thrown == nil && o.v.nullish():
		return m.nextResponse(at)
	case o.thrown == nil:
		return o.v
	case o.thrown.denial != "" && !o.thrown.accidental:
		r := m.response(at, "denied", number(float64(o.thrown.status)), undefined)
		r.ref.native.thrown = o.thrown
		return r
	}
	panic(o.thrown)
}

// defaultIgnored are the routes that authMiddleware does not look at.
const defaultIgnored = `/((?!api|trpc))(_next.*|.+\.[\w]+$)`

// authMiddleware protects everything that its options do not make public
// (F4.9); afterAuth replaces that protection, and ignored routes get past it.
func (m *run) authMiddleware(c *call) value {
	options := m.force(c.arg(0))
	option := func(name string) value {
		if options.ref == nil || options.ref.own(name) == nil {
			return undefined
		}
		return m.force(m.read(options.ref.own(name)))
	}
	return nativeFunc("clerk#authMiddleware()", func(m *run, at *call) value {
		m.note(&Event{Kind: Check, Check: ClerkCheck, Name: "authMiddleware()", At: c.at.Span(), Quiet: true})
		ignored := option("ignoredRoutes")
		if ignored.nullish() {
			ignored = text(defaultIgnored)
		}
		if m.holds(m.matches(ignored, at), c.at) {
			return resolved(m.nextResponse(at))
		}
		return m.async(func() value { return m.afterAuth(c, at, option) })
	})
}

func (m *run) afterAuth(c, at *call, option func(string) value) value {
	if before := option("beforeAuth"); !before.nullish() {
		v := m.await(m.call(&call{at: c.at, fn: before, args: at.args}), c.at)
		if v == no {
			return m.nextResponse(at)
		}
		if v.is(responseShape) && v.ref.native.path != "next" && v.ref.native.path != "rewrite" {
			return v
		}
	}
	public := m.either(m.matches(option("publicRoutes"), at), no)
	if m.truthOf(m.matches(option("publicRoutes"), at)) != undecided {
		public = m.matches(option("publicRoutes"), at)
	}
	if m.signInPath(at) {
		public = yes
	}
	after := option("afterAuth")
	if after.nullish() {
		if m.visitor == Stranger || m.holds(public, c.at) {
			return m.nextResponse(at)
		}
		return m.response(at, "denied", number(307), undefined)
	}
	auth := m.authObject()
	m.define(auth.ref, "isPublicRoute", m.cell(public))
	m.define(auth.ref, "isApiRoute", m.cell(fresh(FromRequest, "isApiRoute")))
	return m.runMiddleware(after, append([]value{auth}, at.args...), at)
}

// signInPath reports whether the request is for a page where people sign in:
// authMiddleware makes those public that the environment names.
func (m *run) signInPath(at *call) bool {
	path, ok := m.pathOf(at.arg(0))
	for _, part := range strings.Split(path, "/") {
		if ok && (part == "sign-in" || part == "sign-up") {
			return true
		}
	}
	return false
}

// pathOf returns the pathname of a request, if it is known.
func (m *run) pathOf(req value) (string, bool) {
	req = m.force(req)
	if req.ref == nil || req.ref.own("nextUrl") == nil {
		return "", false
	}
	url := m.force(m.read(req.ref.own("nextUrl")))
	if url.ref == nil || url.ref.own("pathname") == nil {
		return "", false
	}
	p := m.force(m.read(url.ref.own("pathname")))
	return p.str, p.kind == stringKind
}

// createRouteMatcher is a function that asks whether the path of a request
// matches (facts.md 3).
func (m *run) createRouteMatcher(c *call) value {
	routes := c.arg(0)
	return nativeFunc("clerk#createRouteMatcher()", func(m *run, at *call) value { return m.matches(routes, at) })
}

// matches asks whether the request of a call matches the routes: strings,
// expressions, lists of them, or a function.
func (m *run) matches(routes value, at *call) value {
	routes = m.force(routes)
	if isFunction(routes) {
		return m.await(m.call(&call{at: at.at, fn: routes, args: at.args}), at.at)
	}
	path, ok := m.pathOf(at.arg(0))
	if !ok {
		return fresh(FromRequest, "whether a route matches")
	}
	patterns, all := m.patterns(routes)
	m.askRoutes(routes, patterns, at.at)
	matcher, err := m.matcher(patterns)
	if err != nil {
		panic(&thrown{v: fresh(FromError, err.Error()), at: at.at.Span(), accidental: true, status: 500, denial: "a route pattern cannot be read: " + err.Error()})
	}
	hit, err := matcher.Matches(path)
	var malformed *pathmatch.MalformedURLError
	switch {
	case errors.As(err, &malformed):
		panic(&thrown{at: at.at.Span(), status: 400, denial: "the path cannot be decoded"})
	case err != nil: // what was not tried to its end turns nobody away
		panic(exhausted{err.Error()})
	case hit || all:
		return boolean(hit)
	}
	return fresh(0, "whether a route matches")
}

// matcher compiles patterns once for all the paths that are asked for.
func (w *worker) matcher(patterns []pathmatch.Pattern) (*pathmatch.RouteMatcher, error) {
	var key strings.Builder
	for _, p := range patterns {
		fmt.Fprintf(&key, "%q%v%q", p.Source, p.Regexp, p.Flags)
	}
	if m := w.matchers[key.String()]; m != nil {
		return m, nil
	}
	m, err := pathmatch.CompileRoutes(w.clerk, w.clerkShared, patterns)
	if err == nil {
		w.matchers[key.String()] = m
	}
	return m, err
}

// patterns lists the route patterns in a value, and whether that is all.
func (m *run) patterns(v value) (out []pathmatch.Pattern, all bool) {
	v = m.force(v)
	switch {
	case v.kind == stringKind:
		return []pathmatch.Pattern{{Source: v.str}}, true
	case v.is(regexShape):
		return []pathmatch.Pattern{{Source: v.ref.native.path, Regexp: true, Flags: v.ref.native.flags}}, true
	case v.is(arrayShape):
		all = !v.ref.open
		for _, e := range v.ref.elems {
			more, ok := m.patterns(e)
			out = append(out, more...)
			all = all && ok
		}
		return out, all
	}
	return nil, v.nullish()
}
