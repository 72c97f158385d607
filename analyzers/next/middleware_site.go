package next

import "github.com/Masterminds/semver/v3"

// routing is what of next.config decides about paths and names.
type routing struct {
	basePath      string
	locales       []string
	defaultLocale string
	trailingSlash bool
	extensions    []string // of pages, without the dot
}

func (a *App) routing() routing { return routing{} }

var defaultExtensions = []string{"tsx", "ts", "jsx", "js"}

// pageExtensions returns the extensions of pages, without the dot, at least
// one.
func (a *App) pageExtensions() []string {
	if r := a.routing(); len(r.extensions) > 0 {
		return r.extensions
	}
	return defaultExtensions
}

// next returns the version of Next.js, nil if it is unknown.
func (a *App) next() *semver.Version { return a.Versions.Of("next") }
