package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// limiterName matches what the app calls its own rate limiter.
var limiterName = regexp.MustCompile(`(?i)rate_?limit|throttl`)

// limits reports whether a call is by its name one of a rate limiter that the
// app wrote or wrapped. What it does is followed all the same.
func limits(path string) bool {
	return limiterName.MatchString(path[strings.LastIndexByte(path, '.')+1:]) ||
		strings.HasSuffix(path, ".limit") && limiterName.MatchString(path)
}

// Limited reports whether a limiter wraps the function of a resource, as in
// export const POST = withRateLimit(handler).
func (m *Machine) Limited(r *Resource) bool {
	if r.Route == nil || r.Route.Module == nil {
		return false
	}
	n := m.app.Project.Graph.Export(r.Route.Module, r.Name).Node
	if n.Is(js.VariableDeclarator) {
		n = n.Field(js.FieldValue)
	}
	for n = n.Unwrap(); n.Is(js.CallExpression); {
		if limiterName.MatchString(n.CalleePath()) {
			return true
		}
		inner := js.Node{}
		for _, a := range n.Arguments() {
			if a.Unwrap().Is(js.CallExpression) {
				inner = a.Unwrap()
			}
		}
		n = inner
	}
	return false
}

// headersMiddleware is a middleware that sets headers and lets every request
// pass.
func (m *run) headersMiddleware(c *call) value {
	return nativeFunc(c.path+"()", func(m *run, at *call) value { return resolved(m.nextResponse(at)) })
}

// limitedCall wraps a middleware or a handler in a firewall, which answers by
// itself or passes the request on, whoever asks. Without one it lets pass.
func (m *run) limitedCall(c *call) value {
	inner := m.force(c.arg(1))
	return nativeFunc(c.path+"()", func(m *run, at *call) value {
		m.note(&Event{Kind: Limiter, Name: calleeText(c.at), Method: c.path, At: c.at.Span(), From: originOf(at.args...)})
		if inner.nullish() {
			return resolved(m.nextResponse(at))
		}
		return m.async(func() value { return m.call(&call{at: at.at, fn: inner, args: at.args}) })
	})
}
