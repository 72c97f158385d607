package visitor

import (
	"strings"

	"clerkvet/analyzers/pathmatch"
)

// compiled is the regular expression that a value is, or nil where it cannot be told.
func (w *worker) compiled(v value) *pathmatch.Regexp {
	if !v.is(regexShape) {
		return nil
	}
	key := v.ref.native.flags + "/" + v.ref.native.path
	re, known := w.regexps[key]
	if !known {
		re, _ = pathmatch.NewRegexp(v.ref.native.path, v.ref.native.flags)
		w.regexps[key] = re
	}
	return re
}

// isGlobal reports whether a regular expression goes on where it last ended.
func isGlobal(v value) bool {
	return v.is(regexShape) && strings.ContainsAny(v.ref.native.flags, "gy")
}

// maxMatches bounds how often a pattern is found in one text.
const maxMatches = 64

// matchesIn returns where a text or a regular expression is found in a text, each as its
// offsets and those of its groups; known is false where that cannot be told.
func (w *worker) matchesIn(s string, pattern value, all bool) (found [][]int, known bool) {
	if pattern.kind == stringKind {
		return textIn(s, pattern.str, all)
	}
	re := w.compiled(pattern)
	if re == nil || strings.Contains(pattern.ref.native.flags, "y") {
		return nil, false
	}
	for from := 0; from <= len(s); {
		at, err := re.Find(s, from)
		switch {
		case err != nil, len(found) > maxMatches:
			return nil, false
		case at == nil:
			return found, true
		}
		found = append(found, at)
		if !all {
			return found, true
		}
		if from = at[1]; at[0] == at[1] {
			from++
		}
	}
	return found, true
}

func textIn(s, part string, all bool) (found [][]int, known bool) {
	for from := 0; from <= len(s); {
		i := strings.Index(s[from:], part)
		switch {
		case i < 0:
			return found, true
		case part == "" && all, len(found) > maxMatches:
			return nil, false
		}
		found = append(found, []int{from + i, from + i + len(part)})
		if from += i + len(part); !all {
			return found, true
		}
	}
	return found, true
}

// stringReplace puts what it is given, or what a function makes of them, in the place
// of the parts that are found.
func (m *run) stringReplace(c *call) value {
	pattern, with := m.force(c.arg(0)), m.force(c.arg(1))
	s := c.this.str
	all := c.path == "string.replaceAll" || pattern.is(regexShape) && strings.Contains(pattern.ref.native.flags, "g")
	found, known := m.matchesIn(s, pattern, all)
	if !known || c.open || len(c.args) < 2 {
		return m.stringOther(c)
	}
	if len(found) == 0 {
		return c.this
	}
	out, end := text("").with(c.this.from), 0
	for _, at := range found {
		out = m.concat(out, text(s[end:at[0]]))
		out = m.concat(out, m.replacementOf(c, with, pattern, at))
		end = at[1]
	}
	return m.concat(out, text(s[end:]))
}

// replacementOf is what stands in the place of one match.
func (m *run) replacementOf(c *call, with, pattern value, at []int) value {
	names := m.groupNames(pattern)
	if isCallable(with) {
		args := append(groupsOf(c.this, at), number(float64(at[0])), c.this)
		if len(names) > 0 {
			args = append(args, namedGroups(c.this, at, names))
		}
		return m.asText(m.call(&call{at: c.at, fn: with, args: args, decides: true}), c.at)
	}
	if with = m.asText(with, c.at); with.kind == stringKind {
		return text(expand(with.str, c.this.str, at, names)).with(with.from)
	}
	return with
}

func (w *worker) groupNames(pattern value) map[string]int {
	if re := w.compiled(pattern); re != nil {
		return re.Names()
	}
	return nil
}

// group is the text of the i-th group of a match; ok is false if it took no part.
func group(s string, at []int, i int) (string, bool) {
	if at[2*i] < 0 {
		return "", false
	}
	return s[at[2*i]:at[2*i+1]], true
}

// expand writes a replacement: its $ stand for parts of the text.
func expand(with, s string, at []int, names map[string]int) string {
	var b strings.Builder
	for i := 0; i < len(with); i++ {
		if with[i] != '$' {
			b.WriteByte(with[i])
			continue
		}
		part, length := dollar(with[i+1:], s, at, names)
		if length == 0 {
			part = "$"
		}
		b.WriteString(part)
		i += length
	}
	return b.String()
}

// dollar is what stands for what follows a $, and how much of it that is.
func dollar(rest, s string, at []int, names map[string]int) (part string, length int) {
	switch {
	case rest == "":
		return "", 0
	case rest[0] == '$':
		return "$", 1
	case rest[0] == '&':
		return s[at[0]:at[1]], 1
	case rest[0] == '`':
		return s[:at[0]], 1
	case rest[0] == '\'':
		return s[at[1]:], 1
	case rest[0] == '<' && len(names) > 0:
		name, _, closed := strings.Cut(rest[1:], ">")
		if !closed {
			return "", 0
		}
		if n, known := names[name]; known {
			part, _ = group(s, at, n)
		}
		return part, len(name) + 2
	}
	for digits := 2; digits > 0; digits-- {
		if n, ok := leadingNumber(rest, digits); ok && n > 0 && n < len(at)/2 {
			part, _ = group(s, at, n)
			return part, digits
		}
	}
	return "", 0
}

// leadingNumber is the number of the first digits of a text.
func leadingNumber(s string, digits int) (n int, ok bool) {
	if len(s) < digits {
		return 0, false
	}
	for _, d := range []byte(s[:digits]) {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = n*10 + int(d-'0')
	}
	return n, true
}

func groupsOf(s value, at []int) (out []value) {
	for i := range len(at) / 2 {
		out = append(out, groupOf(s, at, i))
	}
	return out
}

func groupOf(s value, at []int, i int) value {
	if part, ok := group(s.str, at, i); ok {
		return text(part).with(s.from)
	}
	return undefined
}

func namedGroups(s value, at []int, names map[string]int) value {
	props := map[string]value{}
	for name, n := range names {
		props[name] = groupOf(s, at, n)
	}
	return objectOf(newObject(props))
}

func (m *run) stringMatch(c *call) value {
	return m.matchGroups(c.this, m.asPattern(m.force(c.arg(0))), false)
}

func (m *run) stringMatchAll(c *call) value {
	s, pattern := c.this, m.asPattern(m.force(c.arg(0)))
	found, known := m.matchesIn(s.str, pattern, true)
	if !known || s.mayEnd() {
		return fresh(originOf(s), "matches")
	}
	var list []value
	for _, at := range found {
		list = append(list, m.match(s, pattern, at))
	}
	return array(list)
}

// regexExec knows nothing of an expression that goes on where it last ended.
func (m *run) regexExec(c *call) value { return m.matchGroups(m.force(c.arg(0)), c.this, true) }

// asPattern is the regular expression that a text is taken for.
func (m *run) asPattern(v value) value {
	if v.kind == stringKind {
		return objectOf(&object{shape: regexShape, native: &native{path: v.str}})
	}
	return v
}

func (m *run) matchGroups(s, pattern value, once bool) value {
	if s.kind != stringKind || s.mayEnd() || once && isGlobal(pattern) || m.compiled(pattern) == nil {
		return fresh(originOf(s), "a match")
	}
	found, known := m.matchesIn(s.str, pattern, isGlobal(pattern))
	switch {
	case !known:
		return fresh(originOf(s), "a match")
	case len(found) == 0:
		return null
	case !isGlobal(pattern):
		return m.match(s, pattern, found[0])
	}
	var list []value
	for _, at := range found {
		list = append(list, groupOf(s, at, 0))
	}
	return array(list)
}

// match is the list of the groups of a match, with where it is.
func (m *run) match(s, pattern value, at []int) value {
	list := array(groupsOf(s, at))
	groups := undefined
	if names := m.groupNames(pattern); len(names) > 0 {
		groups = namedGroups(s, at, names)
	}
	list.ref.props = map[string]*cell{"index": m.cell(number(float64(at[0]))), "input": m.cell(s), "groups": m.cell(groups)}
	list.ref.keys = []string{"index", "input", "groups"}
	return list
}

func (m *run) stringSearch(c *call) value {
	found, known := m.matchesIn(c.this.str, m.asPattern(m.force(c.arg(0))), false)
	switch {
	case !known, c.this.mayEnd():
		return fresh(originOf(c.this), "where a text matches")
	case len(found) == 0:
		return number(-1).with(c.this.from)
	}
	return number(float64(found[0][0])).with(c.this.from)
}

// splitByPattern splits a text at what a regular expression matches, whose groups are
// parts, too.
func (m *run) splitByPattern(c *call, pattern value) value {
	re, s := m.compiled(pattern), c.this.str
	if re == nil || s == "" || c.this.mayEnd() || len(c.args) > 1 || isGlobal(pattern) && strings.Contains(pattern.ref.native.flags, "y") {
		return fresh(originOf(c.this), "parts of a text")
	}
	var parts []value
	begin := 0
	for from := 0; from < len(s) && len(parts) <= maxMatches; {
		at, err := re.Find(s, from)
		switch {
		case err != nil:
			return fresh(originOf(c.this), "parts of a text")
		case at == nil || at[0] >= len(s):
			from = len(s)
			continue
		case at[1] == begin:
			from = at[0] + 1
			continue
		}
		parts = append(parts, text(s[begin:at[0]]).with(c.this.from))
		parts = append(parts, groupsOf(c.this, at)[1:]...)
		begin = at[1]
		from = begin
	}
	return array(append(parts, text(s[begin:]).with(c.this.from)))
}
