package rules

import "strings"

// Clean makes what a terminal or a reader would act on visible: control
// characters, line breaks among them, marks that reorder text, and those that
// nobody can see.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r < 0x20, r >= 0x7F && r < 0xA0, invisible(r), r == 0xFFFD:
			return '␦'
		}
		return r
	}, s)
}

// invisible reports whether a character has no width and is no part of a
// letter or an emoji.
func invisible(r rune) bool {
	switch r {
	case 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF:
		return true
	}
	return r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F
}
