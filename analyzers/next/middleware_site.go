package next

import (
	"clerkvet/analyzers/pathmatch"

	"github.com/Masterminds/semver/v3"
)

// Site returns what decides how the app's paths match.
func (a *App) Site() pathmatch.Site {
	site := pathmatch.Site{Next: a.next()}
	if c := a.Config; c != nil {
		site.BasePath, site.TrailingSlash = c.BasePath, c.TrailingSlash
		site.Locales, site.DefaultLocale = c.Locales, c.DefaultLocale
	}
	return site
}

var defaultExtensions = []string{"tsx", "ts", "jsx", "js"}

// pageExtensions returns the extensions of pages, without the dot, at least
// one.
func (a *App) pageExtensions() []string {
	if c := a.Config; c != nil && len(c.PageExtensions) > 0 {
		return c.PageExtensions
	}
	return defaultExtensions
}

// next returns the version of Next.js, nil if it is unknown.
func (a *App) next() *semver.Version { return a.Versions.Of("next") }
