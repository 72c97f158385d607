package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// maxPassing bounds the walk of a middleware that is known to let the visitor
// through on some way: what else it does is then told as far as it was seen.
const maxPassing = 4_000

// lets notes a way that ends here if it lets the visitor through: what is returned
// is an answer that goes on, and each function on the stack gives what the one that
// it called gives.
func (m *run) lets(c completion) {
	if !m.gate || !m.once || m.loading > 0 || m.learning != nil || !c.v.is(responseShape) {
		return
	}
	p := path{outcome: outcome{v: c.v, events: m.events}}
	if g := m.gateOf(&p, m.gateURL); g.verdict != Passes || len(g.unset) > 0 || !m.ends(c.at) {
		return
	}
	if m.through == nil {
		p.events = slices.Clone(m.events)
		m.through = &p
	}
	m.limit = min(m.limit, max(m.steps, maxPassing))
}

// ends reports whether what a return statement gives is what the entry gives.
func (m *run) ends(returns js.Node) bool {
	for i, c := range m.stack {
		if !c.direct || i > 0 && !isGivenBack(c.at) {
			return false
		}
	}
	return !overruled(returns)
}

// isGivenBack reports whether a function returns what a call in it gives.
func isGivenBack(n js.Node) bool {
	for n.Parent().Is(js.AwaitExpression, js.ParenthesizedExpression, js.AsExpression, js.NonNullExpression) {
		n = n.Parent()
	}
	return n.Parent().Is(js.ReturnStatement) && !overruled(n)
}

// overruled reports whether something stands in a try statement of its function that
// has the last word, as it does something in the end.
func overruled(n js.Node) bool {
	for ; !n.IsZero() && !n.IsFunction(); n = n.Parent() {
		if n.Is(js.TryStatement) && !n.Field(js.FieldFinalizer).IsZero() {
			return true
		}
	}
	return false
}
