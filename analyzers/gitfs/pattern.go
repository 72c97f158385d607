package gitfs

import (
	"bytes"
	"strings"
)

// A Rule is one line of an ignore file.
type Rule struct {
	Source  string // path of the file: relative to the root, or absolute for a global one
	Line    int    // 1-based
	Pattern string // the line as git reads it, without trailing spaces
	Negated bool   // starts with "!": what it matches is not ignored

	text    string // the pattern without "!" and the slash at its end
	dirOnly bool   // ended in a slash
	base    bool   // has no slash: is compared with the last name alone
	literal bool   // has nothing special
	suffix  bool   // "*" and then nothing special
	glob    glob   // of what follows prefix
	prefix  string // the text before the first special character, for patterns with a slash
}

// parseRules reads the text of an ignore file as git's dir.c does: a byte order
// mark is skipped, "\r\n" ends a line, a NUL ends a pattern.
func parseRules(source string, text []byte, fold bool) []*Rule {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var rules []*Rule
	for n := 1; len(text) > 0; n++ {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		text = rest
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if r := parseRule(string(line), fold); r != nil {
			r.Source, r.Line = source, n
			rules = append(rules, r)
		}
	}
	return rules
}

// parseRule reads one line; nil for one that can match nothing.
func parseRule(line string, fold bool) *Rule {
	line, _, _ = strings.Cut(line, "\x00")
	line = trimSpaces(line)
	r := &Rule{Pattern: line}
	whole := line
	if strings.HasPrefix(line, "!") {
		r.Negated = true
		whole = line[1:]
	}
	r.text = whole
	if strings.HasSuffix(whole, "/") {
		r.dirOnly = true
		r.text = whole[:len(whole)-1]
	}
	if r.text == "" {
		return nil
	}
	r.base = !strings.Contains(r.text, "/")
	r.compile(whole, fold)
	return r
}

func (r *Rule) compile(whole string, fold bool) {
	plain := min(plainLength(whole), len(r.text))
	r.literal = plain == len(r.text)
	switch {
	case r.base && r.literal:
	case r.base:
		r.suffix = whole[0] == '*' && plainLength(whole[1:]) == len(whole)-1
		r.glob = compileGlob(r.text, false, fold)
	default:
		text := r.text
		if text[0] == '/' {
			text, plain = text[1:], plain-1
		}
		r.prefix = text[:plain]
		r.glob = compileGlob(text[plain:], true, fold)
	}
}

// trimSpaces removes the spaces at the end of a line, up to one that a
// backslash protects.
func trimSpaces(line string) string {
	last := -1
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			if last < 0 {
				last = i
			}
			continue
		case '\\':
			i++
			if i == len(line) {
				return line
			}
		}
		last = -1
	}
	if last >= 0 {
		return line[:last]
	}
	return line
}

// plainLength returns how many bytes precede the first special one.
func plainLength(s string) int {
	if i := strings.IndexAny(s, `*?[\`); i >= 0 {
		return i
	}
	return len(s)
}

// matches reports whether the rule matches the path, given relative to the
// folder of the ignore file, whose last name starts at byte name.
func (r *Rule) matches(path string, name int, dir, fold bool) bool {
	if r.dirOnly && !dir {
		return false
	}
	if r.base {
		return r.matchesName(path[name:], fold)
	}
	n := len(r.prefix)
	if len(path) < n || !equal(path[:n], r.prefix, fold) {
		return false
	}
	if len(r.glob) == 0 {
		return len(path) == n
	}
	return r.glob.match(path[n:])
}

func (r *Rule) matchesName(name string, fold bool) bool {
	switch {
	case r.literal:
		return equal(name, r.text, fold)
	case r.suffix:
		tail := r.text[1:]
		return len(name) >= len(tail) && equal(name[len(name)-len(tail):], tail, fold)
	}
	return r.glob.match(name)
}

// equal compares as git does: with core.ignoreCase, ASCII letters alone fold.
func equal(a, b string, fold bool) bool {
	if !fold {
		return a == b
	}
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
