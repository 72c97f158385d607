package clerk

import (
	"bytes"
	"regexp"
	"slices"

	"clerkvet/analyzers/source"
)

// ForeignKey is the secret key of another service, known by its form.
const ForeignKey KeyKind = "secret key of another service"

// foreignForm matches the starts that services give the keys that only servers
// hold, each with the part behind it: of language models, code hosts, chat, mail,
// payments.
var foreignForm = source.Pattern(`^(sk-(?:proj|svcacct|admin|or-v1|ant-\w+)-|gsk_|hf_|r8_|gh[pousr]_|github_pat_|glpat-|npm_|xox[abprs]-|SG\.|re_|rk_live_|sb_secret_|xai-|shpat_|dop_v1_|lin_api_)([\w.-]{20,})`)

// foreignStarts tell where in a text a closer look is needed.
var foreignStarts = bytes.Fields([]byte("sk- gsk_ hf_ r8_ ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- npm_ xox SG. re_ rk_live_ sb_secret_ xai- shpat_ dop_v1_ lin_api_"))

// foreignLetters are the first letters of the starts.
var foreignLetters = func() (first [256]bool) {
	for _, start := range foreignStarts {
		first[start[0]] = true
	}
	return first
}()

// A ForeignMatch is a key of another service in a text.
type ForeignMatch struct {
	Key        Key
	Start, End int
}

// FindForeignKeys returns the keys of other services in a text that are no
// placeholders, in order.
func FindForeignKeys(text []byte) (out []ForeignMatch) {
	for at, letter := range text {
		if !foreignLetters[letter] || at > 0 && inName(text[at-1]) || !slices.ContainsFunc(foreignStarts, func(start []byte) bool { return bytes.HasPrefix(text[at:], start) }) {
			continue
		}
		m := foreignForm().FindSubmatch(text[at:])
		if m != nil && !IsPlaceholder(string(m[2])) && hasDigit.Match(m[2]) {
			out = append(out, ForeignMatch{Key{Kind: ForeignKey, Provider: ByOther, start: string(m[1])}, at, at + len(m[0])})
		}
	}
	return out
}

// inName reports whether a byte may stand in a name, so that what follows is no start.
func inName(b byte) bool {
	return b == '_' || b == '-' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

var hasDigit = regexp.MustCompile(`\d`)

// isForeignKey reports whether a value is the secret key of another service.
func isForeignKey(value string) bool {
	found := FindForeignKeys([]byte(value))
	return len(found) == 1 && found[0].Start == 0 && found[0].End == len(value)
}

// passwordIn matches the address of a store on another machine that a password
// stands in.
var passwordIn = source.Pattern(`^[a-z][\w+.-]*://[^\s:/@]*:([^\s:/@]{8,})@[\w-]+(\.[\w-]+)+(:\d+)?(/|\?|$)`)

// holdsPassword reports whether a value is an address with a password that is no
// placeholder.
func holdsPassword(value string) bool {
	m := passwordIn().FindStringSubmatch(value)
	return m != nil && !IsPlaceholder(m[1]) && !documentationAddress.MatchString(value)
}

var documentationAddress = regexp.MustCompile(`(?i)@([\w-]+\.)*(example\.\w+|localhost|your[\w-]*\.\w+|host\.docker\.internal|xxx[\w-]*)`)
