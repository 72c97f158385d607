package next

import (
	"net/url"
	"path"
	"strings"
)

// Match returns the route that answers a URL path, the base path included, as
// Next.js chooses: names before parameters before catch-alls. It is nil if
// nothing does. Rewrites are not followed.
func (a *App) Match(urlPath string) *Route {
	urlPath, _, _ = strings.Cut(urlPath, "?")
	urlPath, _, _ = strings.Cut(urlPath, "#")
	site := a.Site()
	rest, ok := strings.CutPrefix(path.Clean("/"+urlPath), strings.TrimSuffix(site.BasePath, "/"))
	if !ok || rest != "" && rest[0] != '/' {
		return nil
	}
	parts := split(rest)
	var best *Route
	for _, r := range a.Routes {
		asked := parts
		if !r.AppRouter && len(parts) > 0 && contains(site.Locales, parts[0]) {
			asked = parts[1:]
		}
		if !r.Intercepts && answers(split(r.Path), asked) && (best == nil || precedes(r, best)) {
			best = r
		}
	}
	return best
}

// contains reports whether a locale is in the list, whatever its case.
func contains(locales []string, part string) bool {
	for _, l := range locales {
		if strings.EqualFold(l, part) {
			return true
		}
	}
	return false
}

// split returns the parts of a path, escapes decoded.
func split(p string) []string {
	p = strings.Trim(p, "/")
	if p == "" {
		return nil
	}
	parts := strings.Split(p, "/")
	for i, part := range parts {
		if decoded, err := url.PathUnescape(part); err == nil {
			parts[i] = decoded
		}
	}
	return parts
}

// The kinds of parts of a pattern, in the order in which Next.js tries them.
const (
	literalPart = iota
	parameterPart
	catchAllPart
	optionalPart
)

func kindOf(part string) int {
	switch {
	case strings.HasPrefix(part, "[[...") && strings.HasSuffix(part, "]]"):
		return optionalPart
	case strings.HasPrefix(part, "[...") && strings.HasSuffix(part, "]"):
		return catchAllPart
	case strings.HasPrefix(part, "[") && strings.HasSuffix(part, "]"):
		return parameterPart
	}
	return literalPart
}

func answers(pattern, parts []string) bool {
	for i, p := range pattern {
		switch kind := kindOf(p); {
		case kind == optionalPart:
			return true
		case i >= len(parts):
			return false
		case kind == catchAllPart:
			return true
		case kind == literalPart && p != parts[i]:
			return false
		}
	}
	return len(parts) == len(pattern)
}

// precedes reports whether r comes before other, both answering the same path:
// by the first part that differs in kind; of two with the same pattern, what
// stands in no slot.
func precedes(r, other *Route) bool {
	a, b := split(r.Path), split(other.Path)
	for i := range min(len(a), len(b)) {
		if x, y := kindOf(a[i]), kindOf(b[i]); x != y {
			return x < y
		}
	}
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return !r.Slot && other.Slot
}

// Sample returns a URL path that the route answers, the base path included: x
// for each parameter, nothing for what is optional.
func (r *Route) Sample() string {
	out := ""
	for _, part := range split(r.Path) {
		switch kindOf(part) {
		case literalPart:
			out += "/" + url.PathEscape(part)
		case parameterPart, catchAllPart:
			out += "/x"
		}
	}
	if r.app != nil {
		out = r.app.Site().BasePath + out
	}
	if out == "" {
		return "/"
	}
	return out
}
