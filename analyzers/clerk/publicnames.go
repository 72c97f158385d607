package clerk

import (
	"strings"

	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A PublicSecret is a variable that Next.js sends to every visitor by its
// name, and that holds a secret by its name or its value.
type PublicSecret struct {
	Name     string
	At       source.Span  // where it is read first, in the browser if anywhere, else declared first
	Reached  next.Reached // how the browser gets to what reads it, zero if it does not
	Provider bool         // what the key is for tells that it is secret, and no other word of the name
	Typed    bool         // only a type declaration names it: nothing reads it, and nothing sets it
}

// publicPrefix marks what Next.js inlines into the bundle (F6.8).
const publicPrefix = "NEXT_PUBLIC_"

// switchValue matches what turns something on or off, or leads somewhere: no
// secret, whatever the variable is called.
var switchValue = source.Pattern(`(?i)^(true|false|yes|no|on|off|[01]|/\S*)$`)

// PublicSecrets returns the secrets with a public name, each once: those that
// the app reads, then those that only an env file, a template or another
// configuration names.
func (a *App) PublicSecrets(env *dotenv.Env) []PublicSecret {
	var out []PublicSecret
	seen := map[string]bool{}
	add := func(name string, at source.Span, reached next.Reached) {
		if !seen[name] && strings.HasPrefix(name, publicPrefix) {
			seen[name] = true
			out = append(out, PublicSecret{Name: name, At: at, Reached: reached, Provider: isPaidKey(name) && !IsSecretVariable(name)})
		}
	}
	for _, r := range a.Next.Client() {
		for _, e := range r.Module.EnvReads {
			if holdsSecret(e.Name) && !r.Module.Stripped(e.Span) {
				add(e.Name, e.Span, r)
			}
		}
	}
	for _, m := range a.Next.Reachable() {
		for _, e := range m.EnvReads {
			if holdsSecret(e.Name) {
				add(e.Name, e.Span, next.Reached{})
			}
		}
	}
	var typed []dotenv.Declaration
	for _, d := range env.In(a.Next.Dir) {
		switch {
		case d.Kind == dotenv.Docs || !declaresSecret(d):
		case strings.HasSuffix(d.At.Path(), ".d.ts"):
			typed = append(typed, d)
		default:
			add(d.Name, d.At, next.Reached{})
		}
	}
	known := len(out)
	for _, d := range typed {
		add(d.Name, d.At, next.Reached{})
	}
	for i := range out[known:] {
		out[known+i].Typed = true
	}
	return out
}

func declaresSecret(d dotenv.Declaration) bool {
	if KeyOf(d.Name, d.Value).IsSecret() {
		return true
	}
	harmless := false
	d.Value.Reveal(func(text string) { harmless = switchValue().MatchString(text) })
	return holdsSecret(d.Name) && !harmless
}
