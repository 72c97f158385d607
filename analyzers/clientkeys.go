package analyzers

import (
	"clerkvet/analyzers/clerk"
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
	secrets := map[string][]KeyAt{}
	for _, k := range f.Keys() {
		if k.Key.IsSecret() {
			secrets[k.At.Path()] = append(secrets[k.At.Path()], k)
		}
	}
	var out []ClientKey
	for _, r := range app.Next.Client() {
		for _, k := range append(secrets[r.Module.Path], foreignKeys(r.Module.File)...) {
			if !inComment(r.Module, k.At) && !r.Module.Stripped(k.At) {
				out = append(out, ClientKey{k, r})
			}
		}
	}
	return out
}

// foreignKeys returns the secret keys of other services that a file holds.
func foreignKeys(file *source.File) (out []KeyAt) {
	for _, m := range clerk.FindForeignKeys(file.Text) {
		out = append(out, KeyAt{Key: m.Key, At: file.Span(m.Start, m.End)})
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
