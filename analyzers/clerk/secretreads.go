package clerk

import (
	"bytes"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// IsSecretVariable reports whether a variable surely holds a secret by its name
// alone, a public prefix left out of account.
func IsSecretVariable(name string) bool { return SecretByName(name) == SurelySecret }

// holdsSecret reports whether a variable holds a secret by its name, or by the
// provider whose key it is.
func holdsSecret(name string) bool { return IsSecretVariable(name) || isPaidKey(name) }

// A SecretRead is a read of a secret variable in a module that reaches the
// browser.
type SecretRead struct {
	Reached next.Reached
	Env     js.EnvRead
	Inlined bool // next.config hands the value to the bundle
}

// SecretReadsInClient returns the reads of secret variables that reach the
// browser. Left out are public names (another rule's), typed environment
// schemas, which guard their server half, and the functions of a page that run
// on the server only.
func (a *App) SecretReadsInClient() []SecretRead {
	var out []SecretRead
	for _, r := range a.Next.Client() {
		if schema(r.Module) {
			continue
		}
		for _, e := range r.Module.EnvReads {
			if strings.HasPrefix(e.Name, "NEXT_PUBLIC_") || !holdsSecret(e.Name) || r.Module.Stripped(e.Span) {
				continue
			}
			_, inlined := a.Next.Config.Env[e.Name]
			out = append(out, SecretRead{r, e, inlined})
		}
	}
	return out
}

// schema reports whether the module declares a typed environment, which throws
// when the browser reads a server variable: by t3-env, or by a table of its own
// that is checked with a schema and asks where it runs.
func schema(m *next.Module) bool {
	return byHand(m) || slices.ContainsFunc(m.Edges, func(e next.Edge) bool { return strings.HasPrefix(e.Package, "@t3-oss/env") })
}

// byHand reports whether a module hands its variables out through a proxy that
// asks whether it runs on the server, as what schemas were before t3-env.
func byHand(m *next.Module) bool {
	text := m.File.Text
	return bytes.Contains(text, []byte("new Proxy(")) && onServer().Match(text) && parses().Match(text)
}

var (
	// onServer asks whether the code runs on the server.
	onServer = source.Pattern(`typeof window\s*={2,3}\s*["']undefined["']`)
	// parses checks a value by a schema.
	parses = source.Pattern(`\.(safeParse|parse)(Async)?\(`)
)
