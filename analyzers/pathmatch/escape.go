package pathmatch

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// An atom is one character or a set of them.
type atom struct {
	char rune
	set  charset // nil for a character
}

// emit writes an atom that stands outside a class.
func (t *translator) emit(a atom) {
	switch {
	case a.set == nil:
		t.char(a.char)
	case t.fold != nil:
		t.out.WriteString(a.set.folded(t.fold).String())
	default:
		t.out.WriteString(a.set.String())
	}
}

// escape reads an escape outside a class.
func (t *translator) escape() error {
	if done, err := t.reference(); done || err != nil {
		return err
	}
	t.pos++
	a, err := t.escaped(false)
	if err == nil {
		t.emit(a)
	}
	return err
}

// reference reads a reference to a group, by number or by name.
func (t *translator) reference() (done bool, err error) {
	if t.peek(1) == 'k' && (t.unicode || len(t.names) > 0) {
		return true, t.namedReference()
	}
	n, end, ok := t.count(1)
	if !ok || t.peek(1) == '0' {
		return false, nil
	}
	if n > t.groups {
		if t.unicode {
			return false, errors.New("Invalid escape")
		}
		return false, nil // an octal escape, or a digit that stands for itself
	}
	t.pos += end
	fmt.Fprintf(&t.out, `(?:\%d)`, n)
	return true, nil
}

func (t *translator) namedReference() error {
	if t.peek(2) != '<' {
		return errors.New("Invalid named reference")
	}
	name, end, ok := groupName(t.src, t.pos+3)
	if !ok || t.names[name] == 0 {
		return errors.New("Invalid named capture referenced")
	}
	t.pos = end
	fmt.Fprintf(&t.out, `(?:\%d)`, t.names[name])
	return nil
}

var classEscapes = map[rune]charset{'d': digits, 'w': wordChars, 's': spaceChars}

var controlEscapes = map[rune]rune{'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// escaped reads what follows a backslash.
func (t *translator) escaped(class bool) (atom, error) {
	c := t.peek(0)
	if c < 0 {
		return atom{}, errors.New(`\ at end of pattern`)
	}
	if set := classEscapes[c|0x20]; set != nil && c < 128 {
		t.pos++
		if c&0x20 == 0 {
			set = set.not(t.top())
		}
		return atom{set: set}, nil
	}
	if char, ok := controlEscapes[c]; ok {
		t.pos++
		return atom{char: char}, nil
	}
	return t.escapedChar(c, class)
}

func (t *translator) escapedChar(c rune, class bool) (atom, error) {
	switch {
	case c >= '0' && c <= '9':
		return t.octal()
	case c == 'b' && class:
		t.pos++
		return atom{char: '\b'}, nil
	case c == 'x' || c == 'u':
		if char, length, ok := t.hex(c); ok {
			t.pos += length
			return atom{char: char}, nil
		}
	case c == 'c':
		return t.control()
	case (c == 'p' || c == 'P') && t.unicode:
		return atom{}, errors.New("property escapes are not supported")
	}
	if t.unicode && !strings.ContainsRune(`^$\.*+?()[]{}|/`, c) && !(class && c == '-') {
		return atom{}, errors.New("Invalid escape")
	}
	t.pos++
	return atom{char: c}, nil
}

// octal reads an old octal escape: up to three digits, at most \377.
func (t *translator) octal() (atom, error) {
	if t.unicode && (t.peek(0) != '0' || t.peek(1) >= '0' && t.peek(1) <= '9') {
		return atom{}, errors.New("Invalid decimal escape")
	}
	if t.peek(0) > '7' {
		t.pos++
		return atom{char: t.src[t.pos-1]}, nil
	}
	n := rune(0)
	for i := 0; i < 3 && t.peek(0) >= '0' && t.peek(0) <= '7' && n*8+t.peek(0)-'0' <= 0xFF; i++ {
		n = n*8 + t.peek(0) - '0'
		t.pos++
	}
	return atom{char: n}, nil
}

// control reads \cX; without a letter the backslash stands for itself.
func (t *translator) control() (atom, error) {
	if c := t.peek(1); c|0x20 >= 'a' && c|0x20 <= 'z' {
		t.pos += 2
		return atom{char: c & 0x1F}, nil
	}
	if t.unicode {
		return atom{}, errors.New("Invalid unicode escape")
	}
	return atom{char: '\\'}, nil
}

// hex reads xHH, uHHHH and, with the u flag, u{H…} and pairs of surrogates.
func (t *translator) hex(kind rune) (char rune, length int, ok bool) {
	if kind == 'x' {
		char, ok = t.hexDigits(1, 3)
		return char, 3, ok
	}
	if t.unicode && t.peek(1) == '{' {
		end := 2
		for t.peek(end) >= 0 && t.peek(end) != '}' {
			end++
		}
		char, ok = t.hexDigits(2, end)
		return char, end + 1, ok && t.peek(end) == '}'
	}
	char, ok = t.hexDigits(1, 5)
	if t.unicode && utf16.IsSurrogate(char) && t.peek(5) == '\\' && t.peek(6) == 'u' {
		if low, ok := t.hexDigits(7, 11); ok && utf16.DecodeRune(char, low) != 0xFFFD {
			return utf16.DecodeRune(char, low), 11, true
		}
	}
	return char, 5, ok
}

func (t *translator) hexDigits(from, to int) (n rune, ok bool) {
	for i := from; i < to; i++ {
		d := strings.IndexRune("0123456789abcdef", t.peek(i)|0x20)
		if d < 0 || t.peek(i) < '0' {
			return 0, false
		}
		if n = n*16 + rune(d); n > 0x10FFFF {
			return 0, false
		}
	}
	return n, to > from
}

// class reads a character class.
func (t *translator) class() error {
	t.pos++
	negated := t.accept("^")
	var set charset
	for !t.accept("]") {
		part, err := t.classRange()
		if err != nil {
			return err
		}
		set = append(set, part...)
	}
	if t.fold != nil {
		set = set.folded(t.fold)
	}
	if negated {
		set = set.not(t.top())
	}
	t.out.WriteString(set.String())
	return nil
}

// classRange reads one character, one escape or one range of a class.
func (t *translator) classRange() (charset, error) {
	from, err := t.classAtom()
	if err != nil || t.peek(0) != '-' || t.peek(1) == ']' {
		return from.charset(), err
	}
	t.pos++
	to, err := t.classAtom()
	switch {
	case err != nil:
		return nil, err
	case (from.set != nil || to.set != nil) && t.unicode:
		return nil, errors.New("Invalid character class")
	case from.set != nil || to.set != nil: // the dash stands for itself
		return append(append(charset{{'-', '-'}}, from.charset()...), to.charset()...), nil
	case from.char > to.char:
		return nil, errors.New("Range out of order in character class")
	}
	return charset{{from.char, to.char}}, nil
}

func (t *translator) classAtom() (atom, error) {
	c := t.peek(0)
	if c < 0 {
		return atom{}, errors.New("Unterminated character class")
	}
	t.pos++
	if c == '\\' {
		return t.escaped(true)
	}
	return atom{char: c}, nil
}

func (a atom) charset() charset {
	if a.set != nil {
		return a.set
	}
	return charset{{a.char, a.char}}
}
