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
var foreignForm = source.Pattern(`(?:^|[^\w-])(sk-(?:proj|svcacct|admin|or-v1|ant-\w+)-|gsk_|hf_|r8_|gh[pousr]_|github_pat_|glpat-|npm_|xox[abprs]-|SG\.|re_|rk_live_|sb_secret_|xai-|shpat_|dop_v1_|lin_api_)([\w.-]{20,})`)

// foreignStarts tell which texts need a closer look.
var foreignStarts = bytes.Fields([]byte("sk-proj- sk-svcacct- sk-admin- sk-or-v1- sk-ant- gsk_ hf_ r8_ ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- npm_ xoxa- xoxb- xoxp- xoxr- xoxs- SG. re_ rk_live_ sb_secret_ xai- shpat_ dop_v1_ lin_api_"))

// A ForeignMatch is a key of another service in a text.
type ForeignMatch struct {
	Key        Key
	Start, End int
}

// FindForeignKeys returns the keys of other services in a text that are no
// placeholders, in order.
func FindForeignKeys(text []byte) (out []ForeignMatch) {
	if !slices.ContainsFunc(foreignStarts, func(start []byte) bool { return bytes.Contains(text, start) }) {
		return nil
	}
	for _, m := range foreignForm().FindAllSubmatchIndex(text, -1) {
		if body := string(text[m[4]:m[5]]); !IsPlaceholder(body) && hasDigit.MatchString(body) {
			out = append(out, ForeignMatch{Key{Kind: ForeignKey, Provider: ByOther, start: string(text[m[2]:m[3]])}, m[2], m[5]})
		}
	}
	return out
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
