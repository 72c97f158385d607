package visitor

import (
	"strings"

	"clerkvet/analyzers/js"
)

// jsonParse gives what a text of JSON holds.
func (m *run) jsonParse(c *call) value {
	if m.quietly(c) && m.choose(c.at, 2) == 1 {
		panic(&thrown{v: fresh(FromError, "SyntaxError"), at: c.at.Span()})
	}
	if isFunction(c.arg(1)) { // a reviver is called with each part
		return fresh(originOf(c.arg(0), m.invoke(c.arg(1), []value{fresh(0, "a key"), fresh(originOf(c.arg(0)), "parsed JSON")}, c.at)), "parsed JSON")
	}
	if v, ok := unserialized(c.arg(0)); ok && c.arg(1).nullish() {
		return m.cloned(v, renderDepth)
	}
	return m.heldBy(c.arg(0))
}

// heldBy is what a text of JSON holds: of a secret variable a table or a list of secrets,
// and where that is not set what the code has in its place.
func (m *run) heldBy(text value) value {
	options := optionsOf(text)
	all := m.heldByOne(options[0])
	for _, o := range options[1:] {
		all = m.either(all, m.heldByOne(o))
	}
	return all
}

func (m *run) heldByOne(text value) value {
	switch {
	case text.kind == stringKind && strings.TrimSpace(text.str) == "null":
		return null.with(text.from)
	case text.kind == stringKind && strings.TrimSpace(text.str) == "[]":
		return array(nil).with(text.from)
	case text.kind == stringKind && strings.TrimSpace(text.str) == "{}":
		return objectOf(m.made(newObject(nil))).with(text.from)
	}
	v := madeOf("parsed JSON", originOf(text), text)
	v.sym.list = v.sym.env != ""
	return v
}

// keyOfNone asks for what a table of secrets holds under a credential of the visitor, and
// reports whether it is nothing. What names something else is no credential.
func (m *run) keyOfNone(table, key value, at js.Node) bool {
	if table == undefined || !originOf(key).Has(FromCredential) {
		return false
	}
	found, ok := m.seeksSecret(table, key, at)
	return ok && found == no
}
