package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// Keys that are fetched to verify tokens are somebody's of the app's choice only where the
// visitor does not say from where.

// wholeHost matches the start of an address as far as it says which host is asked.
var wholeHost = regexp.MustCompile(`^https?://[^/]+/`)

// remoteKeys is createRemoteJWKSet() of jose: the keys that stand at an address.
func (m *run) remoteKeys(c *call) value {
	at := m.force(c.arg(0))
	if !at.is(nativeShape) || at.ref.native.path != "url" || len(at.ref.native.args) != 2 {
		return m.passOn(c)
	}
	host, name := at.ref.native.args[1], baseOf(c.at.Argument(0).Unwrap())
	if host.nullish() {
		host = at.ref.native.args[0]
	}
	if m.chosenHost(host) && !vetted(name) {
		return fresh(originOf(host), "remote keys")
	}
	return fresh(0, "remote keys")
}

// chosenHost reports whether a visitor says which host an address is of, not by the host
// that he asks.
func (m *run) chosenHost(base value) bool {
	from := originOf(base)
	asked := base.kind == unknownKind && (base.sym == m.href || strings.HasPrefix(base.sym.name, "url.")) || base.is(nativeShape) && base.ref.native.path == "url"
	return !asked && from.Has(Visitor) && !from.Has(FromEnv|FromSecret|FromRecord) && !wholeHost.MatchString(base.begins()+"/")
}

// baseOf is what says the host in new URL(path, base) or new URL(`${base}/path`), which may
// stand in a variable.
func baseOf(n js.Node) js.Node {
	if n.Is(js.Identifier) {
		n = n.Syntax().Resolve(n).Field(js.FieldValue).Unwrap()
	}
	if base := n.Argument(1).Unwrap(); !base.IsZero() {
		return base
	}
	return beginningOf(n.Argument(0).Unwrap())
}

// beginningOf is what a text is put together of first.
func beginningOf(n js.Node) js.Node {
	for n.Is(js.BinaryExpression) {
		n = n.Field(js.FieldLeft).Unwrap()
	}
	if n.Is(js.TemplateString) {
		n = n.First().First().Unwrap()
	}
	return n
}

// jwksClient is the client of jwks-rsa: of the keys that stand at an address.
func (m *run) jwksClient(c *call) value {
	at, v := m.force(m.option(c.arg(0), "jwksUri")), m.bound(c.path+"()", c.this)
	if m.chosenHost(at) && !vetted(beginningOf(c.at.Argument(0).Unwrap().Property("jwksUri").Unwrap())) {
		v.ref.from = originOf(at) & Visitor
	}
	return v
}

// signingKey is one of the keys that a client of jwks-rsa fetches, or what a callback does
// with it.
func (m *run) signingKey(c *call) value {
	key := fresh(originOf(c.this)&Visitor, "a remote key")
	if back := callbackOf(c); back != undefined {
		m.invoke(back, []value{null, key}, c.at)
		return undefined
	}
	return resolved(key)
}

// verifiesByNothing reports whether the key with which a token of jsonwebtoken is verified
// proves nothing, or one that a function gives its callback on any of its ways.
func (m *run) verifiesByNothing(c *call) bool {
	key := m.force(c.arg(1))
	if !isFunction(key) {
		return m.provesNothing(key)
	}
	given := false
	m.explore(func() value {
		back := nativeFunc("callback", func(m *run, of *call) value {
			given = given || len(of.args) > 1 && m.provesNothing(of.arg(1))
			return undefined
		})
		return m.invoke(key, []value{fresh(Visitor, "the header of a token"), back}, c.at)
	})
	return given
}

// seeks are the methods that look for something in a list or a table.
var seeks = set("includes has indexOf")

// vetted reports whether the function around a name compares it with something, looks for it
// in a list, or asks a function about it.
func vetted(name js.Node) bool {
	if !name.Is(js.Identifier, js.MemberExpression) {
		return false
	}
	for n := range name.Enclosing().Descendants() {
		p := n.Parent()
		switch {
		case !n.Is(js.Identifier, js.MemberExpression) || n.Text() != name.Text():
		case p.Is(js.BinaryExpression) && isCondition(p):
			if !p.Field(js.FieldLeft).Is(js.Null, js.Undefined) && !p.Field(js.FieldRight).Is(js.Null, js.Undefined) {
				return true
			}
		case p.Is(js.Arguments) && p.Parent().Is(js.CallExpression) && (seeks[lastOf(p.Parent().Callee())] || decidesSomething(p.Parent())):
			return true
		}
	}
	return false
}

// decidesSomething reports whether a call stands in the condition of a statement.
func decidesSomething(n js.Node) bool {
	for p := n.Parent(); p.Is(js.ParenthesizedExpression, js.UnaryExpression, js.AwaitExpression, js.BinaryExpression); p = n.Parent() {
		n = p
	}
	return n.Role() == js.FieldCondition
}
