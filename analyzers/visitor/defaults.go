package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// What stands in the code is no secret: whoever knows the code passes what it
// checks. Mostly it stands in for a variable that is not set.

// standsIn marks a text that is taken in place of a secret variable.
func (m *run) standsIn(of, v value, at js.Node) value {
	if !m.switchedBySecret(of) || publicKey(v) {
		return v
	}
	m.note(&Event{Kind: Assumption, Name: of.sym.env, Stands: true, At: at.Span()})
	return v.with(fromCode)
}

// publicKey reports whether a text is a key that anybody may know.
func publicKey(v value) bool {
	return strings.Contains(v.str, "-----BEGIN") && !strings.Contains(v.str, "PRIVATE")
}

// published reports whether a key is nothing but a text of the code. An empty one
// is refused by most packages.
func published(key value) bool {
	if key.kind == stringKind {
		return key.str != "" && !publicKey(key) && !key.from.Has(FromEnv|FromSecret|FromRecord|Visitor)
	}
	return inCode(key)
}

// inCode reports whether a value was made with a text of the code as its key, and
// with no secret.
func inCode(v value) bool {
	from := originOf(v)
	return from.Has(fromCode) && !from.Has(FromEnv|FromSecret|FromRecord)
}

// keyAmong is the key among the options of what reads a sealed session, or the
// value if it is no options.
func (m *run) keyAmong(v value) value {
	if v.is(plainShape) {
		for _, name := range []string{"secret", "password"} {
			if c := v.ref.own(name); c != nil {
				return m.force(m.read(c))
			}
		}
	}
	return v
}

// encoded are the bytes of a text.
func (m *run) encoded(c *call) value {
	v := m.passOn(c)
	switch of := m.force(c.arg(0)); {
	case of.kind == stringKind && published(of):
		return v.with(fromCode)
	case inBrowser(of) && strings.Contains(envOf(of), "SECRET"):
		return fresh(fromCode, lastName(c.path))
	}
	return v
}

// passesBy reports whether a visitor passes what a key checks, as he may know it.
func (m *run) passesBy(key value) bool {
	return m.visitor == SignedOut && (published(key) || inBrowser(key) && strings.Contains(envOf(key), "SECRET"))
}

// inBrowser reports whether a key is of a variable that every browser gets.
func inBrowser(key value) bool { return strings.HasPrefix(envOf(key), "NEXT_PUBLIC_") }

// provesNothing reports whether a visitor passes what a key checks, as he may know it
// or sends it himself.
func (m *run) provesNothing(key value) bool { return m.passesBy(key) || sentAlong(key) }

// signedByAnybody reports whether what checks a signature was given a key that
// stands in the code, or one that the visitor sends.
func (m *run) signedByAnybody(c *call) bool {
	made := c.this.is(nativeShape) && c.this.ref.native.args != nil
	switch {
	case slices.ContainsFunc(c.args, m.passesBy), made && slices.ContainsFunc(c.this.ref.native.args, m.passesBy):
		return true
	case made && slices.ContainsFunc(c.this.ref.native.args, sentAlong), c.this.is(nativeShape) && c.this.ref.from.Has(Visitor):
		return true
	}
	of, _ := deliveryCheckOf(c.path)
	return of.key >= 0 && sentAlong(c.arg(of.key))
}

// noteKey notes that something is signed with a text of the code in place of a
// variable: its argument names it.
func (m *run) noteKey(c *call, key value) {
	if m.visitor == SignedOut || !published(key) {
		return
	}
	for _, e := range slices.Backward(m.events) {
		if e.Kind == Assumption && e.Stands {
			m.note(&Event{Kind: Forgeable, Name: calleeText(c.at), At: c.at.Span(), Args: []Arg{{Name: e.Name}}})
			return
		}
	}
}

// whetherSet is a condition that asks whether a secret variable is set, which is a
// path of its own each way; any other one as it is.
func (m *run) whetherSet(v value, at js.Node) value {
	of := v
	for of.kind == unknownKind && of.sym.parent != nil && (of.sym.op == "!" || of.sym.op == "==null") {
		of = value{kind: unknownKind, sym: of.sym.parent}
	}
	if !m.switchedBySecret(of) {
		return v
	}
	return boolean(m.holds(v, at))
}

// takesKey reports whether the second argument of what verifies a token is the key.
func takesKey(path string) bool {
	pkg, _, _ := strings.Cut(path, "#")
	return pkg == "jose" || pkg == "iron-session"
}
