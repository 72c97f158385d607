package next

import (
	"slices"
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

// RewrittenTo reports whether a rewrite of next.config or vercel.json may show a route, given
// by its URL pattern, under a path that is not its own: one whose destination begins as
// the pattern does up to its first dynamic part. One that begins with what cannot be read
// is taken for the address of another site.
func (a *App) RewrittenTo(pattern string) bool {
	for _, u := range a.Config.Unknown {
		if strings.HasPrefix(u.Key, "rewrites") {
			return true
		}
	}
	route, _, _ := strings.Cut(pattern, "[")
	return slices.ContainsFunc(a.Config.Rewrites, func(r Rewrite) bool {
		to := r.Destination.Value
		if strings.HasPrefix(to, Hole) {
			return false
		}
		if i := strings.IndexAny(to, ":*?"+Hole); i >= 0 {
			to = to[:i]
		}
		return strings.HasPrefix(to, route) || strings.HasPrefix(route, to)
	})
}
