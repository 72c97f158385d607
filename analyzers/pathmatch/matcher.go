package pathmatch

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/Masterminds/semver/v3"
)

// A Matcher decides whether the middleware runs for a path.
type Matcher struct {
	site    Site
	decodes bool
	every   bool // there is no matcher
	entries []compiledEntry
}

type compiledEntry struct {
	regex        *regex
	has, missing []compiledCondition
}

// An EntryError says which entry of config.matcher Next.js refuses, and why.
type EntryError struct {
	Index int
	Err   error // in the words of Next.js or path-to-regexp
}

func (e *EntryError) Error() string { return fmt.Sprintf("matcher %d: %v", e.Index, e.Err) }

// Unwrap returns the reason.
func (e *EntryError) Unwrap() error { return e.Err }

// Compile compiles the entries of config.matcher. nil entries mean that there
// is no matcher (every path), an empty list that nothing matches. The error
// says what Next.js refuses, with the index of the entry. An unknown version is
// taken for the newest.
func Compile(site Site, entries []Entry) (*Matcher, error) {
	m := &Matcher{site: site, every: entries == nil, decodes: atLeast(site.Next, "15.3.2")}
	for i, e := range entries {
		re, err := compileSource(site, e)
		if err != nil {
			return nil, &EntryError{i, err}
		}
		m.entries = append(m.entries, compiledEntry{re, compileConditions(e.Has), compileConditions(e.Missing)})
	}
	return m, nil
}

// maxSource is the longest source in UTF-16 units, with what Next.js adds to it;
// before 15 the longest regular expression (F2.7).
const maxSource = 4096

func compileSource(site Site, e Entry) (*regex, error) {
	if _, err := compileTemplate(site, e.Source); err != nil {
		return nil, err
	}
	return compileTemplate(site, site.BasePath+nextData+site.localized(e)+site.suffix(e.Source == "/"))
}

func compileTemplate(site Site, source string) (*regex, error) {
	if !strings.HasPrefix(source, "/") {
		return nil, errors.New("source must start with /")
	}
	d := v61
	if atLeast(site.Next, "15.5.0") {
		d = v63
	}
	tokens, err := parseTemplate(d, source)
	if err != nil {
		return nil, err
	}
	expr, err := expression(d, tokens)
	if err != nil && d == v63 {
		expr, err = expression(d, prefixed(tokens))
	}
	if err != nil {
		return nil, err
	}
	built := source
	if !atLeast(site.Next, "15.0.0") {
		built = expr
	}
	if runes := []rune(built); units(runes, len(runes)) > maxSource {
		return nil, fmt.Errorf("exceeds max built length of %d for route", maxSource)
	}
	return newRegex(expr, "")
}

// prefixed gives repeated parameters without prefix and suffix a slash for a
// prefix, as Next.js does when path-to-regexp 6.3 refuses them
// (next@15.5.0 lib/route-pattern-normalizer).
func prefixed(tokens []token) []token {
	out := append([]token(nil), tokens...)
	for i, t := range out {
		if (t.modifier == "*" || t.modifier == "+") && t.prefix == "" && t.suffix == "" {
			out[i].prefix = "/"
		}
	}
	return out
}

const nextData = `/:nextData(_next/data/[^/]{1,})?`

// localized returns the source with the locale segment in front (F2.15).
func (s Site) localized(e Entry) string {
	if len(s.Locales) == 0 || e.LocaleFalse {
		return e.Source
	}
	locale := `/:nextInternalLocale((?!_next/)[^/.]{1,})`
	if !atLeast(s.Next, "13.2.0") {
		locale = `/:nextInternalLocale([^/.]{1,})`
	}
	if e.Source == "/" {
		return locale
	}
	return locale + e.Source
}

const transport = `\.rsc|\.segments/.+\.segment\.rsc`

// suffix returns the pattern of the other forms in which a page is served:
// page data, and from 15.5.16 and 16.2.5 those of the app router (F2.12, F2.14).
func (s Site) suffix(root bool) string {
	rsc := atLeast(s.Next, "15.5.16") && !(major(s.Next) == 16 && !atLeast(s.Next, "16.2.5"))
	switch {
	case root:
		index := `/?index|/?index\.json`
		if len(s.Locales) > 0 {
			index = `|\.json|` + index
		}
		if rsc {
			index += `|/?index(?:` + transport + `)`
		}
		return "(" + index + ")?"
	case rsc:
		return `{(\.json|` + transport + `)}?`
	case atLeast(s.Next, "15.0.3"):
		return `{(\.json)}?`
	}
	return `(.json)?`
}

// atLeast reports whether v is the version or later; pre-releases count as
// their release. An unknown version counts as the newest.
func atLeast(v *semver.Version, version string) bool {
	if v == nil {
		return true
	}
	return release(v).Compare(semver.MustParse(version)) >= 0
}

func release(v *semver.Version) *semver.Version {
	return semver.New(v.Major(), v.Minor(), v.Patch(), "", "")
}

func major(v *semver.Version) uint64 {
	if v == nil {
		return 0
	}
	return v.Major()
}

// Regexps returns the regular expressions that the entries became, as Next.js
// writes them into its manifest.
func (m *Matcher) Regexps() []string {
	out := []string{}
	for _, e := range m.entries {
		out = append(out, e.regex.source)
	}
	return out
}

// Runs reports whether the middleware runs for the request, and by which entry
// (-1 if there is no matcher or none matches). Without a locale in the path it
// is asked about the default locale, as the server does. The error is for a
// path or a pattern that takes too long, or a condition that is no regular
// expression: such a request is answered with 500.
func (m *Matcher) Runs(r Request) (runs bool, entry int, err error) {
	r.Path = m.site.withLocale(r.Path)
	return m.Match(r)
}

// Match is Runs for a path as the router holds it, the locale in front.
func (m *Matcher) Match(r Request) (runs bool, entry int, err error) {
	if m.every {
		return strings.HasPrefix(r.Path, "/"), -1, nil
	}
	runs, entry, err = m.match(r)
	if runs || err != nil || !m.decodes {
		return runs, entry, err
	}
	if decoded, ok := decodeComponent(r.Path); ok && decoded != r.Path {
		r.Path = decoded
		return m.match(r)
	}
	return runs, entry, err
}

func (m *Matcher) match(r Request) (bool, int, error) {
	for i, e := range m.entries {
		ok, err := e.regex.matches(r.Path)
		if ok {
			ok, err = e.meets(r)
		}
		if err != nil {
			return false, i, fmt.Errorf("match %q with matcher %d: %w", clip(r.Path), i, err)
		}
		if ok {
			return true, i, nil
		}
	}
	return false, -1, nil
}

// withLocale puts the default locale in front of a path that has none.
func (s Site) withLocale(path string) string {
	if len(s.Locales) == 0 || s.DefaultLocale == "" {
		return path
	}
	rest, base := path, ""
	if s.BasePath != "" && (path == s.BasePath || strings.HasPrefix(path, s.BasePath+"/")) {
		base, rest = s.BasePath, path[len(s.BasePath):]
	}
	if strings.HasPrefix(rest, "/_next/") || s.hasLocale(rest) {
		return path
	}
	if rest == "/" {
		rest = ""
	}
	return base + "/" + s.DefaultLocale + rest
}

func (s Site) hasLocale(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	for _, l := range s.Locales {
		if strings.EqualFold(l, first) {
			return true
		}
	}
	return false
}

// decodeComponent is decodeURIComponent.
func decodeComponent(text string) (string, bool) {
	out, err := url.PathUnescape(text)
	return out, err == nil && utf8.ValidString(out)
}

// clip shortens a path for a message.
func clip(path string) string {
	if len(path) > 80 {
		return path[:80] + "…"
	}
	return path
}
