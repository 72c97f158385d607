package pathmatch

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/Masterminds/semver/v3"
)

// A Pattern is one pattern given to createRouteMatcher, or to publicRoutes and
// ignoredRoutes of authMiddleware.
type Pattern struct {
	Source string // a path pattern, or the source of a regular expression
	Regexp bool   // a regular expression literal
	Flags  string // its flags
}

// A RouteMatcher is what Clerk makes of a list of patterns. It holds no state:
// see Stateful.
type RouteMatcher struct {
	normalizes bool
	regexes    []*regex
}

// A MalformedURLError is thrown by Clerk for a path with invalid escapes;
// clerkMiddleware answers 400 (F3.5).
type MalformedURLError struct{ Path string }

func (e *MalformedURLError) Error() string {
	return fmt.Sprintf("malformed encoding in the URL path %q", clip(e.Path))
}

// CompileRoutes compiles the patterns as the versions of @clerk/nextjs and
// @clerk/shared do. From 6.0 on, @clerk/shared decides, if it is known (F3.6);
// an unknown @clerk/nextjs is taken for the newest. The error names the pattern
// that Clerk refuses when the module is loaded.
func CompileRoutes(clerk, shared *semver.Version, patterns []Pattern) (*RouteMatcher, error) {
	m := &RouteMatcher{normalizes: normalizes(clerk, shared)}
	for _, p := range patterns {
		if p.Source == "" && !p.Regexp {
			continue
		}
		re, err := compilePattern(clerk, p)
		if err != nil {
			return nil, fmt.Errorf("invalid path %q: %w", clip(p.Source), err)
		}
		m.regexes = append(m.regexes, re)
	}
	return m, nil
}

func compilePattern(clerk *semver.Version, p Pattern) (*regex, error) {
	if p.Regexp {
		return newRegex(p.Source, p.Flags)
	}
	d := v63
	if !atLeast(clerk, "5.5.0") {
		d = v62
	}
	if len(p.Source) > maxPattern {
		return nil, fmt.Errorf("longer than %d bytes", maxPattern)
	}
	tokens, err := parseTemplate(d, p.Source)
	if err != nil {
		return nil, err
	}
	expr, err := expression(d, tokens)
	if err != nil {
		return nil, err
	}
	return newRegex(expr, "i")
}

// normalizes reports whether paths are decoded and their slashes collapsed
// before they are matched: the fix of GHSA-vqx2-fgx2-5wq9 (F3.5, F3.6). 5.7.6
// carries the fix itself.
func normalizes(clerk, shared *semver.Version) bool {
	if major(clerk) == 4 || major(clerk) == 5 || shared == nil {
		return fixedIn(clerk, "5.7.6", "6.39.2", "7.2.1")
	}
	return fixedIn(shared, "2.22.1", "3.47.4", "4.8.1")
}

// fixedIn reports whether v has a fix that came in one version of each major
// release, given in order.
func fixedIn(v *semver.Version, versions ...string) bool {
	if v == nil {
		return true
	}
	for _, fixed := range versions {
		if f := semver.MustParse(fixed); f.Major() >= v.Major() {
			return f.Major() == v.Major() && atLeast(v, fixed)
		}
	}
	return true
}

// Normalizes reports whether the paths are normalized before they are matched;
// without it, /d%61shboard and //dashboard get past a pattern.
func (m *RouteMatcher) Normalizes() bool { return m.normalizes }

// Stateful reports whether a regular expression has the flag g or y: its answer
// then depends on the calls before. Matches answers for the first call.
func (m *RouteMatcher) Stateful() bool {
	for _, re := range m.regexes {
		if re.global || re.sticky {
			return true
		}
	}
	return false
}

// Matches reports whether the pathname (req.nextUrl.pathname: without basePath,
// locale and query) matches one of the patterns. The error is a
// *MalformedURLError, or says that a pattern or the path is too long to be
// matched.
func (m *RouteMatcher) Matches(pathname string) (bool, error) {
	return m.test(pathname, make([]int, len(m.regexes)))
}

// Sequence returns the answers to n calls with the same pathname, one after
// another on a fresh matcher: they differ if it is stateful.
func (m *RouteMatcher) Sequence(pathname string, n int) ([]bool, error) {
	last := make([]int, len(m.regexes))
	var out []bool
	for range n {
		ok, err := m.test(pathname, last)
		if err != nil {
			return nil, err
		}
		out = append(out, ok)
	}
	return out, nil
}

// test is one call; last holds the lastIndex of each regular expression.
func (m *RouteMatcher) test(pathname string, last []int) (bool, error) {
	if len(m.regexes) == 0 {
		return false, nil
	}
	path, err := m.normalize(pathname)
	if err != nil {
		return false, err
	}
	for i, re := range m.regexes {
		end, err := re.exec(re.characters(path), last[i])
		if err != nil {
			return false, fmt.Errorf("match %q with /%s/: %w", clip(path), clip(re.source), err)
		}
		if re.global || re.sticky {
			last[i] = max(end, 0)
		}
		if end >= 0 {
			return true, nil
		}
	}
	return false, nil
}

func (m *RouteMatcher) normalize(pathname string) (string, error) {
	if len(pathname) > maxPath {
		return "", fmt.Errorf("match a path: longer than %d bytes", maxPath)
	}
	if !m.normalizes {
		return pathname, nil
	}
	path, ok := decodeURI(pathname)
	if !ok {
		return "", &MalformedURLError{pathname}
	}
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path, nil
}

// decodeURI is the function of that name: escapes of reserved characters stay.
func decodeURI(text string) (string, bool) {
	if !strings.Contains(text, "%") {
		return text, true
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b.WriteByte(text[i])
			continue
		}
		decoded, err := url.PathUnescape(text[i:min(i+3, len(text))])
		switch {
		case err != nil:
			return "", false
		case strings.Contains(";/?:@&=+$,#", decoded):
			b.WriteString(text[i : i+3])
		default:
			b.WriteString(decoded)
		}
		i += 2
	}
	return b.String(), utf8.ValidString(b.String())
}
