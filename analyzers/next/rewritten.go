package next

import (
	"strings"

	"clerkvet/analyzers/pathmatch"
)

// Rewritten reports whether a rewrite or redirect of next.config or vercel.json
// may answer the path: one whose source matches it, or cannot be told.
func (a *App) Rewritten(path string) bool {
	var sources []Where
	for _, r := range a.Config.Rewrites {
		sources = append(sources, r.Where)
	}
	for _, r := range a.Config.Redirects {
		sources = append(sources, r.Where)
	}
	for _, u := range a.Config.Unknown {
		if strings.HasPrefix(u.Key, "rewrites") || strings.HasPrefix(u.Key, "redirects") {
			return true
		}
	}
	for _, w := range sources {
		m, err := pathmatch.Compile(pathmatch.Site{Next: a.Versions.Of("next")}, []pathmatch.Entry{{Source: w.Source}})
		if err != nil {
			return true
		}
		if runs, _, err := m.Runs(pathmatch.Request{Path: path}); runs || err != nil {
			return true
		}
	}
	return false
}
