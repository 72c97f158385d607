package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// record is what awaiting a query gives. The visitor holds no valid credential,
// so that one looked up by a credential is not found; nor is one of nobody.
func (m *run) record(e *Event, asked []question, at js.Node) value {
	if e == nil {
		return fresh(FromRecord, "a record")
	}
	if m.visitor == SignedOut && e.Verb == Read {
		if column := m.sought(e, asked); column != "" {
			m.note(&Event{Kind: Check, Check: APIKeyCheck, Name: e.Name + "() by " + column, At: e.At, From: e.From})
			return m.notFound(e, FromRecord)
		}
		if e.byNobody() {
			m.note(&Event{Kind: Check, Check: ClerkCheck, Name: "a lookup of nobody", At: e.At, Accidental: true})
			return m.notFound(e, FromRecord|FromClerk)
		}
	}
	if t := m.fault(e, at); t != nil {
		panic(t)
	}
	v := fresh(FromRecord|m.ofUser(e), e.Name)
	v.sym.query = e
	e.found = v.sym
	return v
}

// notFound is what a query gives that finds nothing.
func (m *run) notFound(e *Event, from Origin) value {
	for _, name := range e.Calls {
		switch name = strings.ToLower(name); {
		case throwVerbs[name]:
			panic(&thrown{v: fresh(FromError, "not found"), denial: "no record is found", at: e.At, accidental: from.Has(FromClerk)})
		case countVerbs[name]:
			return number(0).with(from)
		}
	}
	switch {
	case m.oneRecord(e), e.ofCredential():
		return null.with(from)
	case strings.Contains(e.Method, "supabase"):
		return objectOf(newObject(map[string]value{"data": null.with(from), "error": fresh(FromError, "an error"), "count": null}))
	}
	none := newObject(map[string]value{"rows": array(nil), "rowCount": number(0), "docs": array(nil), "empty": yes, "size": number(0)})
	none.shape, none.from, none.keys = arrayShape, from, nil
	return objectOf(none)
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

// aboutCredential matches the names of queries that say whose a credential is.
var aboutCredential = regexp.MustCompile(`(?i)key|token|session|secret|auth|verif|valid`)

// ofCredential reports whether a query of Convex is by its name one for whose a
// credential is: it gives nothing where there is nobody.
func (e *Event) ofCredential() bool {
	return strings.HasPrefix(e.Method, "convex/") && len(e.args) > 0 && e.args[0].is(nativeShape) && aboutCredential.MatchString(e.args[0].ref.native.path)
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
