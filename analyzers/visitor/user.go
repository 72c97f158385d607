package visitor

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"clerkvet/analyzers/js"
)

// What only those visitors are asked about whose calls get somewhere: what
// fails, who a record belongs to, what a condition looks at, what the browser
// is given.

// fault is another path, on which a call fails. It returns what is thrown
// there, or nil.
func (m *run) fault(e *Event, at js.Node) *thrown {
	if m.visitor == SignedOut || m.choose(at, 2) == 0 {
		return nil
	}
	m.note(&Event{Kind: Fault, Name: e.Name, Verb: e.Verb, At: e.At, Hard: e.Hard, Logged: e.Logged})
	return &thrown{v: fresh(FromError, "error"), at: e.At}
}

// ofUser is FromClerk if a query looked for what belongs to Clerk's user.
func (m *run) ofUser(e *Event) Origin {
	if m.visitor == SignedOut {
		return 0
	}
	return e.From & FromClerk
}

// relate notes that Clerk's user was compared with something of another origin.
func (m *run) relate(a, b value, at js.Node) {
	if m.visitor != Stranger {
		return
	}
	x, y := originOf(a), originOf(b)
	other := Visitor | FromRecord | FromEnv
	if x.Has(FromClerk) && y.Has(other) || y.Has(FromClerk) && x.Has(other) {
		e := &Event{Kind: Relation, Name: ofRecord(a, b), At: at.Span(), From: x | y}
		if sent := b; !e.From.Has(FromRecord | FromEnv) {
			if x.Has(Visitor) {
				sent = a
			}
			e.Args = []Arg{{Path: "sent", From: sent.origin(), Name: sent.source()}}
		}
		m.note(e)
	}
}

// ofRecord names the field of a record that one of two values is, with its table, if
// the other is of none, or of the record that the app keeps of the user: "team.ownerId".
func ofRecord(a, b value) string {
	query, other := a.queried(), b.queried()
	if query == nil || other != nil && query.ofUser() && !other.ofUser() {
		a, query, other = b, other, query
	}
	if query == nil || other != nil && (query.ofUser() || !other.ofUser()) {
		return ""
	}
	return query.Table() + "." + lastName(a.source())
}

// ofUser reports whether a query looks for what Clerk's user has, by nothing that he sent.
func (e *Event) ofUser() bool { return e.From.Has(FromClerk) && !e.From.Has(Visitor) }

// queried is the query that gave the record that a value is of, or nil.
func (v value) queried() *Event {
	if v.kind != unknownKind {
		return nil
	}
	for s := v.sym; s != nil; s = s.parent {
		if s.query != nil {
			return s.query
		}
	}
	return nil
}

// aboutUser is what a condition names that decides by who somebody is.
var aboutUser = regexp.MustCompile(`(?i)role|admin|permission|member|owner|moderator|staff|plan|tier|premium|subscri|access([^_t]|_[^t]|$)|has\(\)|metadata|allowed|granted|is_?pro\b`)

// noteDecision notes a condition on the user or a record that held or not.
func (m *run) noteDecision(v value, holds bool, at js.Node) {
	if m.visitor != Stranger || v.kind != unknownKind || !v.origin().Has(FromClerk|FromRecord|FromMetadata) {
		return
	}
	name := v.sym.source()
	if role := v.queried().role(); role != "" {
		name += " by " + role
	} else if v.asksWhoActs() {
		name = strings.TrimSuffix(name, listedPeople) + chosen
	} else if !m.nameMatches(aboutUser, name) && !v.origin().Has(FromMetadata) {
		return
	}
	if v.sym.negated() {
		holds = !holds
	}
	m.note(&Event{Kind: Decision, Name: name, Holds: holds, At: at.Span(), From: v.origin()})
}

// saysOfUser reports whether a table of the code says under a key what somebody may do
// who has a role, which is not known: whoever asks for it asks for the role. What the
// table holds can only be looked at.
func (m *run) saysOfUser(table *object, key value) bool {
	return m.visitor == Stranger && key.kind == unknownKind && key.origin().Has(FromClerk|FromRecord|FromMetadata) &&
		!key.origin().Has(Visitor) && m.nameMatches(aboutUser, key.source()) && m.onlyData(table, 3)
}

// onlyData reports whether an object holds texts, numbers and lists or objects of them,
// so deep at most, and nothing that does something.
func (m *run) onlyData(o *object, depth int) bool {
	plain := func(v value) bool {
		return v.concrete() || depth > 0 && (v.is(plainShape) || v.is(arrayShape)) && m.onlyData(v.ref, depth-1)
	}
	for _, k := range o.keys {
		if !plain(m.read(o.props[k])) {
			return false
		}
	}
	return !o.open && !slices.ContainsFunc(o.elems, func(v value) bool { return !plain(v) })
}

// calledAfter notes on something unknown what values are called that it was made of,
// if they are of Clerk's user, for a visitor who is led through everything:
// conditions tell by that whether they are about him.
func (m *run) calledAfter(made value, values ...value) value {
	if !m.led {
		return made
	}
	for _, v := range values {
		if v.ref != nil && v.ref.sym != nil {
			v = value{kind: unknownKind, sym: v.ref.sym}
		}
		if of := v.source(); v.origin().Has(FromClerk|FromMetadata) && len(made.sym.after)+len(of) < 200 {
			made.sym.learn().after += " " + of
		}
	}
	return made
}

// rolePart is a field by which a query selects who may do something.
var rolePart = regexp.MustCompile(`(?i)^(\w*roles?|\w*permissions?|is_?(super_?)?(admin|owner)|access_?level)$`)

// role returns the field by which a query looks for a record of the user's that
// says what he may do, or "": what he sends as his role says nothing.
func (e *Event) role() string {
	if e == nil || e.Verb != Read || !e.From.Has(FromClerk) {
		return ""
	}
	for _, a := range e.Args {
		parts := strings.Split(a.Path, ".")
		if a.From.Has(Visitor) || slices.ContainsFunc(parts, shows) {
			continue
		}
		for _, part := range append(parts, a.Text, a.Name[strings.LastIndexByte(a.Name, '.')+1:]) {
			if rolePart.MatchString(part) {
				return part
			}
		}
	}
	return ""
}

// shows reports whether a part of a query says what is read rather than which
// records are.
func shows(part string) bool {
	switch part {
	case "select", "include", "with", "columns", "orderBy", "data":
		return true
	}
	return false
}

// negated reports whether a symbol is the opposite of what it derives from.
func (s *symbol) negated() bool {
	odd := false
	for ; s != nil; s = s.parent {
		if s.op == "!" {
			odd = !odd
		}
	}
	return odd
}

// identity is what Clerk calls who somebody is.
var identity = regexp.MustCompile(`(?i)\b(user_?id|id|org_?id|email\w*)$`)

// looksFor notes that a list or a text was searched for something of the user. Who
// is looked for in a list of known people is related to it.
func (m *run) looksFor(where, what value, at js.Node) {
	m.relate(where, what, at)
	if m.visitor == Stranger && what.origin().Has(FromClerk) && identity.MatchString(what.source()) {
		m.note(&Event{Kind: Relation, At: at.Span(), From: originOf(where, what)})
	}
	m.noteDecision(what, true, at)
}

// passes notes what a component is given that runs in the browser.
func (m *run) passes(o *object) {
	e := &Event{Kind: Pass, Name: o.native.path, At: o.at.Span()}
	for _, k := range o.keys {
		if c := o.props[k]; c.state == ready && c.getter == nil {
			e.addArg(k, c.v, argDepth)
			e.From |= originOf(c.v)
		}
	}
	m.note(e)
}

// jsonStringify makes a text of a value, which JSON.parse reads back.
func (m *run) jsonStringify(c *call) value {
	v := m.serialized(c.arg(0), c.at)
	if v.kind == nullKind {
		return text("null").with(v.from)
	}
	if of := m.cloned(v, renderDepth); v.kind != unknownKind || len(v.sym.options) > 0 {
		if replacer := c.arg(1); isFunction(replacer) { // it is called with each part
			of = fresh(originOf(of, m.invoke(replacer, []value{fresh(0, "a key"), fresh(originOf(of), "a part")}, c.at)), "parsed JSON")
		} else if !replacer.nullish() {
			of = fresh(originOf(of, replacer), "parsed JSON")
		}
		v = m.passOn(c)
		v.sym.learn().text = &of
	} else {
		v = v.derive("json")
	}
	if v.origin().Has(FromBody) {
		return v.with(FromReserialized)
	}
	return v
}

// unserialized is the value that a text was made of.
func unserialized(v value) (value, bool) {
	if v.kind != unknownKind {
		return v, false
	}
	for s := v.sym; s.parent != nil || s.text != nil; s = s.parent {
		if s.text != nil {
			return *s.text, holdsValues(*s.text, renderDepth)
		}
		if s.op == "json" {
			return value{kind: unknownKind, sym: s.parent}, true
		}
		if len(s.op) < 5 || s.op[:5] != "from:" {
			break
		}
	}
	return v, false
}

// holdsValues reports whether all that a value holds is the same after it was a text of
// JSON: texts, numbers, and objects and lists of them.
func holdsValues(v value, depth int) bool {
	switch {
	case v.kind == unknownKind:
		return len(v.sym.options) == 0 && v.sym.callable == nil
	case v.kind == numberKind:
		return isFinite(v.num)
	case v.ref == nil:
		return true
	case depth == 0 || !v.is(plainShape) && !v.is(arrayShape) || v.ref.class != nil:
		return false
	}
	for _, c := range v.ref.props {
		if c.state != ready || c.getter != nil || !holdsValues(c.v, depth-1) {
			return false
		}
	}
	return !slices.ContainsFunc(v.ref.elems, func(e value) bool { return e.kind == undefinedKind || !holdsValues(e, depth-1) })
}

// ownText names what an error says that the app knows the class of.
const ownText = "a text of the app"

// ownError makes two paths of whether an error is of a class that the app knows.
// Where it is, it was written for the one who gets it.
func (m *run) ownError(a value, at js.Node) value {
	if m.choose(at, 2) == 1 {
		return no
	}
	for _, k := range []string{"message", "errors", "issues", "code", "status", "statusCode", "name", "cause"} {
		m.put(a.ref, k, fresh(0, ownText))
	}
	return yes
}

// says is the operation of whether an error says something, before what.
const says = "says:"

// asksWhat is whether an error says a text of the code, where it is an error that
// is asked.
func (m *run) asksWhat(v, what value) (value, bool) {
	if m.visitor == SignedOut || v.kind != unknownKind || !v.origin().Has(FromError) || what.kind != stringKind || what.str == "" {
		return value{}, false
	}
	return v.derive(says + what.str), true
}

// saysKnown is what an error says where a symbol holds, if the code names it, else
// "": a text, or the number of a failure.
func (s *symbol) saysKnown() string {
	if text, ok := strings.CutPrefix(s.op, says); ok {
		return text
	}
	if !s.parent.from.Has(FromError) && s.parent.name != ownText || s.parent.op == "typeof" {
		return ""
	}
	if text, ok := strings.CutPrefix(s.op, "==="+strconv.Itoa(int(stringKind))); ok {
		return text
	}
	if code, ok := strings.CutPrefix(s.op, "==="+strconv.Itoa(int(numberKind))); ok && len(code) > 3 { // shorter ones are statuses
		return code
	}
	return ""
}

// supabaseUser is what supabase.auth.getUser() and getSession() give.
func (m *run) supabaseUser(c *call) value {
	m.check(c, OtherAuthCheck, "supabase.auth."+lastName(c.path)+"()")
	if m.visitor == Stranger {
		return resolved(fresh(FromClerk, "a session"))
	}
	gone := null.with(FromClerk)
	data := newObject(map[string]value{"user": gone, "session": gone, "claims": gone})
	failure := fresh(FromError, "an auth error")
	failure.sym.truth = truthy
	return resolved(objectOf(newObject(map[string]value{"data": objectOf(data), "error": failure})))
}
