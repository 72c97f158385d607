package js

import "bytes"

// isGlobal reports whether a word names the global object.
func isGlobal(word []byte) bool {
	switch string(word) {
	case "globalThis", "global", "window", "self":
		return true
	}
	return false
}

// process reads what follows the word process at start: a read of its env by
// name, or by destructuring.
func (l *lexer) process(start int) {
	before := l.facts.assigned
	assigned := before.end > 0 && l.isAssigned(start)
	name, end, ok := l.member(l.pos)
	if !ok || name != "env" {
		return
	}
	l.pos = end
	name, end, ok = l.member(end)
	switch {
	case !ok && assigned:
		l.destructured(before)
	case ok && !isWritten(l.text, end):
		l.facts.env = append(l.facts.env, EnvRead{Name: name, Span: l.facts.file.Span(start, end)})
		l.pos = end
	case ok:
		l.pos = end
	}
}

// isAssigned reports whether the token before start is the = of a destructuring.
func (l *lexer) isAssigned(start int) bool {
	gap := bytes.TrimRight(l.text[:start], " \t\r\n")
	return len(gap) > 0 && gap[len(gap)-1] == '='
}

// member reads an access by a constant name: .x, ?.x, !.x, ["x"].
func (l *lexer) member(i int) (name string, end int, ok bool) {
	s := l.text
	i = skip(s, i)
	if i < len(s) && s[i] == '!' {
		i = skip(s, i+1)
	}
	if bytes.HasPrefix(s[i:], []byte("?.[")) {
		i += 2
	} else if bytes.HasPrefix(s[i:], []byte("?.")) {
		i++
	}
	switch {
	case i >= len(s):
	case s[i] == '.':
		at := skip(s, i+1)
		end := nameEnd(s, at)
		return string(s[at:end]), end, end > at
	case s[i] == '[':
		value, end, ok := l.literal(skip(s, i+1))
		end = skip(s, end)
		if ok && end < len(s) && s[end] == ']' {
			return value, end + 1, true
		}
	}
	return "", i, false
}

// isWritten reports whether a plain assignment follows at i.
func isWritten(s []byte, i int) bool {
	i = skip(s, i)
	return i < len(s) && s[i] == '=' && (i+1 == len(s) || s[i+1] != '=' && s[i+1] != '>')
}

// destructured records the keys of the object pattern.
func (l *lexer) destructured(pattern extent) {
	s := l.text[:pattern.end-1]
	for i := int(pattern.start) + 1; i < len(s); {
		at := skip(s, i)
		end := nameEnd(s, at)
		name := string(s[at:end])
		if value, stop, ok := l.literal(at); ok {
			name, end = value, stop
		}
		if name != "" {
			l.facts.env = append(l.facts.env, EnvRead{Name: name, Span: l.facts.file.Span(at, end), Destructured: true})
		}
		i = l.entryEnd(end, int(pattern.end)-1)
	}
}

// entryEnd returns the offset after the comma that ends the entry of a pattern,
// or one not before limit, where the pattern ends.
func (l *lexer) entryEnd(i, limit int) int {
	s := l.text[:limit]
	for depth := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case '"', '\'':
			if end, ok := l.stringEnd(i, c); ok {
				i = end - 1
			}
		case '`':
			if end, ok := l.plainTemplateEnd(i); ok {
				i = end - 1
			}
		case '/':
			i = max(i, skipComment(s, i)-1)
		case ',':
			if depth == 0 {
				return i + 1
			}
		}
	}
	return i
}
