// Package pathmatch compiles and matches path patterns exactly as Next.js does
// for a middleware's config.matcher and as Clerk does for createRouteMatcher,
// by version.
package pathmatch

import "github.com/Masterminds/semver/v3"

// An Entry is one entry of config.matcher.
type Entry struct {
	Source      string
	LocaleFalse bool // locale: false
	Has         []Condition
	Missing     []Condition
}

// A Condition is one item of has or missing.
type Condition struct {
	Type  string // header, query, cookie, host
	Key   string
	Value string // anchored regular expression; "" for none
}

// Site is what of next.config and the version decides how paths match.
type Site struct {
	Next          *semver.Version
	BasePath      string
	Locales       []string
	DefaultLocale string
	TrailingSlash bool
}

// A Request is what a matcher sees.
type Request struct {
	Path    string // pathname before percent-decoding, without the query
	Headers map[string]string
	Query   map[string]string
	Cookies map[string]string
	Host    string
}
