package report

import (
	"strings"

	"clerkvet/rules"
)

// safe is text of the repository as every format shows it: without secrets, on
// one line, and harmless.
func safe(s string) string { return clean(rules.Redact(s)) }

// clean makes what a terminal would act on visible: control characters, marks
// that reorder text, and those that nobody can see.
func clean(s string) string {
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

// Harmless returns output in which no line is a command to GitHub's runner,
// which takes a line that starts with :: after blanks, and ##[ anywhere.
func Harmless(output string) string {
	output = strings.ReplaceAll(output, "##[", "# #[")
	if !strings.Contains(output, "::") {
		return output
	}
	lines := strings.Split(output, "\n")
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "::") {
			lines[i] = "· " + strings.TrimSpace(l)
		}
	}
	return strings.Join(lines, "\n")
}

// ErrorText is an error fit for a terminal and a workflow log.
func ErrorText(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for i, l := range lines {
		indent := len(l) - len(strings.TrimLeft(l, "\t"))
		lines[i] = strings.Repeat("  ", indent) + safe(l[indent:])
	}
	return Harmless(strings.Join(lines, "\n"))
}
