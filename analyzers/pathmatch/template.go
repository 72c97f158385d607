package pathmatch

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf16"
)

// A dialect is the version of path-to-regexp that a package carries.
type dialect uint8

const (
	// v61 is in Next.js before 15.5.0: a repeated parameter without prefix
	// repeats its group.
	v61 dialect = iota
	// v62 is in @clerk/nextjs before 5.5.0: the same, with the group outside.
	v62
	// v63 is in Next.js from 15.5.0 and @clerk/nextjs from 5.5.0: parameters
	// need text between them, and such a repetition is an error.
	v63
)

// A token is literal text or a parameter of a path pattern.
type token struct {
	text     string // literal, if param is false
	param    bool
	name     string
	prefix   string
	suffix   string
	pattern  string
	modifier string
}

type lexKind string

const (
	lexChar     lexKind = "CHAR"
	lexEscaped  lexKind = "ESCAPED_CHAR"
	lexModifier lexKind = "MODIFIER"
	lexOpen     lexKind = "OPEN"
	lexClose    lexKind = "CLOSE"
	lexName     lexKind = "NAME"
	lexPattern  lexKind = "PATTERN"
	lexEnd      lexKind = "END"
)

type lexeme struct {
	kind  lexKind
	at    int // in runes
	value string
}

// lexer reads the lexemes of a path pattern. Positions in its errors count
// UTF-16 units, as JavaScript does.
type lexer struct {
	src []rune
	pos int
	out []lexeme
}

var lexMarks = map[rune]lexKind{
	'*': lexModifier, '+': lexModifier, '?': lexModifier, '{': lexOpen, '}': lexClose,
}

func lex(src string) ([]lexeme, []rune, error) {
	l := &lexer{src: []rune(src)}
	for l.pos < len(l.src) {
		if err := l.next(); err != nil {
			return nil, nil, err
		}
	}
	l.add(lexEnd, l.pos, "")
	return l.out, l.src, nil
}

func (l *lexer) add(kind lexKind, at int, value string) {
	l.out = append(l.out, lexeme{kind, at, value})
}

func (l *lexer) next() error {
	start, r := l.pos, l.src[l.pos]
	l.pos++
	switch {
	case lexMarks[r] != "":
		l.add(lexMarks[r], start, string(r))
	case r == '\\':
		l.escaped(start)
	case r == ':':
		return l.name(start)
	case r == '(':
		return l.pattern(start)
	default:
		l.add(lexChar, start, string(r))
	}
	return nil
}

// escaped reads the character after a backslash; at the end of the pattern
// there is none, which is no error.
func (l *lexer) escaped(start int) {
	value := ""
	if l.pos < len(l.src) {
		value = string(l.src[l.pos])
	}
	l.pos++
	l.add(lexEscaped, start, value)
}

func (l *lexer) name(start int) error {
	from := l.pos
	for l.pos < len(l.src) && isWord(l.src[l.pos]) {
		l.pos++
	}
	if l.pos == from {
		return fmt.Errorf("Missing parameter name at %d", units(l.src, start))
	}
	l.add(lexName, start, string(l.src[from:l.pos]))
	return nil
}

func (l *lexer) pattern(start int) error {
	from, depth := l.pos, 1
	if l.at(l.pos) == '?' {
		return fmt.Errorf("Pattern cannot start with \"?\" at %d", units(l.src, l.pos))
	}
	for l.pos < len(l.src) {
		switch l.src[l.pos] {
		case '\\':
			l.pos++
		case ')':
			if depth--; depth == 0 {
				return l.endPattern(start, from)
			}
		case '(':
			depth++
			if l.at(l.pos+1) != '?' {
				return fmt.Errorf("Capturing groups are not allowed at %d", units(l.src, l.pos))
			}
		}
		l.pos++
	}
	return fmt.Errorf("Unbalanced pattern at %d", units(l.src, start))
}

func (l *lexer) endPattern(start, from int) error {
	if from == l.pos {
		return fmt.Errorf("Missing pattern at %d", units(l.src, start))
	}
	l.add(lexPattern, start, string(l.src[from:l.pos]))
	l.pos++
	return nil
}

func (l *lexer) at(i int) rune {
	if i < len(l.src) {
		return l.src[i]
	}
	return -1
}

func isWord(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '_'
}

// units returns how many UTF-16 units the first n runes take.
func units(src []rune, n int) int {
	sum := 0
	for _, r := range src[:min(n, len(src))] {
		sum += utf16.RuneLen(r)
	}
	return sum + max(0, n-len(src))
}

// template is the parser of path-to-regexp, with its default options.
type template struct {
	dialect dialect
	src     []rune
	lexemes []lexeme
	pos     int
	path    strings.Builder
	out     []token
	unnamed int
}

// parseTemplate reads a path pattern. The errors are those of path-to-regexp.
func parseTemplate(d dialect, src string) ([]token, error) {
	lexemes, runes, err := lex(src)
	if err != nil {
		return nil, err
	}
	p := &template{dialect: d, src: runes, lexemes: lexemes}
	for p.pos < len(p.lexemes) {
		if err := p.step(); err != nil {
			return nil, err
		}
	}
	return p.out, nil
}

func (p *template) take(kind lexKind) string {
	if p.pos < len(p.lexemes) && p.lexemes[p.pos].kind == kind {
		p.pos++
		return p.lexemes[p.pos-1].value
	}
	return ""
}

func (p *template) must(kind lexKind) error {
	if at := p.lexemes[p.pos]; at.kind != kind {
		return fmt.Errorf("Unexpected %s at %d, expected %s", at.kind, units(p.src, at.at), kind)
	}
	p.pos++
	return nil
}

func (p *template) step() error {
	char, name, pattern := p.take(lexChar), p.take(lexName), p.take(lexPattern)
	if name != "" || pattern != "" {
		return p.parameter(char, name, pattern)
	}
	if char == "" {
		char = p.take(lexEscaped)
	}
	if char != "" {
		p.path.WriteString(char)
		return nil
	}
	p.flush()
	if p.take(lexOpen) != "" {
		return p.group()
	}
	return p.must(lexEnd)
}

func (p *template) flush() {
	if p.path.Len() > 0 {
		p.out = append(p.out, token{text: p.path.String()})
		p.path.Reset()
	}
}

// parameter adds a bare parameter; only a slash or a dot before it belongs to
// it.
func (p *template) parameter(prefix, name, pattern string) (err error) {
	if prefix != "/" && prefix != "." {
		p.path.WriteString(prefix)
		prefix = ""
	}
	p.flush()
	if name == "" {
		name = p.number()
	}
	if pattern == "" {
		if pattern, err = p.defaultPattern(prefix); err != nil {
			return err
		}
	}
	p.out = append(p.out, token{param: true, name: name, prefix: prefix, pattern: pattern, modifier: p.take(lexModifier)})
	return nil
}

// group adds what stands in braces.
func (p *template) group() (err error) {
	prefix := p.text()
	name, pattern := p.take(lexName), p.take(lexPattern)
	suffix := p.text()
	if err := p.must(lexClose); err != nil {
		return err
	}
	switch {
	case name != "" && pattern == "":
		if pattern, err = p.defaultPattern(prefix); err != nil {
			return err
		}
	case name == "" && pattern != "":
		name = p.number()
	}
	p.out = append(p.out, token{param: true, name: name, prefix: prefix, suffix: suffix, pattern: pattern, modifier: p.take(lexModifier)})
	return nil
}

func (p *template) text() string {
	var b strings.Builder
	for {
		value := p.take(lexChar)
		if value == "" {
			value = p.take(lexEscaped)
		}
		if value == "" {
			return b.String()
		}
		b.WriteString(value)
	}
}

func (p *template) number() string {
	p.unnamed++
	return fmt.Sprint(p.unnamed - 1)
}

const segment = `[^\/#\?]+?`

// defaultPattern returns what a parameter without a pattern matches.
func (p *template) defaultPattern(prefix string) (string, error) {
	if p.dialect != v63 {
		return segment, nil
	}
	if len(p.out) > 0 {
		last := p.out[len(p.out)-1]
		if prefix == "" && last.param {
			return "", errors.New(`Must have text between two parameters, missing text after "` + last.name + `"`)
		}
		if prefix == "" {
			prefix = last.text
		}
	}
	if prefix == "" || strings.ContainsAny(prefix, "/#?") {
		return segment, nil
	}
	return `(?:(?!` + quote(prefix) + `)[^\/#\?])+?`, nil
}

var quoter = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, c := range `.+*?=^!:${}()[]|/\` {
		pairs = append(pairs, string(c), `\`+string(c))
	}
	return strings.NewReplacer(pairs...)
})

// quote escapes text for a regular expression as path-to-regexp does.
func quote(text string) string { return quoter().Replace(text) }

// expression returns the source of the regular expression of a pattern.
func expression(d dialect, tokens []token) (string, error) {
	var b strings.Builder
	b.WriteByte('^')
	for _, t := range tokens {
		if !t.param {
			b.WriteString(quote(t.text))
			continue
		}
		part, err := t.expression(d)
		if err != nil {
			return "", err
		}
		b.WriteString(part)
	}
	b.WriteString(`[\/#\?]?$`)
	return b.String(), nil
}

func (t token) expression(d dialect) (string, error) {
	prefix, suffix := quote(t.prefix), quote(t.suffix)
	repeats := t.modifier == "+" || t.modifier == "*"
	switch {
	case t.pattern == "":
		return "(?:" + prefix + suffix + ")" + t.modifier, nil
	case prefix+suffix != "" && repeats:
		optional := ""
		if t.modifier == "*" {
			optional = "?"
		}
		return "(?:" + prefix + "((?:" + t.pattern + ")(?:" + suffix + prefix + "(?:" + t.pattern + "))*)" + suffix + ")" + optional, nil
	case prefix+suffix != "":
		return "(?:" + prefix + "(" + t.pattern + ")" + suffix + ")" + t.modifier, nil
	case repeats && d == v62:
		return "((?:" + t.pattern + ")" + t.modifier + ")", nil
	case repeats && d == v63:
		return "", errors.New(`Can not repeat "` + t.name + `" without a prefix and suffix`)
	}
	return "(" + t.pattern + ")" + t.modifier, nil
}
