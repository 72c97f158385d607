package js

import "clerkvet/analyzers/source"

// A reader reads the names of an import or export statement, ahead of the
// lexer. Each method takes what it is asked for, or nothing.
type reader struct {
	*lexer
	pos   int
	last  int // where the last token taken starts
	names []ImportedName
}

func (r *reader) accept(c byte) bool {
	i := skip(r.text, r.pos)
	if i >= len(r.text) || r.text[i] != c {
		return false
	}
	r.last, r.pos = i, i+1
	return true
}

func (r *reader) peek() (word string, start, end int) {
	start = skip(r.text, r.pos)
	end = nameEnd(r.text, start)
	return string(r.text[start:end]), start, end
}

func (r *reader) word(want string) bool {
	got, start, end := r.peek()
	if got != want {
		return false
	}
	r.last, r.pos = start, end
	return true
}

// name takes a name, which may be a string.
func (r *reader) name() (string, source.Span, bool) {
	word, start, end := r.peek()
	if word == "" {
		value, stop, ok := r.literal(start)
		if !ok || r.text[start] == '`' {
			return "", source.Span{}, false
		}
		word, end = value, stop
	}
	r.last, r.pos = start, end
	return word, r.facts.file.Span(start, end), true
}

// modifier takes a word between import and the names: type, or the phase of
// the import. It reports whether the import is one of types. The word is a
// name itself before from "x", a comma or =.
func (r *reader) modifier() (typeOnly bool) {
	word, _, end := r.peek()
	if word != "type" && word != "typeof" && word != "defer" && word != "source" {
		return false
	}
	next := skip(r.text, end)
	if next >= len(r.text) || r.text[next] != '{' && r.text[next] != '*' && !isName(r.text[next]) {
		return false
	}
	if follower := string(r.text[next:nameEnd(r.text, next)]); follower == "from" {
		after := skip(r.text, next+len(follower))
		if _, _, ok := r.literal(after); ok {
			return false
		}
	}
	r.pos = end
	return word == "type" || word == "typeof"
}

// bindings takes the default, the namespace and the list of an import.
func (r *reader) bindings() bool {
	for {
		switch {
		case r.accept('{'):
			if !r.list() {
				return false
			}
		case r.accept('*'):
			if !r.word("as") {
				return false
			}
			name, span, ok := r.name()
			if !ok {
				return false
			}
			r.names = append(r.names, ImportedName{Name: "*", Local: name, Span: span})
		default:
			word, start, end := r.peek()
			if word == "" {
				return false
			}
			r.pos = end
			r.names = append(r.names, ImportedName{Name: "default", Local: word, Span: r.facts.file.Span(start, end)})
		}
		if !r.accept(',') {
			return true
		}
	}
}

// list takes the names up to the closing brace.
func (r *reader) list() bool {
	for !r.accept('}') {
		if !r.specifier() {
			return false
		}
		if !r.accept(',') {
			return r.accept('}')
		}
	}
	return true
}

// specifier takes one of "a", "a as b", "type a" and "type a as b", in which
// type and as may be names too.
func (r *reader) specifier() bool {
	var words [4]string
	n, start := 0, skip(r.text, r.pos)
	for n < len(words) {
		word, _, ok := r.name()
		if !ok {
			break
		}
		words[n] = word
		n++
	}
	name := ImportedName{Span: r.facts.file.Span(start, r.pos)}
	switch {
	case n == 0:
		return false
	case n == 1:
		name.Name, name.Local = words[0], words[0]
	case n == 2:
		name.Name, name.Local, name.TypeOnly = words[1], words[1], true
	case n == 3:
		name.Name, name.Local = words[0], words[2]
	default:
		name.Name, name.Local, name.TypeOnly = words[1], words[3], true
	}
	r.names = append(r.names, name)
	return true
}
