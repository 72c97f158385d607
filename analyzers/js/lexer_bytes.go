package js

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// The classes of bytes.
const (
	other byte = iota
	space
	letter
	digit
	quote
	wide // part of a character beyond ASCII
)

var classes = func() (t [256]byte) {
	for _, c := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$#" {
		t[c] = letter
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = digit
	}
	for _, c := range " \t\n\r\v\f" {
		t[c] = space
	}
	t['"'], t['\''] = quote, quote
	for c := 0x80; c <= 0xFF; c++ {
		t[c] = wide
	}
	return t
}()

// beforeOperand reports whether a word is a keyword that an operand follows.
func beforeOperand(word []byte) bool {
	switch string(word) {
	case "return", "typeof", "case", "await", "yield", "throw", "else", "void", "in", "of", "do",
		"new", "delete", "instanceof", "default", "extends", "as", "satisfies", "try", "finally", "export":
		return true
	}
	return false
}

func isName(c byte) bool {
	k := classes[c]
	return k == letter || k == digit || k == wide
}

// nameEnd returns where the name at i ends. Spaces beyond ASCII end it too.
func nameEnd(s []byte, i int) int {
	for i < len(s) {
		switch classes[s[i]] {
		case letter, digit:
			i++
		case wide:
			if wideSpace(s[i:]) > 0 {
				return i
			}
			i++
		default:
			return i
		}
	}
	return i
}

// wideSpace returns the size of the space beyond ASCII at the start of s.
func wideSpace(s []byte) int {
	if s[0] != 0xC2 && s[0] < 0xE1 {
		return 0
	}
	r, size := utf8.DecodeRune(s)
	if r == '\uFEFF' || r != utf8.RuneError && unicode.IsSpace(r) {
		return size
	}
	return 0
}

// skip returns the offset of the next token at or after i.
func skip(s []byte, i int) int {
	for i < len(s) {
		switch c := s[i]; {
		case classes[c] == space:
			i++
		case c == '/':
			end := skipComment(s, i)
			if end == i {
				return i
			}
			i = end
		case classes[c] == wide && wideSpace(s[i:]) > 0:
			i += wideSpace(s[i:])
		default:
			return i
		}
	}
	return i
}

// skipComment returns where the comment at i ends, or i if there is none.
func skipComment(s []byte, i int) int {
	rest := s[i:]
	switch {
	case bytes.HasPrefix(rest, []byte("//")):
		if j := bytes.IndexByte(rest, '\n'); j >= 0 {
			return i + j
		}
		return len(s)
	case bytes.HasPrefix(rest, []byte("/*")):
		if j := bytes.Index(rest[2:], []byte("*/")); j >= 0 {
			return i + j + 4
		}
		return len(s)
	}
	return i
}
