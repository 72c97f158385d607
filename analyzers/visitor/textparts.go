package visitor

import (
	"math"
	"strings"
	"unicode/utf8"
)

// partSummaries are the methods of strings that count characters. A byte is one in a
// text of ASCII; of others they compute nothing.
func partSummaries() map[string]summary {
	return map[string]summary{
		"string.indexOf":     indexOf(strings.Index),
		"string.lastIndexOf": indexOf(strings.LastIndex),
		"string.charAt":      characterAt(func(string) value { return text("") }, charText),
		"string.at":          characterAt(func(string) value { return undefined }, charText),
		"string.charCodeAt":  characterAt(func(string) value { return number(math.NaN()) }, charCode),
		"string.codePointAt": characterAt(func(string) value { return undefined }, charCode),
		"string.substr":      (*run).substr,
		"string.repeat":      (*run).stringRepeat,
		"string.padStart":    pad(func(s, filling string) string { return filling + s }),
		"string.padEnd":      pad(func(s, filling string) string { return s + filling }),
	}
}

// isPlain reports whether a text has one byte a character, and ends where it is known
// to.
func (v value) isPlain() bool {
	return v.kind == stringKind && !v.mayEnd() && isASCII(v.str)
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// indexOf is a search from the start or from the end of a text.
func indexOf(find func(s, part string) int) summary {
	return func(m *run, c *call) value {
		part, from := m.force(c.arg(0)), m.force(c.arg(1))
		s := c.this
		if !s.isPlain() || part.kind != stringKind || c.open || from.kind != undefinedKind && from.kind != numberKind {
			return m.stringOther(c)
		}
		cut := s.str
		begin := 0
		if from.kind == numberKind {
			at := int(max(0, min(from.num, float64(len(cut)))))
			if c.path == "string.indexOf" {
				begin, cut = at, cut[at:]
			} else {
				cut = cut[:min(len(cut), at+len(part.str))]
			}
		}
		i := find(cut, part.str)
		if i >= 0 {
			i += begin
		}
		return number(float64(i)).with(s.from)
	}
}

func charText(s string) value { return text(s) }
func charCode(s string) value { return number(float64(s[0])) }

// characterAt gives something of the character at a place, or what there is beyond the
// ends.
func characterAt(beyond, of func(string) value) summary {
	return func(m *run, c *call) value {
		at := m.force(c.arg(0))
		if !c.this.isPlain() || c.open || at.kind != undefinedKind && (at.kind != numberKind || at.num != math.Trunc(at.num)) {
			return m.stringOther(c)
		}
		i := int(at.num)
		if i < 0 && c.path == "string.at" {
			i += len(c.this.str)
		}
		if i < 0 || i >= len(c.this.str) {
			return beyond(c.this.str)
		}
		return of(c.this.str[i : i+1]).with(c.this.from)
	}
}

// substr takes a length where slice takes an end.
func (m *run) substr(c *call) value {
	from, length := m.force(c.arg(0)), m.force(c.arg(1))
	if !c.this.isPlain() || c.open || from.kind != numberKind || length.kind != numberKind && length.kind != undefinedKind {
		return m.stringOther(c)
	}
	n := len(c.this.str)
	lo, hi := wrap(from.num, n), n
	if length.kind == numberKind {
		hi = min(n, lo+int(max(0, min(length.num, float64(n)))))
	}
	return text(c.this.str[lo:hi]).with(c.this.from)
}

// maxMade bounds a text that is made longer.
const maxMade = 1 << 12

func (m *run) stringRepeat(c *call) value {
	n := m.force(c.arg(0))
	if !c.this.isPlain() || n.kind != numberKind || !(n.num >= 0 && n.num*float64(len(c.this.str)+1) < maxMade) {
		return m.stringOther(c)
	}
	return text(strings.Repeat(c.this.str, int(n.num))).with(c.this.from)
}

func pad(join func(s, filling string) string) summary {
	return func(m *run, c *call) value {
		n, with := m.force(c.arg(0)), m.force(c.arg(1))
		if with.kind == undefinedKind {
			with = text(" ")
		}
		if !c.this.isPlain() || !with.isPlain() || with.str == "" || n.kind != numberKind || !(n.num < maxMade) {
			return m.stringOther(c)
		}
		missing := max(0, int(n.num)-len(c.this.str))
		filling := strings.Repeat(with.str, missing/len(with.str)+1)[:missing]
		return text(join(c.this.str, filling)).with(c.this.from)
	}
}

// cutTest is stringTest of a part of a text: p.includes("x", 3).
func cutTest(f func(s, part string) bool) summary {
	return func(m *run, c *call) value {
		if part, ok := m.cut(c); ok {
			return stringTest(f)(m, part)
		}
		return stringTest(f)(m, c)
	}
}

// cut is a call about the part of a text from where it says on, or up to there.
func (m *run) cut(c *call) (*call, bool) {
	at := m.force(c.arg(1))
	if len(c.args) != 2 || !c.this.isPlain() || at.kind != numberKind || c.open {
		return nil, false
	}
	inner := *c
	i := int(max(0, min(at.num, float64(len(c.this.str)))))
	part := c.this.str[i:]
	if c.path == "string.endsWith" {
		part = c.this.str[:i]
	}
	this := text(part).with(c.this.from)
	inner.this, inner.args = this, c.args[:1]
	return &inner, true
}

// normalize leaves a text of ASCII as it is.
func (m *run) normalize(c *call) value {
	if c.this.isPlain() {
		return c.this
	}
	return m.stringOther(c)
}
