package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/next"
)

// A rewrite of next.config comes after the middleware, which sees the path that was asked
// for: what it lets pass there gets to the page that the rewrite names.

// parameter matches a parameter of a source or a destination, with what it matches and how
// often.
var parameter = regexp.MustCompile(`:(\w+)(\([^()]*\))?([*+?])?|\(\.\*\)`)

// words matches what a parameter matches that is one of some words.
var words = regexp.MustCompile(`^\(([\w-]+)(\|[\w-]+)*\)$`)

// sampled puts values into a source or a destination: the same for the same name.
func sampled(pattern string, values map[string]string) string {
	return parameter.ReplaceAllStringFunc(pattern, func(text string) string {
		m := parameter.FindStringSubmatch(text)
		name, of := m[1], m[2]
		if values[name] != "" {
			return values[name]
		}
		one := words.FindStringSubmatch(of)
		switch {
		case one != nil:
			values[name] = one[1]
		case strings.Contains(of, `\d`):
			values[name] = "1"
		case localeName.MatchString(name):
			values[name] = "en"
		default:
			values[name] = "x"
		}
		return values[name]
	})
}

// A configRewrite is a URL that next.config serves another path under.
type configRewrite struct {
	url string // as it is asked for
	to  string // without the base path
}

// configRewrites are samples of the rewrites of next.config that lead to the app itself.
func (m *Machine) configRewrites() (out []configRewrite) {
	if m.app.Config == nil {
		return nil
	}
	for _, r := range m.app.Config.Rewrites {
		if !r.Destination.Known || !strings.HasPrefix(r.Destination.Value, "/") || strings.HasPrefix(r.Destination.Value, "//") {
			continue
		}
		values := map[string]string{}
		source := sampled(r.Source, values)
		to, _, _ := strings.Cut(sampled(r.Destination.Value, values), "?")
		if r.Phase == "beforeFiles" || m.routeAt(source) == nil {
			out = append(out, configRewrite{url: m.onWire(source), to: to})
		}
	}
	return out
}

// reachByConfig lets the resources that a rewrite of next.config leads to be reached by the
// URL that it is for, if the middleware lets that pass.
func (m *Machine) reachByConfig() {
	for _, w := range m.configRewrites() {
		route := m.routeAt(w.to)
		if route == nil || m.routeAt(m.plainPath(w.url)) == route || !m.gates(route) {
			continue
		}
		a := m.At(w.url)
		if a.Runs && a.Verdict != Passes {
			continue
		}
		for _, r := range m.resources {
			if r.Route == route && r.gate == Denies {
				r.Variants = append(r.Variants, Variant{URL: w.url, When: "rewritten", Runs: a.Runs, Middleware: Passes})
				r.gate = Passes
			}
		}
	}
}

// gates reports whether the middleware turns visitors away from a route.
func (m *Machine) gates(route *next.Route) bool {
	for _, r := range m.resources {
		if r.Route == route && r.gate == Denies {
			return true
		}
	}
	return false
}
