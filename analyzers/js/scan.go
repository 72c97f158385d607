package js

import (
	"bytes"
	"path"

	"clerkvet/analyzers/source"
)

// Scan reads the lexical facts of a file. It never fails: what it cannot make
// out is left out.
func Scan(f *source.File) *Module {
	found := newLexer(f).run()
	return &Module{File: f, Directives: found.directives, Imports: found.imports, EnvReads: found.env}
}

func newLexer(f *source.File) *lexer {
	l := &lexer{text: f.Text, facts: facts{file: f}}
	switch path.Ext(f.Path) {
	case ".ts", ".mts", ".cts":
		l.types = true
	case ".tsx":
		l.types, l.jsx = true, true
	default:
		l.jsx = true
	}
	return l
}

// facts is what a lexer has found, and what it needs to remember for it.
type facts struct {
	file       *source.File
	directives []Text
	imports    []Import
	env        []EnvRead
	types      []extent // each import("x") that is a type
	misread    []int    // see lexer.misread

	closed    extent // the last { } that ended
	pattern   bool   // its frame.pattern
	annotated extent // a { } with a type annotation that has not ended
	depth     int    // of the nesting around it
	assigned  extent // the { } that the last = assigns to
}

// A mark is how many facts were found at some point.
type mark struct{ imports, env, types, misread int }

func (f *facts) position() mark {
	return mark{len(f.imports), len(f.env), len(f.types), len(f.misread)}
}

func (f *facts) back(m mark) {
	f.imports, f.env = f.imports[:m.imports], f.env[:m.env]
	f.types, f.misread = f.types[:m.types], f.misread[:m.misread]
}

// mark notes the operator at l.pos for the sake of destructuring.
func (f *facts) mark(l *lexer, c, next byte) {
	switch {
	case c == ';' && len(l.stack) <= f.depth:
		f.annotated = extent{}
	case c == ':' && l.last == '}' && f.pattern:
		f.annotated, f.depth = f.closed, len(l.stack)
	case c == '=' && next != '=':
		f.assigned = extent{}
		if l.last == '}' && f.pattern {
			f.assigned = f.closed
		}
		if f.annotated.end > 0 && len(l.stack) == f.depth {
			f.assigned, f.annotated = f.annotated, extent{}
		}
	}
}

// prologue reads the byte order mark, the hash-bang line and the directives.
func (l *lexer) prologue() {
	if bytes.HasPrefix(l.text, []byte("\uFEFF")) {
		l.pos = len("\uFEFF")
	}
	if bytes.HasPrefix(l.text[l.pos:], []byte("#!")) {
		l.pos = len(l.text)
		if i := bytes.IndexByte(l.text, '\n'); i >= 0 {
			l.pos = i
		}
	}
	for {
		start := skip(l.text, l.pos)
		value, end, ok := l.literal(start)
		if !ok || l.text[start] == '`' {
			return
		}
		next := skip(l.text, end)
		if !endsStatement(l.text, end, next) {
			return
		}
		l.facts.directives = append(l.facts.directives, Text{value, l.facts.file.Span(start, end)})
		l.pos = next
		if next < len(l.text) && l.text[next] == ';' {
			l.pos++
		}
	}
}

// endsStatement reports whether a statement that is a string ending at end is
// over before the token at next, by a semicolon or because a new line starts
// with something that cannot go on.
func endsStatement(s []byte, end, next int) bool {
	if next == len(s) || s[next] == ';' || s[next] == '}' {
		return true
	}
	if bytes.IndexByte(s[end:next], '\n') < 0 {
		return false
	}
	word := string(s[next:nameEnd(s, next)])
	return bytes.IndexByte([]byte(".,([+-*/%<>=&|?:^`"), s[next]) < 0 && word != "in" && word != "instanceof"
}

// literal reads the string, or the template without substitutions, at i.
func (l *lexer) literal(i int) (value string, end int, ok bool) {
	s := l.text
	if i >= len(s) {
		return "", i, false
	}
	switch c := s[i]; c {
	case '"', '\'':
		end, ok = l.stringEnd(i, c)
	case '`':
		end, ok = l.plainTemplateEnd(i)
	}
	if !ok {
		return "", i, false
	}
	return unescape(string(s[i+1 : end-1])), end, true
}

func (l *lexer) plainTemplateEnd(i int) (end int, ok bool) {
	s, start := l.text, i
	if l.waste > maxWaste {
		return i + 1, false
	}
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '`':
			return i + 1, true
		case '$':
			if i+1 < len(s) && s[i+1] == '{' {
				l.waste += i - start
				return i, false
			}
		}
	}
	l.waste += i - start
	return min(i, len(s)), false
}
