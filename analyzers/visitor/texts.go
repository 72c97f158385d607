package visitor

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"clerkvet/analyzers/pathmatch"

	"github.com/Masterminds/semver/v3"
)

// textMethods are the methods of strings and regular expressions. They compute
// where everything is known.
func textMethods() map[string]summary {
	return map[string]summary{
		"string.startsWith":  (*run).startsWith,
		"string.endsWith":    cutTest(strings.HasSuffix),
		"string.includes":    cutTest(strings.Contains),
		"string.toLowerCase": stringMap(strings.ToLower),
		"string.toUpperCase": stringMap(strings.ToUpper),
		"string.trim":        stringMap(strings.TrimSpace),
		"string.toString":    stringMap(func(s string) string { return s }),
		"string.replace":     (*run).stringReplace,
		"string.replaceAll":  (*run).stringReplace,
		"string.split":       (*run).stringSplit,
		"string.slice":       (*run).stringSlice,
		"string.substring":   (*run).substring,
		"string.match":       (*run).stringMatch,
		"string.matchAll":    (*run).stringMatchAll,
		"string.search":      (*run).stringSearch,
		"string.trimStart":   stringMap(trimStart),
		"string.trimLeft":    stringMap(trimStart),
		"string.trimEnd":     stringMap(trimEnd),
		"string.trimRight":   stringMap(trimEnd),
		"string.concat":      (*run).stringConcat,
		"string.normalize":   (*run).normalize,
		"string.*":           (*run).stringOther,
		"regex.test":         (*run).regexTest,
		"regex.exec":         (*run).regexExec,
		"regex.*":            (*run).stringOther,
	}
}

// stringTest is a method that asks something about a string. A key of the
// visitor is never part of a secret.
func stringTest(f func(s, part string) bool) summary {
	return func(m *run, c *call) value {
		part := m.force(c.arg(0))
		if part.kind == stringKind && len(c.args) == 1 {
			holds := f(c.this.str, part.str)
			if c.this.mayEnd() && (!holds || c.path == "string.endsWith") {
				return fresh(FromQuery, "a test of a text")
			}
			return boolean(holds).with(c.this.from)
		}
		return fresh(originOf(c.this, part), "a test of a text")
	}
}

func (m *run) startsWith(c *call) value {
	if from, ok := m.cut(c); ok {
		return stringTest(strings.HasPrefix)(m, from)
	}
	if part := m.force(c.arg(0)); part.kind == stringKind && c.this.kind == stringKind {
		m.askText(c, PrefixKind, part.str)
		if !c.this.mayBegin(part.str) && len(c.args) == 1 {
			return boolean(strings.HasPrefix(c.this.str, part.str)).with(c.this.from)
		}
	}
	return stringTest(strings.HasPrefix)(m, c)
}

func stringMap(f func(string) string) summary {
	return func(m *run, c *call) value { return text(f(c.this.str)).with(c.this.from) }
}

func trimStart(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) }
func trimEnd(s string) string   { return strings.TrimRightFunc(s, unicode.IsSpace) }

func (m *run) stringOther(c *call) value {
	m.callbacks(c, fresh(originOf(c.this), "a match"))
	return fresh(originOf(append(c.args, c.this)...), "a text")
}

func (m *run) stringConcat(c *call) value {
	v := c.this
	for _, a := range c.args {
		v = m.concat(v, a)
	}
	return v
}

func (m *run) stringSplit(c *call) value {
	sep := m.force(c.arg(0))
	if sep.is(regexShape) {
		return m.splitByPattern(c, sep)
	}
	limit := m.force(c.arg(1))
	if sep.kind != stringKind || c.open || limit.kind != undefinedKind && (limit.kind != numberKind || limit.num < 0 || c.this.mayEnd()) {
		return fresh(originOf(c.this), "parts of a text")
	}
	var parts []value
	for _, p := range strings.Split(c.this.str, sep.str) {
		parts = append(parts, text(p).with(c.this.from))
	}
	if c.this.mayEnd() {
		return c.this.partsOfAddress(parts, sep.str)
	}
	if limit.kind == numberKind {
		parts = parts[:min(len(parts), int(limit.num))]
	}
	return array(parts)
}

func (m *run) stringSlice(c *call) value {
	from, to := m.force(c.arg(0)), m.force(c.arg(1))
	if from.kind != numberKind || to.kind != numberKind && to.kind != undefinedKind {
		return fresh(originOf(c.this), "a part of a text")
	}
	lo, hi := bounds(from, to, len(c.this.str))
	return text(c.this.str[lo:hi]).with(c.this.from)
}

// substring takes what is less than nothing for nothing, and its ends either way.
func (m *run) substring(c *call) value {
	inner := *c
	inner.args = nil
	for _, a := range c.args {
		if a = m.force(a); a.kind == numberKind {
			a = number(max(0, a.num))
		}
		inner.args = append(inner.args, a)
	}
	if ends := inner.args; len(ends) > 1 && ends[0].kind == numberKind && ends[1].kind == numberKind && ends[0].num > ends[1].num {
		ends[0], ends[1] = ends[1], ends[0]
	}
	return m.stringSlice(&inner)
}

// plainVersion is one of Clerk's that matches paths as they are.
var plainVersion = semver.MustParse("5.0.0")

// regexpTest returns the test of a regular expression, or nil if there is none that can be
// told. It is compiled once for all the texts that are asked for.
func (w *worker) regexpTest(source, flags string) *pathmatch.RouteMatcher {
	key := flags + "/" + source
	re, known := w.tests[key]
	if !known {
		re, _ = pathmatch.CompileRoutes(plainVersion, nil, []pathmatch.Pattern{{Source: source, Regexp: true, Flags: flags}})
		w.tests[key] = re
	}
	return re
}

func (m *run) regexTest(c *call) value {
	s, n := m.force(c.arg(0)), c.this.ref.native
	if s.kind == stringKind {
		m.askText(&call{this: s, at: c.at}, RegexpKind, n.path)
		if re := m.regexpTest(n.path, strings.ReplaceAll(n.flags, "g", "")); re != nil {
			switch ok, err := re.Matches(s.str); {
			case err != nil:
			case ok && strings.ContainsAny(n.flags, "gy"), // starts where it last ended
				s.mayEnd() && (!ok || strings.Contains(n.path, "$")):
				return fresh(originOf(s), "a test of a text")
			default:
				return boolean(ok)
			}
		}
	}
	if t := s.matched(c.this); t != undecided {
		return boolean(t == truthy).with(s.origin())
	}
	if re := m.regexpTest(n.path, n.flags); re != nil && !strings.ContainsAny(n.flags, "gy") {
		failed := false
		v, ok := s.ofRealKey(func(key string) bool { fits, err := re.Matches(key); failed = failed || err != nil; return fits })
		if ok && !failed {
			return v
		}
	}
	if v, ok := m.asksWhat(s, text(n.path)); ok {
		return v
	}
	return fresh(originOf(s), "a test of a text")
}

// textFunctions are global functions over texts and numbers.
func textFunctions() map[string]summary {
	return map[string]summary{
		"global#String":             (*run).toText,
		"global#Number":             (*run).toNumber,
		"global#parseInt":           (*run).toNumber,
		"global#parseFloat":         (*run).toNumber,
		"global#Boolean":            (*run).toBoolean,
		"global#isNaN":              asksNumber(true, math.IsNaN),
		"global#isFinite":           asksNumber(true, isFinite),
		"global#Number.isNaN":       asksNumber(false, math.IsNaN),
		"global#Number.isFinite":    asksNumber(false, isFinite),
		"global#Number.isInteger":   asksNumber(false, func(f float64) bool { return isFinite(f) && f == math.Trunc(f) }),
		"global#encodeURIComponent": encoder(encodeComponent),
		"global#encodeURI":          encoder(encodeURI),
		"global#decodeURIComponent": encoder(func(s string) string {
			if out, err := url.PathUnescape(s); err == nil {
				return out
			}
			return s
		}),
		"global#RegExp": (*run).makeRegex,
	}
}

// unescaped are the signs that JavaScript leaves in a part of a URL.
var unescaped = strings.NewReplacer("+", "%20", "%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")

func encodeComponent(s string) string { return unescaped.Replace(url.QueryEscape(s)) }

// reserved are the signs that it leaves in a URL, too.
const reserved = ";/?:@&=+$,#"

func encodeURI(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(reserved, r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(encodeComponent(string(r)))
	}
	return b.String()
}

func encoder(f func(string) string) summary {
	return func(m *run, c *call) value {
		v := m.force(c.arg(0))
		if v.kind == stringKind {
			return text(f(v.str)).with(v.from)
		}
		return madeOf("an encoded text", originOf(v), v)
	}
}

// orFresh is something unknown of the same origin.
func (v value) orFresh(name string) value { return fresh(originOf(v), name) }

func (m *run) toText(c *call) value {
	v := m.asText(m.force(c.arg(0)), c.at)
	if c.isNew {
		return boxed(v)
	}
	switch {
	case v.concrete():
		return text(v.asText()).with(v.from)
	case v.kind == unknownKind:
		return v
	case v.is(errorShape):
		t := fresh(v.origin(), "a text")
		t.sym.truth = truthy // "Error: ..."
		return t
	}
	return v.orFresh("a text")
}

func (m *run) toBoolean(c *call) value {
	if c.isNew {
		return boxed(c.arg(0))
	}
	return m.negate(m.negate(c.arg(0)))
}

// boxed is new Boolean(false): an object, which is truthy.
func boxed(v value) value {
	o := fresh(originOf(v), "an object of a value")
	o.sym.truth = truthy
	return o
}

func (m *run) makeRegex(c *call) value {
	p, f := m.force(c.arg(0)), m.force(c.arg(1))
	if p.kind != stringKind || f.kind != stringKind && f.kind != undefinedKind {
		if p.is(regexShape) {
			return p
		}
		return fresh(originOf(p), "a regular expression")
	}
	return objectOf(&object{shape: regexShape, native: &native{path: p.str, flags: f.str}})
}

// commonStart is what several texts have in common at their start.
func commonStart(texts []value) string {
	start := texts[0].begins()
	for _, t := range texts[1:] {
		other, i := t.begins(), 0
		for i < min(len(start), len(other)) && start[i] == other[i] {
			i++
		}
		start = start[:i]
	}
	return start
}

// plain is a value of which only the text or number matters: alternatives
// without parts become something unknown rather than several paths.
func (m *run) plain(v value) value {
	if v.kind != unknownKind || len(v.sym.options) < 2 {
		return m.force(v)
	}
	t, from := truthy, Origin(0)
	for _, o := range v.sym.options {
		from |= told(o)
		if o.ref != nil || o.nullish() || len(optionsOf(o)) > 1 {
			return m.force(v)
		}
		if m.truthOf(o) != truthy {
			t = undecided
		}
	}
	out := fresh(from, "one of several texts")
	out.sym.truth, out.sym.learn().begins = t, v.begins()
	return out
}

func (v value) asText() string {
	switch v.kind {
	case undefinedKind:
		return "undefined"
	case nullKind:
		return "null"
	case boolKind:
		return strconv.FormatBool(v.num != 0)
	case numberKind:
		return strconv.FormatFloat(v.num, 'f', -1, 64)
	}
	return v.str
}
