package js

import "bytes"

// moduleWord reads what follows import, export or require. after is the token
// before it, and before the word that this was.
func (l *lexer) moduleWord(word string, start int, after byte, before extent) {
	i := skip(l.text, l.pos)
	if i >= len(l.text) {
		return
	}
	switch {
	case word == "require":
		l.call(Require, start, i)
	case word == "export":
		l.reExport(start, i)
	case l.text[i] == '(':
		l.importCall(start, i, after, before)
	case l.text[i] != '.': // not import.meta
		l.staticImport(start, i)
	}
}

func (l *lexer) importCall(start, i int, after byte, before extent) {
	if !l.types || !l.isTypeImport(i, after, before) {
		l.call(DynamicImport, start, i)
	} else if _, end, ok := l.literal(skip(l.text, i+1)); ok {
		l.facts.types = append(l.facts.types, extent{uint32(start), uint32(l.callEnd(end))})
	}
}

// call records import("x") or require("x"), ( being at i. The lexer goes on
// inside it.
func (l *lexer) call(kind ImportKind, start, i int) {
	if kind == Require && bytes.HasPrefix(l.text[i:], []byte("?.(")) {
		i += 2
	}
	if l.text[i] != '(' {
		return
	}
	at := skip(l.text, i+1)
	value, end, ok := l.literal(at)
	close := skip(l.text, end)
	if !ok || close == len(l.text) || l.text[close] != ')' && l.text[close] != ',' {
		return
	}
	file := l.facts.file
	l.facts.imports = append(l.facts.imports, Import{
		Kind: kind, Specifier: Text{value, file.Span(at, end)}, Span: file.Span(start, l.callEnd(close)),
	})
}

// maxOptions bounds, in bytes, the second argument of an import().
const maxOptions = 4096

// callEnd returns where a call ends whose ) is at or after i.
func (l *lexer) callEnd(i int) int {
	s, start := l.text[:min(len(l.text), i+maxOptions)], i
	for depth := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			if depth == 0 {
				return i + 1
			}
			depth--
		case '"', '\'':
			end, _ := l.stringEnd(i, c)
			i = end - 1
		}
	}
	return start
}

// typeWord holds the words that a type follows.
var typeWord = map[string]bool{
	"typeof": true, "as": true, "extends": true, "implements": true,
	"keyof": true, "satisfies": true, "is": true, "readonly": true,
}

// isTypeImport reports whether the import( whose ( is at i names a type: the
// word before says so, or a member follows that no promise has.
func (l *lexer) isTypeImport(i int, after byte, before extent) bool {
	if after == 'a' && typeWord[string(l.text[before.start:before.end])] {
		return true
	}
	_, end, ok := l.literal(skip(l.text, i+1))
	end = skip(l.text, end)
	if ok && end < len(l.text) && l.text[end] == ',' {
		end = skip(l.text, end+1)
	}
	if !ok || end >= len(l.text) || l.text[end] != ')' {
		return false
	}
	next := skip(l.text, end+1)
	switch {
	case next == len(l.text):
		return false
	case l.text[next] == '.':
		at := skip(l.text, next+1)
		switch string(l.text[at:nameEnd(l.text, at)]) {
		case "then", "catch", "finally":
			return false
		}
		return true
	case l.text[next] == '[':
		return bytes.IndexByte(l.text[end:next], '\n') < 0
	}
	return after == '<' && (l.text[next] == '>' || l.text[next] == ',')
}

// staticImport reads an import statement, whose second token is at i.
func (l *lexer) staticImport(start, i int) {
	r := reader{lexer: l, pos: i}
	m := Import{Kind: StaticImport}
	if _, _, ok := l.literal(i); !ok {
		m.TypeOnly = r.modifier()
		if !r.bindings() {
			return
		}
		if r.accept('=') {
			m.Kind = Require
			if !r.word("require") || !r.accept('(') {
				return
			}
		} else if !r.word("from") {
			return
		}
	}
	l.finish(m, start, &r)
}

// reExport reads an export statement, whose second token is at i; one without
// from is none.
func (l *lexer) reExport(start, i int) {
	r := reader{lexer: l, pos: i}
	m := Import{Kind: ReExport}
	if classes[l.text[i]] == letter {
		if m.TypeOnly = r.word("type"); !m.TypeOnly {
			return
		}
	}
	switch {
	case r.accept('{'):
		if !r.list() {
			return
		}
	case r.accept('*'):
		n := ImportedName{Name: "*", Span: l.facts.file.Span(r.last, r.last+1)}
		if r.word("as") {
			n.Local, n.Span, _ = r.name()
		}
		r.names = append(r.names, n)
	default:
		return
	}
	if r.word("from") {
		l.finish(m, start, &r)
	}
}

// finish records the statement if the specifier is next, and moves on to its
// end.
func (l *lexer) finish(m Import, start int, r *reader) {
	at := skip(l.text, r.pos)
	value, end, ok := l.literal(at)
	if !ok || l.text[at] == '`' {
		return
	}
	file := l.facts.file
	m.Specifier = Text{value, file.Span(at, end)}
	if m.Kind == Require {
		end = l.callEnd(end)
	} else {
		m.Names = r.names
	}
	all := len(m.Names) > 0
	for i := range m.Names {
		m.Names[i].TypeOnly = m.Names[i].TypeOnly || m.TypeOnly
		all = all && m.Names[i].TypeOnly
	}
	m.TypeOnly = m.TypeOnly || all
	m.Span = file.Span(start, end)
	l.facts.imports = append(l.facts.imports, m)
	l.pos = end
	l.token('"', true)
}
