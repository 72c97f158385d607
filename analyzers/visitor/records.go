package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// record is what awaiting a query gives. The visitor holds no valid credential,
// so that one looked up by a credential is not found; nor is one of nobody.
func (m *run) record(e *Event, at js.Node) value {
	if e == nil {
		return fresh(FromRecord, "a record")
	}
	one := m.oneRecord(e)
	from := FromRecord
	switch {
	case m.visitor == SignedOut && e.byCredential():
		m.note(&Event{Kind: Check, Check: APIKeyCheck, Name: "a lookup of a credential", At: e.At})
	case m.visitor == SignedOut && e.byNobody() && e.Verb == Read:
		m.note(&Event{Kind: Check, Check: ClerkCheck, Name: "a lookup of nobody", At: e.At, Accidental: true})
		from |= FromClerk
	default:
		if t := m.fault(e, at); t != nil {
			panic(t)
		}
		v := fresh(FromRecord|m.ofUser(e), e.Name)
		v.sym.query = e
		e.found = v.sym
		return v
	}
	if slices.ContainsFunc(e.Calls, func(name string) bool { return throwVerbs[strings.ToLower(name)] }) {
		panic(&thrown{v: fresh(FromError, "not found"), denial: "no record is found", at: e.At, accidental: from.Has(FromClerk)})
	}
	if one {
		return null.with(from)
	}
	none := array(nil)
	none.ref.from = from
	if strings.Contains(e.Method, "supabase") {
		return objectOf(newObject(map[string]value{"data": null.with(from), "error": fresh(FromError, "an error"), "count": null}))
	}
	return none
}

// oneRecord reports whether a query gives one record rather than a list.
func (m *run) oneRecord(e *Event) bool {
	for i, name := range e.Calls {
		name = strings.ToLower(name)
		if oneVerbs[name] && !(i == 0 && name == "get" && len(e.Calls) > 1) {
			return true
		}
	}
	return false
}

// byCredential reports whether a query looks for something by a credential that
// the visitor sent.
func (e *Event) byCredential() bool {
	if e.Verb != Read {
		return false
	}
	for _, a := range e.Args {
		if a.From.Has(FromCredential) && a.From.Has(Visitor) {
			return true
		}
	}
	return false
}

// byNobody reports whether a query looks for what belongs to Clerk's user
// while there is none.
func (e *Event) byNobody() bool {
	for _, a := range e.Args {
		if a.Null && a.From.Has(FromClerk) {
			return true
		}
	}
	return false
}
