package js

import (
	"bytes"
	"slices"
)

// maxFailures bounds how often a < that starts no element after all makes the
// lexer go back; beyond it every < is an operator. Type parameters are found
// out within a line, so real files stay far below.
const maxFailures = 32

// less takes a < for the start of an element where no operand is before it.
// In TypeScript it may open type parameters instead; fail then comes back here.
func (l *lexer) less() {
	if l.jsx && !l.operand && !l.failed[l.pos] && l.elementStarts(l.pos) {
		l.element(true)
		return
	}
	l.pos++
	l.token('<', false)
}

func (l *lexer) elementStarts(i int) bool {
	if i+1 >= len(l.text) {
		return false
	}
	c := classes[l.text[i+1]]
	return c == letter || c == wide || l.text[i+1] == '>'
}

// element enters the element or fragment whose < is at l.pos.
func (l *lexer) element(root bool) {
	f := frame{mode: inTag, at: l.pos, root: root}
	if root {
		f.mark = l.facts.position()
	}
	start := l.pos + 1
	l.pos = tagNameEnd(l.text, start)
	f.name = extent{uint32(start), uint32(l.pos)}
	l.push(f)
	if l.pos < len(l.text) && l.text[l.pos] == '<' {
		l.typeArguments()
	}
	l.token('a', true)
}

func tagNameEnd(s []byte, i int) int {
	for i < len(s) && (isName(s[i]) || s[i] == '.' || s[i] == '-' || s[i] == ':') {
		i++
	}
	return i
}

// typeArguments steps over the <…> after the name of a component.
func (l *lexer) typeArguments() {
	depth := 0
	for i := l.pos; i < len(l.text); i++ {
		switch c := l.text[i]; c {
		case '<':
			depth++
		case '>':
			if l.text[i-1] == '=' {
				continue
			}
			if depth--; depth == 0 {
				l.pos = i + 1
				return
			}
		case '"', '\'':
			end, ok := l.stringEnd(i, c)
			if !ok {
				l.fail()
				return
			}
			i = end - 1
		}
	}
	l.fail()
}

// tag reads on inside <name …>.
func (l *lexer) tag() {
	l.pos = skip(l.text, l.pos)
	if l.pos == len(l.text) {
		return
	}
	c := l.text[l.pos]
	switch {
	case isName(c):
		l.pos = max(l.pos+1, tagNameEnd(l.text, l.pos))
		l.token('a', true)
	case c == '=':
		l.pos++
		l.token('=', false)
	case c == '"' || c == '\'':
		l.attribute(c)
	case c == '{':
		l.container()
	case c == '>':
		l.pos++
		l.mode = inChildren
		l.stack[len(l.stack)-1].mode = inChildren
	case bytes.HasPrefix(l.text[l.pos:], []byte("/>")):
		l.pos += 2
		l.endElement()
	case c == '<' && l.last == '=' && l.elementStarts(l.pos):
		l.element(false)
	default:
		l.fail()
	}
}

// attribute steps over a string of a tag, which knows no escapes.
func (l *lexer) attribute(quote byte) {
	end := bytes.IndexByte(l.text[l.pos+1:], quote)
	if end < 0 {
		l.fail()
		return
	}
	l.misread(l.pos, l.pos+end+1)
	l.pos += end + 2
	l.token('"', true)
}

// misread notes what the grammars take for more than text between two offsets:
// & for a character reference, // and /* for a comment.
func (l *lexer) misread(from, to int) {
	for i := from; l.unread && i < to; i++ {
		if c := l.text[i]; c == '&' || c == '/' && (l.text[i+1] == '/' || l.text[i+1] == '*') {
			l.facts.misread = append(l.facts.misread, i)
		}
	}
}

func (l *lexer) container() {
	l.push(frame{mode: inContainer, at: l.pos})
	l.pos++
	l.token('{', false)
}

func (l *lexer) endElement() {
	l.pop()
	l.token(')', true)
}

// children reads on between the tags of an element. A bare } or > is not
// allowed there, and shows that the < opened no element.
func (l *lexer) children() {
	i := bytes.IndexAny(l.text[l.pos:], "<{}>")
	if i < 0 {
		l.pos = len(l.text)
		return
	}
	l.misread(l.pos, l.pos+i)
	l.pos += i
	switch c := l.text[l.pos]; {
	case c == '{':
		l.container()
	case c == '<' && l.pos+1 < len(l.text) && l.text[l.pos+1] == '/':
		l.closingTag()
	case c == '<' && l.elementStarts(l.pos):
		l.element(false)
	default:
		l.fail()
	}
}

func (l *lexer) closingTag() {
	start := skip(l.text, l.pos+2)
	end := tagNameEnd(l.text, start)
	name := l.stack[len(l.stack)-1].name
	close := skip(l.text, end)
	if close == len(l.text) || l.text[close] != '>' || !bytes.Equal(l.text[start:end], l.text[name.start:name.end]) {
		l.fail()
		return
	}
	l.pos = close + 1
	l.endElement()
}

// fail takes back the innermost element that stands in code: its < was an
// operator. It reports whether there was one. The last time it takes back the
// outermost, as every one that stays open would mean another pass over the rest.
func (l *lexer) fail() bool {
	root := func(f frame) bool { return f.root }
	i := slices.IndexFunc(l.stack, root)
	if i < 0 {
		return false
	}
	for j := len(l.stack) - 1; l.failures+1 < maxFailures && j > i; j-- {
		if l.stack[j].root {
			i = j
		}
	}
	l.stack = l.stack[:i+1]
	f := l.pop()
	l.facts.back(f.mark)
	l.retreat(f.at)
	return true
}

func (l *lexer) retreat(at int) {
	if l.failed == nil {
		l.failed = map[int]bool{}
	}
	l.failed[at] = true
	l.failures++
	l.jsx = l.jsx && l.failures < maxFailures
	l.pos = at + 1
	l.token('<', false)
}
