package visitor

import "clerkvet/analyzers/js"

// dropped notes that a refusal was made, or given by a call, and is used by nobody:
// the one who is refused goes on.
func (m *run) dropped(n js.Node, v value) {
	if n = n.Unwrap(); m.visitor != SignedOut || n.Is(js.AssignmentExpression, js.AugmentedAssignmentExpression) {
		return
	}
	if v.is(promiseShape) {
		v = v.ref.promise.v
	}
	if !v.is(responseShape) {
		return
	}
	if status := v.ref.own("status"); status != nil && status.v.kind == numberKind && status.v.num >= 400 {
		m.note(&Event{Kind: Dropped, Name: calleeText(called(n)), At: n.Span()})
	}
}

// called is the call of a statement that waits for one.
func called(n js.Node) js.Node {
	for n = n.Unwrap(); n.Is(js.AwaitExpression); n = n.Unwrap() {
		n = n.First()
	}
	return n
}
