package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// anonymousKey matches the variables that hold the key of a database that browsers have,
// too: it opens what the policies open to anybody.
var anonymousKey = regexp.MustCompile(`(?i)anon|publishable|^NEXT_PUBLIC_`)

// onBehalf marks a client of Supabase that is made with the key that browsers have and
// asks with the token that Clerk gives to who is signed in.
func (m *run) onBehalf(c *call, client value) value {
	if !strings.HasPrefix(c.path, "@supabase/") || len(c.args) < 3 || !anonymousKey.MatchString(envOf(m.force(c.arg(1)))) {
		return client
	}
	options := m.force(c.arg(2))
	token := m.force(m.property(options, "accessToken"))
	headers := m.property(m.force(m.property(options, "global")), "headers")
	client.ref.native.behalf = isFunction(token) && token.ref.closure != nil && asksForToken(token.ref.closure.node) || originOf(m.force(headers)).Has(FromClerk)
	return client
}

// property is a property of a plain object, or nothing.
func (m *run) property(o value, name string) value {
	if !o.is(plainShape) || o.ref.own(name) == nil {
		return undefined
	}
	return m.read(o.ref.own(name))
}

// asksForToken reports whether a function asks for the token of a session.
func asksForToken(f js.Node) bool {
	for n := range f.Descendants() {
		callee := n.Callee()
		if n.Is(js.CallExpression) && (callee.Text() == "getToken" || callee.Field(js.FieldProperty).Text() == "getToken") { // of (await auth()), too
			return true
		}
	}
	return false
}

// actsForVisitor reports whether a value is a client that asks with the visitor's own
// token, or a part of one.
func (v value) actsForVisitor() bool { return v.is(nativeShape) && v.ref.native.behalf }
