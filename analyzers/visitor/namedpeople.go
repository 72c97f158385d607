package visitor

import (
	"slices"
	"strings"
)

// chosen ends the name of a condition that asks whether Clerk's user is one of those
// whom the code or a variable of the environment names.
const chosen = " is of those who are allowed"

// listedPeople ends what such a list is asked, so that the condition tells.
const listedPeople = " of named people"

// asksWhoActs reports whether a condition compares the id or the address of Clerk's
// user with a text of the code or a variable, or looks it up in a list of such. What
// the visitor sends or what a record holds is nobody whom the app names.
func (v value) asksWhoActs() bool {
	from := v.origin()
	if !from.Has(FromClerk) || from.Has(Visitor) {
		return false
	}
	s := v.sym
	for s.op == "!" {
		s = s.parent
	}
	name, list := strings.CutSuffix(s.source(), listedPeople)
	switch {
	case !identity.MatchString(strings.TrimSpace(name)):
		return false
	case list:
		return true
	case s.parent == nil && s.name == comparison:
		return from.Has(FromEnv) && !from.Has(FromRecord)
	}
	return s.comparedText() != ""
}

// amongVariables marks the answer of includes of a variable, or of the list that it is
// split into, for what was looked for in it.
func (m *run) amongVariables(answer, of value, name string, c *call) value {
	if !m.led || name != "includes" || envOf(of) == "" {
		return answer
	}
	answer = m.calledAfter(answer, m.force(c.arg(0)))
	answer.sym.learn().after += listedPeople
	return answer
}

// ofNamedPeople marks what a list was asked for as a question who acts, where the list
// holds texts of the code or variables and nothing else.
func (m *run) ofNamedPeople(answer value, list *object) value {
	named := func(v value) bool { return v.kind == stringKind && v.str != "" || envOf(v) != "" }
	if m.led && !list.open && len(list.elems) > 0 && !slices.ContainsFunc(list.elems, func(v value) bool { return !named(v) }) {
		answer.sym.learn().after += listedPeople
	}
	return answer
}
