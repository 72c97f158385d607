package clerk

import (
	"encoding/base64"
	"strings"

	"clerkvet/analyzers/source"
)

// KeyKind says what a value is by its form.
type KeyKind string

// The kinds of keys. OtherKey is one that shares its prefix with Clerk's and
// by its form belongs to another provider.
const (
	NoKey          KeyKind = ""
	PublishableKey KeyKind = "publishable key"
	SecretKey      KeyKind = "secret key"
	WebhookSecret  KeyKind = "webhook signing secret"
	MachineKey     KeyKind = "machine secret key or API key" // ak_
	MachineToken   KeyKind = "machine token"                 // mt_
	OAuthToken     KeyKind = "OAuth access token"            // oat_
	LegacyKey      KeyKind = "legacy API key"                // live_, test_ (facts.md F6.3)
	FrontendAPI    KeyKind = "Frontend API host"             // of Clerk 4
	JWTKey         KeyKind = "JWT verification key"          // public
)

// A Provider is who issues a key of a form that several share.
type Provider string

// The providers whose keys start like Clerk's. Unsure is a form that both
// Clerk and another use (whsec_ with 32 letters and digits).
const (
	ByClerk  Provider = "Clerk"
	ByStripe Provider = "Stripe"
	ByOther  Provider = "another provider"
	Unsure   Provider = "unsure"
)

// A Key is what the form of a value says. It never holds the value.
type Key struct {
	Kind        KeyKind
	Provider    Provider
	Live        bool   // by prefix; a webhook secret does not say
	Placeholder bool   // stands for a key: nothing to protect, nothing to check
	Malformed   string // what is wrong with it, one clause; "" for a placeholder
	Host        string // the Frontend API that a publishable key names
	// DevelopmentHost tells that Host belongs to a development instance
	// (facts.md F6.2).
	DevelopmentHost bool

	start string // of another service's
}

// IsSecret reports whether the key gives access and is no placeholder.
func (k Key) IsSecret() bool {
	switch k.Kind {
	case SecretKey, WebhookSecret, MachineKey, MachineToken, OAuthToken, LegacyKey, ForeignKey:
		return !k.Placeholder && k.Malformed == ""
	}
	return false
}

// Prefix returns the published start of the key, which can be shown.
func (k Key) Prefix() string {
	mode := "test_"
	if k.Live {
		mode = "live_"
	}
	switch k.Kind {
	case PublishableKey:
		return "pk_" + mode
	case SecretKey:
		return "sk_" + mode
	case LegacyKey:
		return mode
	case ForeignKey:
		return k.start
	}
	return map[KeyKind]string{WebhookSecret: "whsec_", MachineKey: "ak_", MachineToken: "mt_", OAuthToken: "oat_"}[k.Kind]
}

// Of names whose key it is, for a message: "of Clerk", or that it may be.
func (k Key) Of() string {
	if k.Provider == Unsure {
		return "that may be Clerk's"
	}
	return "of Clerk"
}

// keyForms maps the start of a key to its kind.
var keyForms = []struct {
	prefix string
	kind   KeyKind
	live   bool
}{
	{"pk_live_", PublishableKey, true}, {"pk_test_", PublishableKey, false},
	{"sk_live_", SecretKey, true}, {"sk_test_", SecretKey, false},
	{"whsec_", WebhookSecret, false}, {"ak_", MachineKey, true},
	{"mt_", MachineToken, true}, {"oat_", OAuthToken, true},
	{"live_", LegacyKey, true}, {"test_", LegacyKey, false},
}

// Classify says what a value is by its form alone.
func Classify(value string) Key { return ClassifyFor("", value) }

// ClassifyFor says what the value of the named variable is: the name tells
// apart what the form does not, such as the webhook secrets of Clerk and Stripe.
func ClassifyFor(name, value string) Key {
	value = strings.TrimSpace(value)
	for _, form := range keyForms {
		if body, ok := strings.CutPrefix(value, form.prefix); ok {
			return classifyBody(Key{Kind: form.kind, Live: form.live}, name, body)
		}
	}
	switch {
	case strings.HasPrefix(value, "-----BEGIN PUBLIC KEY-----"), strings.HasPrefix(value, "MIIBIjANBgkqhki"):
		return Key{Kind: JWTKey, Provider: ByClerk}
	case isDevelopmentHost(value):
		return Key{Kind: FrontendAPI, Provider: ByClerk, Host: value, DevelopmentHost: true}
	case strings.HasPrefix(value, "clerk.") && hostPattern().MatchString(value):
		return Key{Kind: FrontendAPI, Provider: ByClerk, Host: value, Live: true}
	}
	return Key{Placeholder: IsPlaceholder(value)}
}

func classifyBody(k Key, name, body string) Key {
	k.Provider = issuer(k.Kind, name, body)
	if k.Kind == PublishableKey {
		return decode(k, body)
	}
	k.Placeholder = IsPlaceholder(body)
	if k.Placeholder {
		return k
	}
	if reason := malformed(k.Kind, body); k.Provider == ByClerk && reason != "" {
		if k.Kind == LegacyKey || k.Kind == MachineKey || k.Kind == MachineToken || k.Kind == OAuthToken {
			return Key{} // such short starts also open ordinary words
		}
		k.Malformed = reason
	}
	return k
}

var (
	hexBody = source.Pattern(`^[0-9a-f]+$`)
	base62  = source.Pattern(`^[0-9A-Za-z]+$`)
)

// issuer tells whose key it is. Secret keys of Clerk have 42 letters and
// digits after the prefix; Stripe's have 24, or "51" and some 97 more; a
// webhook secret of both has 32 characters, of which Clerk's (Svix) are base64.
func issuer(kind KeyKind, name, body string) Provider {
	name = strings.ToUpper(name)
	switch {
	case strings.Contains(name, "CLERK"):
		return ByClerk
	case strings.Contains(name, "STRIPE"):
		return ByStripe
	case kind == PublishableKey || kind == SecretKey:
		return issuerByBody(body)
	case kind == WebhookSecret:
		if len(body) == 64 && hexBody().MatchString(body) {
			return ByStripe // of its command line
		}
		if hexBody().MatchString(body) {
			return ByOther // 24 random bytes of base64 are never all hex digits
		}
		if strings.ContainsAny(body, "+/=") || len(body) != 32 {
			return ByClerk
		}
		return Unsure
	}
	return ByClerk
}

func issuerByBody(body string) Provider {
	switch {
	case strings.HasPrefix(body, "51") && len(body) > 80, len(body) == 24 && base62().MatchString(body):
		return ByStripe
	case len(body) == 40 && hexBody().MatchString(body):
		return ByOther // Paystack
	}
	return ByClerk
}

// malformed says what is wrong with the part after the prefix, or "".
func malformed(kind KeyKind, body string) string {
	switch kind {
	case WebhookSecret:
		raw, err := base64.StdEncoding.DecodeString(pad(body))
		switch {
		case err != nil:
			return "is not base64 after whsec_"
		case len(raw) < 16:
			return "is too short after whsec_"
		}
	case SecretKey:
		switch {
		case !base62().MatchString(body):
			return "holds characters other than letters and digits after its prefix"
		case len(body) < 30:
			return "is too short"
		}
	default:
		if !base62().MatchString(body) || len(body) < 24 {
			return "is too short or holds other characters than letters and digits"
		}
	}
	return ""
}

func pad(s string) string {
	s = strings.TrimRight(s, "=")
	return s + strings.Repeat("=", (4-len(s)%4)%4)
}

// hostPattern is stricter than Clerk, which only asks for a dot.
var hostPattern = source.Pattern(`^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+(?::[0-9]+)?$`)

// decode reads a publishable key: base64 of the Frontend API host and "$"
// (facts.md F6.1).
func decode(k Key, body string) Key {
	raw, err := base64.StdEncoding.DecodeString(pad(strings.NewReplacer("-", "+", "_", "/").Replace(body)))
	host, closed := strings.CutSuffix(string(raw), "$")
	switch {
	case err == nil && closed && hostPattern().MatchString(host):
		k.Provider, k.Host, k.DevelopmentHost = ByClerk, host, isDevelopmentHost(host)
		k.Placeholder = isPlaceholderHost(host)
		k.Malformed = mismatch(k)
	case k.Provider != ByClerk:
	case IsPlaceholder(body):
		k.Placeholder = true
	case err != nil:
		k.Malformed = "is not base64 after its prefix"
	case !closed:
		k.Malformed = `does not decode to a host that ends in "$"`
	default:
		k.Malformed = "does not decode to a host name"
	}
	return k
}

// mismatch says that prefix and host are of different instances (F6.2).
func mismatch(k Key) string {
	switch {
	case k.Placeholder:
	case k.Live && k.DevelopmentHost:
		return "has the prefix of a production key and the host of a development instance"
	case !k.Live && !k.DevelopmentHost && strings.HasPrefix(k.Host, "clerk."):
		return "has the prefix of a test key and the host of a production instance"
	}
	return ""
}

// developmentSuffixes are of @clerk/shared's constants.
var developmentSuffixes = []string{
	".clerk.accounts.dev", ".accounts.dev", ".clerk.accountsstage.dev", ".accountsstage.dev",
	".clerk.accounts.lclclerk.com", ".lcl.dev", ".lclstage.dev", ".lclclerk.com", ".stg.dev", ".stgstage.dev",
}

func isDevelopmentHost(host string) bool {
	if !hostPattern().MatchString(host) {
		return false
	}
	for _, suffix := range developmentSuffixes {
		if strings.HasSuffix(strings.ToLower(host), suffix) {
			return true
		}
	}
	return false
}
