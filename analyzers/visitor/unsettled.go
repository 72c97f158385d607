package visitor

import (
	"strings"

	"clerkvet/analyzers/js"
)

// unsettled notes that a part is read of a promise of what Clerk says, as if it
// were the answer: the part is undefined for everybody. Method is the promise as
// it is written.
func (m *run) unsettled(v value, part string, at js.Node) {
	p := v.ref.promise
	if at.IsZero() || strings.HasPrefix(part, "$$") || part == "" || part == "constructor" {
		return
	}
	if ofClerk(p.v) || p.thrown != nil && p.thrown.denial != "" {
		m.note(&Event{Kind: Unsettled, Name: part, Method: at.Field(js.FieldObject).Text(), At: at.Span()})
	}
}

// ofClerk reports whether a value is Clerk's answer about the visitor, or its
// client.
func ofClerk(v value) bool {
	if v.is(nativeShape) {
		return strings.HasPrefix(v.ref.native.path, "clerk#")
	}
	return v.origin().Has(FromClerk)
}
