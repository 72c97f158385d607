package visitor

import "strings"

// Of some texts only the start is known, and of the path of a request what the route
// takes: what is asked of them may be known all the same.

// pathsOf are the paths that a text may be, if it is the path of a request.
func (v value) pathsOf() *urlPattern {
	if v.kind != unknownKind {
		return nil
	}
	s := v.sym
	for s.paths == nil && s.parent != nil && strings.HasPrefix(s.op, "from:") {
		s = s.parent
	}
	return s.paths
}

// isNever reports whether a text of which something is known is not one that is known.
func (v value) isNever(known value) bool {
	if v.kind != unknownKind || known.kind != stringKind {
		return false
	}
	if p := v.pathsOf(); p != nil && !known.mayEnd() {
		return !p.may(known.str, true, true)
	}
	begins := v.begins()
	return !strings.HasPrefix(known.str, begins) && !(known.mayEnd() && strings.HasPrefix(begins, known.str))
}

// knownOf is what a method that looks for a part of a text says, if that is known.
func (v value) knownOf(method string, part value) (value, bool) {
	if v.kind != unknownKind || part.kind != stringKind || part.mayEnd() || strings.HasSuffix(method, "ndexOf") {
		return value{}, false
	}
	begins, p := v.begins(), v.pathsOf()
	switch {
	case begins == "":
	case method == "startsWith" && strings.HasPrefix(begins, part.str), method == "includes" && strings.Contains(begins, part.str):
		return yes.with(v.origin()), true
	case method == "startsWith" && !strings.HasPrefix(part.str, begins):
		return no.with(v.origin()), true
	}
	if p != nil && !p.may(part.str, method == "startsWith", method == "endsWith") {
		return no.with(v.origin()), true
	}
	return value{}, false
}

// matched is whether a regular expression matches the path of a request.
func (v value) matched(pattern value) truth {
	if p := v.pathsOf(); p != nil && pattern.is(regexShape) {
		return p.matches(pattern.ref.native.path, pattern.ref.native.flags)
	}
	return undecided
}

// seeksPart is what a method that looks for a part of a text, or an element of a list, says
// where that is known. Else it notes that the two are related.
func (m *run) seeksPart(c *call, s *symbol, name string) (value, bool) {
	index := name == "indexOf" || name == "lastIndexOf"
	if v, ok := m.seeksNothing(c, receiver(c, s), name); ok {
		return v, true
	}
	if v, ok := receiver(c, s).knownOf(name, m.force(c.arg(0))); ok && len(c.args) == 1 {
		return v, true
	}
	if found, ok := m.seeksSecret(receiver(c, s), m.force(c.arg(0)), c.at); ok {
		if index && found == no {
			return number(-1), true
		}
		return found, true
	}
	if v, ok := m.asksWhat(receiver(c, s), m.force(c.arg(0))); ok && !index {
		return v, true
	}
	if name == "includes" || index {
		m.looksFor(c.fn, c.arg(0), c.at)
	} else {
		m.relate(c.fn, c.arg(0), c.at)
	}
	return value{}, false
}

// begins is a text as far as it is known from its start.
func (v value) begins() string {
	if v.kind != unknownKind {
		return v.str
	}
	s := v.sym
	if len(s.options) > 0 {
		return commonStart(s.options)
	}
	for s.begins == "" && s.parent != nil && strings.HasPrefix(s.op, "from:") {
		s = s.parent
	}
	return s.begins
}
