package js

import (
	"bytes"
	"slices"
)

// A lexer walks over the tokens of one file. It keeps just enough of their
// nesting to know code from text: a / from the start of a regular expression,
// a < from the start of a JSX element, the } that ends a template's
// substitution from others.
type lexer struct {
	text  []byte
	pos   int
	mode  mode // of the innermost frame
	stack []frame
	jsx   bool // the file may hold JSX
	types bool // the file may hold types

	unread bool // look for what the grammars cannot read, too

	operand bool   // the last token ends an operand: / divides, < compares
	dot     bool   // the last token is . or ?.
	last    byte   // first byte of the last token; 'a' of a word, '"' of a literal
	word    extent // the last word
	owner   extent // the word before the last dot

	failed   map[int]bool // offsets of < that start no element
	failures int
	waste    int // bytes searched in vain

	facts facts
}

// maxWaste bounds the bytes that are searched in vain for the end of a string
// or regular expression; beyond it a quote is a mark like any other. Only a text
// made for it comes near.
const maxWaste = 64 << 20

// A mode says how the text is read.
type mode uint8

const (
	inCode         mode = iota // at the top level
	inBrace                    // { } of code
	inParen                    // ( )
	inSubstitution             // ${ } of a template
	inContainer                // { } of JSX
	inTag                      // <name …>
	inChildren                 // between the tags of an element
)

// A frame is one nesting level.
type frame struct {
	mode    mode
	at      int    // where it opens
	operand bool   // what its end means to lexer.operand
	pattern bool   // braces that may be a pattern of a declaration or parameter
	name    extent // of a JSX element
	root    bool   // an element that stands in code: perhaps it is none
	mark    mark   // for a root, the facts found before it
}

// run reads the whole file and returns what it holds, in document order.
func (l *lexer) run() *facts {
	l.prologue()
	for l.pos < len(l.text) || l.fail() { // an element without an end is none
		switch l.mode {
		case inTag:
			l.tag()
		case inChildren:
			l.children()
		default:
			l.code()
		}
	}
	slices.SortStableFunc(l.facts.env, func(a, b EnvRead) int { return a.Span.Start - b.Span.Start })
	return &l.facts
}

func (l *lexer) push(f frame) {
	l.stack = append(l.stack, f)
	l.mode = f.mode
}

func (l *lexer) pop() frame {
	f := l.stack[len(l.stack)-1]
	l.stack = l.stack[:len(l.stack)-1]
	l.mode = inCode
	if n := len(l.stack); n > 0 {
		l.mode = l.stack[n-1].mode
	}
	return f
}

func (l *lexer) code() {
	c := l.text[l.pos]
	switch classes[c] {
	case space:
		l.pos++
	case letter:
		l.identifier()
	case digit:
		l.number()
	case quote:
		l.string(c)
	case wide:
		if size := wideSpace(l.text[l.pos:]); size > 0 {
			l.pos += size
			return
		}
		l.identifier()
	default:
		l.punctuation(c)
	}
}

// token notes that a token of the given first byte ended at l.pos.
func (l *lexer) token(first byte, operand bool) {
	l.last, l.operand, l.dot = first, operand, false
}

func (l *lexer) number() {
	for l.pos < len(l.text) && (isName(l.text[l.pos]) || l.text[l.pos] == '.') {
		l.pos++
	}
	l.token('"', true)
}

// string steps over a string literal. A quote without its fellow on the line
// is stepped over alone.
func (l *lexer) string(quote byte) {
	if end, ok := l.stringEnd(l.pos, quote); ok {
		l.pos = end
	} else {
		l.pos++
	}
	l.token('"', true)
}

// stringEnd returns where the string at i ends. If it has no end, end is where
// the search stopped, after i.
func (l *lexer) stringEnd(i int, quote byte) (end int, ok bool) {
	s, start := l.text, i
	if l.waste > maxWaste {
		return i + 1, false
	}
	for i++; i < len(s) && s[i] != '\n'; i++ {
		switch s[i] {
		case quote:
			return i + 1, true
		case '\\':
			i++
			if i+1 < len(s) && s[i] == '\r' && s[i+1] == '\n' {
				i++
			}
		}
	}
	i = min(i, len(s))
	l.waste += i - start
	return i, false
}

func (l *lexer) punctuation(c byte) {
	switch c {
	case '/':
		l.slash()
	case '`':
		l.template()
	case '{', '(':
		l.open(c)
	case '}':
		l.closeBrace()
	case ')':
		l.closeParen()
	case '<':
		l.less()
	default:
		l.operator(c)
	}
}

// template steps over the text of a template up to its end or to a
// substitution; l.pos stands on the byte before that text.
func (l *lexer) template() {
	for i := l.pos + 1; i < len(l.text); i++ {
		switch l.text[i] {
		case '\\':
			i++
		case '`':
			l.pos = i + 1
			l.token('"', true)
			return
		case '$':
			if i+1 < len(l.text) && l.text[i+1] == '{' {
				l.pos = i + 2
				l.push(frame{mode: inSubstitution, at: i})
				l.token('{', false)
				return
			}
		}
	}
	l.pos = len(l.text)
}

func (l *lexer) slash() {
	if end := skipComment(l.text, l.pos); end > l.pos {
		l.pos = end
		return
	}
	if !l.operand {
		if end := l.regexEnd(l.pos); end > 0 {
			l.pos = end
			l.token('"', true)
			return
		}
	}
	l.pos++
	l.token('/', false)
}

// regexEnd returns where the regular expression at i ends, or 0 if there is
// none on the line.
func (l *lexer) regexEnd(i int) int {
	s, start, inClass := l.text, i, false
	if l.waste > maxWaste {
		return 0
	}
	for i++; i < len(s) && s[i] != '\n'; i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			inClass = true
		case ']':
			inClass = false
		case '/':
			if !inClass {
				return i + 1
			}
		}
	}
	l.waste += i - start
	return 0
}

// open enters ( or {. What follows their end depends on what stands before:
// after if (…) and after a block comes no operator.
func (l *lexer) open(c byte) {
	f := frame{mode: inParen, at: l.pos, operand: true}
	if c == '(' {
		f.operand = !(l.last == 'a' && controlWord[string(l.lastWord())])
	} else {
		f.mode = inBrace
		f.operand = !l.operand && bytes.IndexByte([]byte("(,=:[!&|?+-*%~^"), l.last) >= 0 ||
			l.last == 'a' && !l.operand && !blockWord[string(l.lastWord())]
		f.pattern = l.last == '(' || l.last == ',' || l.last == 'a' && declarationWord[string(l.lastWord())]
	}
	l.push(f)
	l.pos++
	l.token(c, false)
}

var (
	controlWord     = map[string]bool{"if": true, "while": true, "for": true, "with": true}
	blockWord       = map[string]bool{"else": true, "do": true, "try": true, "finally": true}
	declarationWord = map[string]bool{"const": true, "let": true, "var": true}
)

func (l *lexer) closeParen() {
	l.pos++
	operand := true
	if l.mode == inParen {
		operand = l.pop().operand
	}
	if len(l.stack) < l.facts.depth {
		l.facts.annotated = extent{}
	}
	l.token(')', operand)
}

func (l *lexer) closeBrace() {
	for l.mode == inParen { // it was never closed
		l.pop()
	}
	if l.mode == inSubstitution {
		l.pop()
		l.template()
		return
	}
	l.pos++
	if l.mode == inCode { // it was never opened
		l.token('}', false)
		return
	}
	f := l.pop()
	l.facts.closed, l.facts.pattern = extent{uint32(f.at), uint32(l.pos)}, f.pattern
	l.token('}', f.operand)
}

// operator steps over a mark that is none of the others. An array ends an
// operand; ++, -- and ! after an operand leave it one.
func (l *lexer) operator(c byte) {
	next := byte(0)
	if l.pos+1 < len(l.text) {
		next = l.text[l.pos+1]
	}
	switch {
	case c == '.' || c == '?' && next == '.':
		l.point(c)
	case c == '+' && next == '+' || c == '-' && next == '-':
		l.pos += 2
		l.token(c, l.operand)
	case c == '!' && next != '=':
		l.pos++
		l.token(c, l.operand)
	case c == '=' && next == '>':
		l.pos += 2
		l.token('>', false)
	default:
		l.facts.mark(l, c, next)
		l.pos++
		l.token(c, c == ']')
	}
}

func (l *lexer) point(c byte) {
	switch {
	case bytes.HasPrefix(l.text[l.pos:], []byte("...")):
		l.pos += 3
		l.token('.', false)
		return
	case c == '?':
		l.pos++
	}
	l.owner = extent{}
	if l.last == 'a' {
		l.owner = l.word
	}
	l.pos++
	l.token('.', false)
	l.dot = true
}

func (l *lexer) identifier() {
	start := l.pos
	l.pos = nameEnd(l.text, start)
	if l.pos == start { // a lone byte that is no character
		l.pos++
	}
	dotted, after, before := l.dot, l.last, l.word
	l.word = extent{uint32(start), uint32(l.pos)}
	word := l.text[start:l.pos]
	l.token('a', dotted || !beforeOperand(word))
	switch string(word) {
	case "import", "export", "require":
		if !dotted {
			l.moduleWord(string(word), start, after, before)
		}
	case "process":
		if !dotted || isGlobal(l.text[l.owner.start:l.owner.end]) {
			l.process(start)
		}
	}
}

func (l *lexer) lastWord() []byte { return l.text[l.word.start:l.word.end] }
