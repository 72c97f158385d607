package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// record is what awaiting a query gives. The visitor holds no valid credential,
// so that one looked up by a credential is not found; nor is one of nobody.
func (m *run) record(e *Event, asked []question, at js.Node) value {
	if e == nil {
		return fresh(FromRecord, "a record")
	}
	changes := e.changesFound(asked)
	if m.visitor == SignedOut && e.refusesNobody(asked) {
		m.note(&Event{Kind: Check, Check: ClerkCheck, Name: "a lookup of nobody", At: e.At, Accidental: true})
		e.Verb, e.Hard = Read, false
		panic(&thrown{v: fresh(FromError, "an error of Prisma"), denial: "Prisma refuses to look for nobody", status: 500, at: e.At, accidental: true})
	}
	if m.visitor == SignedOut && (e.Verb == Read || changes) {
		if column := m.sought(e, asked); column != "" {
			e.Verb, e.Hard = Read, false
			m.note(&Event{Kind: Check, Check: APIKeyCheck, Name: e.Name + "() by " + column, At: e.At, From: e.From})
			return m.notFound(e, FromRecord)
		}
		if !changes && e.byNobody(asked) {
			m.note(&Event{Kind: Check, Check: ClerkCheck, Name: "a lookup of nobody", At: e.At, Accidental: true})
			return m.notFound(e, FromRecord|FromClerk)
		}
	}
	switch t := m.queryFails(e, at); {
	case t == nil:
	case e.saysFailure():
		t.v.sym.truth = truthy
		return objectOf(newObject(map[string]value{"data": null, "error": t.v, "count": null}))
	default:
		panic(t)
	}
	v := fresh(FromRecord|m.ofUser(e), e.Name)
	v.sym.learn().query = e
	e.found = v.sym
	return v
}

// queryFails is what a query fails with, or nil. Of those that the code may pass over, one
// a path is enough.
func (m *run) queryFails(e *Event, at js.Node) *thrown {
	if e.saysFailure() && slices.ContainsFunc(m.events, func(x *Event) bool { return x.Kind == Fault }) {
		return nil
	}
	t := m.fault(e, at)
	if t != nil {
		t.outside = strings.Contains(e.Method, "#")
	}
	return t
}

// saysFailure reports whether a query says that it failed in what it gives, as those of
// Supabase do unless they are told to throw.
func (e *Event) saysFailure() bool {
	return strings.HasPrefix(e.Method, "@supabase/") && !e.asks("throwonerror")
}

// notFound is what a query gives that finds nothing.
func (m *run) notFound(e *Event, from Origin) value {
	for _, name := range e.Calls {
		switch name = strings.ToLower(name); {
		case throwVerbs[name], (name == "update" || name == "delete") && strings.HasPrefix(e.Method, "@prisma/"):
			panic(&thrown{v: fresh(FromError, "not found"), denial: "no record is found", at: e.At, accidental: from.Has(FromClerk)})
		case countVerbs[name]:
			return number(0).with(from)
		}
	}
	switch {
	case strings.Contains(e.Method, "supabase"), e.asks("single"), e.asks("maybesingle"):
		return e.nothingOfSupabase(from)
	case m.oneRecord(e), e.ofCredential(), e.asks("findoneandupdate"), e.asks("findoneanddelete"), e.asks("findoneandremove"):
		return null.with(from)
	}
	none := newObject(map[string]value{"rows": array(nil), "rowCount": number(0), "docs": array(nil), "empty": yes, "size": number(0),
		"count": number(0), "matchedCount": number(0), "modifiedCount": number(0), "deletedCount": number(0)})
	none.shape, none.from, none.keys = arrayShape, from, nil
	return objectOf(none)
}

// asks reports whether a method is among those of a query.
func (e *Event) asks(method string) bool {
	return slices.ContainsFunc(e.Calls, func(name string) bool { return strings.ToLower(name) == method })
}

// nothingOfSupabase is what a query of Supabase gives that finds nothing: an object
// in any case, with an error where there should have been one record.
func (e *Event) nothingOfSupabase(from Origin) value {
	data, failed := null.with(from), null
	switch {
	case e.asks("single"):
		failed = fresh(FromError, "an error")
		failed.sym.truth = truthy
	case e.asks("rpc"):
		failed = fresh(FromError, "an error")
	case !e.asks("maybesingle"):
		data = array(nil)
		data.ref.from = from
	}
	count := null
	if slices.ContainsFunc(e.Args, func(a Arg) bool { return lastName(a.Path) == "count" && a.Text != "" }) {
		count = number(0).with(from) // { count: "exact" }
	}
	return objectOf(newObject(map[string]value{"data": data, "error": failed, "count": count}))
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
