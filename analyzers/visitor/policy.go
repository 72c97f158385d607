package visitor

import (
	"fmt"
	"strings"

	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"
)

// An Intent is who shall get to a route, as the project declares it.
type Intent string

// The intents; the empty one declares nothing.
const (
	DeclaredPublic    Intent = "public"
	DeclaredProtected Intent = "protected"
)

// A Policy is what a project declares of its routes. The zero Policy declares
// nothing.
type Policy struct{ patterns []*Declaration }

// A Declaration is one pattern of a policy: that of createRouteMatcher
// ("/dashboard(.*)"), or the pattern of a route as the map writes it
// ("/blog/[slug]").
type Declaration struct {
	Intent  Intent
	Pattern string
	At      source.Span

	matcher *pathmatch.RouteMatcher // nil where the pattern is only a route's
}

// Declare adds a pattern. The error says what is wrong with it.
func (p *Policy) Declare(intent Intent, pattern string, at source.Span) error {
	d := &Declaration{Intent: intent, Pattern: pattern, At: at}
	switch {
	case !strings.HasPrefix(pattern, "/"):
		return fmt.Errorf("the pattern %q does not start with a slash", pattern)
	case !strings.Contains(pattern, "["):
		m, err := pathmatch.CompileRoutes(nil, nil, []pathmatch.Pattern{{Source: pattern}})
		if err != nil {
			return err
		}
		d.matcher = m
	}
	p.patterns = append(p.patterns, d)
	return nil
}

// Of returns the declaration that holds for a route, given by its URL pattern
// ("/api/users/[id]"), or nil. Of several the most specific holds: the one with
// the longest text before its first parameter, then the one without a
// parameter, then the protected one.
func (p *Policy) Of(route string) *Declaration {
	if p == nil || route == "" {
		return nil
	}
	var best *Declaration
	for _, d := range p.patterns {
		if d.Matches(route) && (best == nil || d.before(best)) {
			best = d
		}
	}
	return best
}

// Matches reports whether the declaration speaks of a route: a public one of
// all its URLs, a protected one of any.
func (d *Declaration) Matches(route string) bool {
	if d.Pattern == route {
		return true
	}
	deep, _ := fill(route, true)
	shallow, _ := fill(route, false)
	if d.Intent == DeclaredPublic {
		return d.covers(deep) && d.covers(shallow)
	}
	return d.covers(deep) || d.covers(shallow)
}

// covers asks for a URL with its language and without: which of them a
// middleware sees is its own matter.
func (d *Declaration) covers(url string) bool {
	if d.matcher == nil {
		return false
	}
	for _, u := range []string{url, withoutLocale(url)} {
		if ok, err := d.matcher.Matches(u); ok && err == nil {
			return true
		}
	}
	return false
}

func (d *Declaration) before(other *Declaration) bool {
	a, b := strings.IndexAny(d.Pattern+"(", "(:*[{?+"), strings.IndexAny(other.Pattern+"(", "(:*[{?+")
	exactA, exactB := a == len(d.Pattern), b == len(other.Pattern)
	switch {
	case a != b:
		return a > b
	case exactA != exactB:
		return exactA
	}
	return d.Intent == DeclaredProtected && other.Intent != DeclaredProtected
}

// Declare sets what the project declares. It must be called before Resources.
func (m *Machine) Declare(p *Policy) { m.policy = p }

// Deployed tells the machine how to know whether the repository sets a variable for
// production, to a text or, where that is "", to anything. It must be called before
// Resources.
func (m *Machine) Deployed(sets func(variable, text string) bool) { m.deployed = sets }

// declare lets the declaration decide where the code leaves room: what is open
// and shall be is public, what shall be protected is no exception of a policy.
func (m *Machine) declare(r *Resource) {
	r.Declared = m.policy.Of(r.Path)
	switch {
	case r.Declared == nil || r.Kind == Layout:
	case r.Declared.Intent == DeclaredPublic && (r.Protection == Open || r.Protection == Undecided):
		r.Protection = Public
	case r.Declared.Intent == DeclaredProtected && r.Protection == Public:
		r.Protection = Open
	}
}

// Intent is what the project declares of the resource; "" for nothing.
func (r *Resource) Intent() Intent {
	if r.Declared == nil {
		return ""
	}
	return r.Declared.Intent
}
