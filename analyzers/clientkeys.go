package analyzers

import (
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A ClientKey is a secret key that is written out in a module that reaches the
// browser.
type ClientKey struct {
	KeyAt
	Reached next.Reached
}

// KeysInClient returns the secret keys in modules of the app that reach the
// browser. Comments do not reach it.
func (f *Facts) KeysInClient(app *App) []ClientKey {
	var secrets []KeyAt
	for _, k := range f.Keys() {
		if k.Key.IsSecret() {
			secrets = append(secrets, k)
		}
	}
	if len(secrets) == 0 {
		return nil
	}
	var out []ClientKey
	for _, r := range app.Next.Client() {
		for _, k := range secrets {
			if k.At.Path() == r.Module.Path && !inComment(r.Module, k.At) && !r.Module.Stripped(k.At) {
				out = append(out, ClientKey{k, r})
			}
		}
	}
	return out
}

func inComment(m *next.Module, at source.Span) bool {
	syntax, err := m.Syntax()
	if err != nil {
		return false
	}
	for _, c := range syntax.Comments {
		if c.Start <= at.Start && at.End <= c.End {
			return true
		}
	}
	return false
}
