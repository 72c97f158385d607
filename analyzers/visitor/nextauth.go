package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// NextAuth as a middleware: withAuth of version 4, and auth of version 5. Both ask the
// callback "authorized" whether a request passes; auth does so only where it wraps nothing.

func nextAuthGates() map[string]summary {
	return map[string]summary{
		"next-auth/middleware#default":  (*run).withNextAuth,
		"next-auth/middleware#withAuth": (*run).withNextAuth,
		"next-auth#default().auth":      (*run).authOfNextAuth,
	}
}

// isRequest reports whether a value is the request that is answered.
func isRequest(v value) bool { return v.is(nativeShape) && v.ref.native.path == "request" }

// withNextAuth is a middleware that lets through whom "authorized" lets, at first who has a
// token, to a function if it is given one.
func (m *run) withNextAuth(c *call) value {
	first := m.force(c.arg(0))
	if isRequest(first) {
		if options := m.force(c.arg(1)); !m.leavesAlone(options, c.at) {
			return m.authorized(c, first, "token", m.authorizedOf(options), undefined)
		}
		return m.letThrough(c, first, undefined)
	}
	options, inner := first, undefined
	if isFunction(first) {
		options, inner = m.force(c.arg(1)), first
	}
	return nativeFunc(c.path+"()", func(m *run, asked *call) value {
		if m.leavesAlone(options, asked.at) {
			return m.letThrough(asked, asked.arg(0), undefined)
		}
		return m.authorized(asked, asked.arg(0), "token", m.authorizedOf(options), inner)
	})
}

// ownPaths are where the paths begin that withAuth leaves alone, besides the pages for
// signing in and for errors (next-auth@4.24.11 next/middleware.js).
var ownPaths = []string{"/api/auth", "/_next", "/favicon.ico"}

// leavesAlone reports whether withAuth asks nobody at the path that is asked for.
func (m *run) leavesAlone(options value, at js.Node) bool {
	path, _, _ := strings.Cut(m.gateURL, "?")
	if !m.gate {
		return false
	}
	return slices.ContainsFunc(ownPaths, func(begin string) bool { return strings.HasPrefix(path, begin) }) ||
		m.isPageOf(options, "signIn", path, at) || m.isPageOf(options, "error", path, at)
}

// isPageOf reports whether a path is that of a page which the options of NextAuth name.
func (m *run) isPageOf(options value, name, path string, at js.Node) bool {
	switch page := m.force(m.option(m.force(m.option(options, "pages")), name)); {
	case page.kind == stringKind:
		return page.str == path
	case !page.nullish():
		m.note(&Event{Kind: Doubt, Name: "the pages of NextAuth cannot be read", At: at.Span()})
	}
	return false
}

// authorizedOf is the callback that says who passes; undefined for none.
func (m *run) authorizedOf(options value) value {
	callbacks := m.force(m.option(options, "callbacks"))
	return m.force(m.option(callbacks, "authorized"))
}

// authorized answers a request as the callback says: what it answers itself, with a way to
// sign in, or as who is let through gets.
func (m *run) authorized(c *call, req value, who string, callback, inner value) value {
	m.check(c, OtherAuthCheck, lastName(c.path)+"()")
	if m.visitor != SignedOut {
		return m.letThrough(c, req, inner)
	}
	holds := no
	if isCallable(callback) {
		asked := newObject(map[string]value{who: null.with(FromClerk), "req": req, "request": req})
		holds = m.force(m.await(m.invoke(callback, []value{objectOf(m.made(asked))}, c.at), c.at))
	}
	switch {
	case holds.is(responseShape):
		return resolved(holds)
	case m.holds(holds, c.at):
		return m.letThrough(c, req, inner)
	}
	return resolved(m.response(c, "redirect", number(307), undefined))
}

func (m *run) letThrough(c *call, req, inner value) value {
	if isCallable(inner) {
		return m.call(&call{at: c.at, fn: inner, args: c.args, open: c.open})
	}
	return resolved(m.nextResponse(&call{at: c.at}))
}

// authOfNextAuth is auth() of version 5: the session, a function with the session at its
// request, or a middleware.
func (m *run) authOfNextAuth(c *call) value {
	first := m.force(c.arg(0))
	switch {
	case isFunction(first):
		return nativeFunc(c.path+"()", func(m *run, asked *call) value {
			m.check(asked, OtherAuthCheck, "auth()")
			return m.call(&call{at: asked.at, fn: first, args: asked.args, open: asked.open})
		})
	case m.gate && isRequest(first):
		options := m.optionsOfNextAuth(c)
		path, _, _ := strings.Cut(m.gateURL, "?")
		if callback := m.authorizedOf(options); isCallable(callback) && !strings.HasPrefix(path, "/api/auth/signin") && !m.isPageOf(options, "signIn", path, c.at) {
			return m.authorized(c, first, "auth", callback, undefined)
		}
		m.check(c, OtherAuthCheck, "auth()")
		return m.letThrough(c, first, undefined)
	}
	return m.noSession(c)
}

// optionsOfNextAuth are what NextAuth was called with, of which auth is a part.
func (m *run) optionsOfNextAuth(c *call) value {
	if c.this.is(nativeShape) && len(c.this.ref.native.args) > 0 {
		return m.force(c.this.ref.native.args[0])
	}
	return undefined
}
