package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// dropped notes that somebody was to be refused, as a check says, with a response
// that nothing becomes of: it was made, or given by a call, where nothing takes it.
func (m *run) dropped(n js.Node, v value) {
	if n = n.Unwrap(); m.visitor != SignedOut && m.visitor != Stranger || n.Is(js.AssignmentExpression, js.AugmentedAssignmentExpression) {
		return
	}
	if v.is(promiseShape) {
		v = v.ref.promise.v
	}
	if v.is(responseShape) && v.ref.refuses(m.visitor) && slices.ContainsFunc(m.events, func(e *Event) bool { return e.Kind == Check && e.Check == ClerkCheck }) {
		m.note(&Event{Kind: Dropped, Name: maker(n), At: n.Span()})
	}
}

// refuses reports whether a response says that somebody may not have what he asks
// for. Whoever is not signed in may be told so by any failure, or be sent elsewhere.
func (o *object) refuses(who Who) bool {
	if o.native.path == "redirect" {
		return who == SignedOut
	}
	c := o.own("status")
	if c == nil || c.v.kind != numberKind {
		return false
	}
	return c.v.num == 401 || c.v.num == 403 || who == SignedOut && c.v.num >= 400
}

// maker is what a statement calls that gives a response, or "" if it chooses
// between several.
func maker(n js.Node) string {
	for n = n.Unwrap(); ; n = n.Unwrap() {
		switch {
		case n.Is(js.AwaitExpression):
			n = n.First()
		case n.Is(js.BinaryExpression):
			n = n.Field(js.FieldRight)
		case n.Is(js.CallExpression, js.NewExpression):
			return calleeText(n)
		default:
			return ""
		}
	}
}
