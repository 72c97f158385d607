package clerk

import (
	"strings"

	"clerkvet/analyzers/dotenv"
)

// A Variable is a declared variable together with what its value is.
type Variable struct {
	dotenv.Declaration
	Key Key
}

// Variables returns the declarations with a value of their own, classified:
// references to other places, templates, schemas and documentation have none.
func Variables(env *dotenv.Env) []Variable {
	var out []Variable
	for _, d := range env.All() {
		if d.Value.IsEmpty() || d.Reference || d.Overridden || d.Environment == dotenv.AsTemplate {
			continue
		}
		out = append(out, Variable{d, KeyOf(d.Name, d.Value)})
	}
	return out
}

// KeyOf says what the value of the named variable is.
func KeyOf(name string, value dotenv.Secret) Key {
	var k Key
	value.Reveal(func(text string) { k = ClassifyFor(name, text) })
	return k
}

// Expected returns the kind of key that belongs in a variable of Clerk, or
// NoKey for another variable (facts.md F6.4).
func Expected(name string) KeyKind {
	switch name {
	case "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_PUBLISHABLE_KEY":
		return PublishableKey
	case "CLERK_SECRET_KEY":
		return SecretKey
	case "CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_WEBHOOK_SECRET":
		return WebhookSecret
	}
	return NoKey
}

// IsRealSecret reports whether a variable holds a secret that a stranger must
// not read, and how sure that is: a key of a known form, or an address with a
// password, or a value of some length and disorder under a secret's name.
func (v Variable) IsRealSecret() (secret, sure bool) {
	if v.Key.IsSecret() {
		return true, v.Key.Provider != Unsure
	}
	if v.Key.Kind != NoKey || strings.HasPrefix(v.Name, publicPrefix) {
		return false, false
	}
	v.Value.Reveal(func(text string) {
		sure = isForeignKey(text)
		secret = sure || holdsPassword(text) || holdsSecret(v.Name) && !v.Key.Placeholder && isDisorderly(text)
	})
	return secret, sure
}

// isDisorderly reports whether a text may be random: of some length, and no
// sentence, path, address or reference.
func isDisorderly(text string) bool {
	return len(text) >= 20 && !strings.ContainsAny(text, " ${}<>@") && !strings.Contains(text, "localhost") &&
		!strings.HasPrefix(text, "/") && !strings.HasPrefix(text, ".") && !strings.Contains(text, "://") && !strings.HasPrefix(text, "encrypted:")
}
