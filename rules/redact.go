package rules

import "regexp"

// key matches what looks like a secret of Clerk, and of Stripe, which shares a
// prefix. Publishable keys are public.
var key = regexp.MustCompile(`\b(sk_(?:live|test)_|whsec_|ak_)[A-Za-z0-9+/=_-]{8,}`)

// Redact blots out every key in a text, keeping its width. It is the last
// guard of every output; rules never put a value in a message.
func Redact(s string) string {
	return key.ReplaceAllStringFunc(s, func(k string) string {
		prefix := key.FindStringSubmatch(k)[1]
		out := []byte(k)
		for i := len(prefix); i < len(out); i++ {
			out[i] = '*'
		}
		return string(out)
	})
}
