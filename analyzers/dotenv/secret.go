package dotenv

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unique"
)

// A Secret is the value of a variable. It cannot be printed: every formatting
// and encoding path renders it redacted. Two secrets are equal (==) when their
// values are. The zero Secret is the empty value.
//
// The value is behind a handle because fmt prints the unexported fields of a
// struct without asking for its methods: it finds an address there.
type Secret struct{ handle unique.Handle[string] }

// NewSecret returns the secret with the given value.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{unique.Make(value)}
}

func (s Secret) text() string {
	if s == (Secret{}) {
		return ""
	}
	return s.handle.Value()
}

// Reveal hands the value to use. It exists so that the meaning of a value can
// be worked out; what use learns may be kept, the value may not.
func (s Secret) Reveal(use func(value string)) { use(s.text()) }

// IsEmpty reports whether the value is "".
func (s Secret) IsEmpty() bool { return s.text() == "" }

// Len returns the length of the value in bytes.
func (s Secret) Len() int { return len(s.text()) }

// HasPrefix reports whether the value starts with prefix.
func (s Secret) HasPrefix(prefix string) bool { return strings.HasPrefix(s.text(), prefix) }

// Is reports whether the value is the given one.
func (s Secret) Is(value string) bool { return s.text() == value }

// publicPrefixes say what kind a key is and are part of its published format.
var publicPrefixes = []string{
	"sk_live_", "sk_test_", "pk_live_", "pk_test_", "rk_live_", "rk_test_", "whsec_", "live_", "test_", "ak_",
}

// String returns the value redacted: at most the prefix that says what kind of
// key it is.
func (s Secret) String() string {
	if s.IsEmpty() {
		return "[empty]"
	}
	for _, p := range publicPrefixes {
		if s.HasPrefix(p) && s.Len() > len(p) {
			return "[redacted " + p + "…]"
		}
	}
	return "[redacted]"
}

// GoString is String.
func (s Secret) GoString() string { return s.String() }

// Format writes String whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// MarshalText returns String.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON returns String as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// MarshalYAML returns String.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// LogValue returns String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
