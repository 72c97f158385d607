package rules

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/source"
)

// secrets match what gives access, by its form; the group named s is blotted
// out, what stands before it tells whose it is. Publishable keys are public.
//
// Clerk's own prefixes count wherever they stand; the others begin a word, an
// escape in a string or a URL counting as a space.
var secrets = source.Pattern(`(?:(?:sk|rk)_(?:live|test)_|whsec_)(?P<s>[A-Za-z0-9+/=_-]{8,})` + // Clerk, Stripe, Svix
	`|(?:\b|\\[nrt]|%[0-9A-Fa-f]{2})(?:` +
	`(?:ak|mt|oat)_(?P<s>[A-Za-z0-9+/=_-]{8,})` + // Clerk
	`|sk-(?:proj-|ant-|or-)?(?P<s>[A-Za-z0-9_-]{20,})` + // OpenAI, Anthropic
	`|(?:gh[pousr]_|github_pat_|re_)(?P<s>[A-Za-z0-9_]{20,})` +
	`|xox[abeprs]-(?P<s>[A-Za-z0-9-]{10,})` +
	`|(?:AKIA|ASIA)(?P<s>[0-9A-Z]{16})` +
	`|AIza(?P<s>[A-Za-z0-9_-]{35})` +
	`|SG\.(?P<s>[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})` +
	`|eyJ(?P<s>[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)` + // a token
	`|[a-z][a-z0-9+]*://[^\s:/@"'<>]*:(?P<s>[^\s/@"'<>$]{3,})@)`) // the password of a URL

// Redact blots out every secret in a text and keeps the length in bytes, so
// that spans into the text stay valid. Every output passes through it.
func Redact(text string) string {
	if !marked(text) {
		return text
	}
	var out strings.Builder
	out.Grow(len(text))
	for line := range strings.Lines(text) {
		if marked(line) {
			line = Blot(secrets(), line)
		}
		out.WriteString(line)
	}
	return out.String()
}

// secretMarks are texts of which each secret has one, and no secret has a line end:
// the expression is costly.
var secretMarks = []string{"k_", "whsec_", "mt_", "oat_", "re_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "sk-", "xox",
	"AKIA", "ASIA", "AIza", "SG.", "eyJ", "://"}

func marked(text string) bool {
	return slices.ContainsFunc(secretMarks, func(mark string) bool { return strings.Contains(text, mark) })
}

// Blot replaces what the groups named s of an expression match with stars.
func Blot(expression *regexp.Regexp, text string) string {
	matches := expression.FindAllStringSubmatchIndex(text, -1)
	if matches == nil {
		return text
	}
	out := []byte(text)
	for _, m := range matches {
		for group, name := range expression.SubexpNames() {
			if name != "s" || m[2*group] < 0 {
				continue
			}
			for i := m[2*group]; i < m[2*group+1]; i++ {
				out[i] = '*'
			}
		}
	}
	return string(out)
}
