package security

import (
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var routePatternOverreach = &rules.Rule{
	ID: "route-pattern-overreach", Level: rules.Warning, CWE: 284, Precision: rules.Medium, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		if app.Next.Middleware == nil {
			p.NotApplicable("no middleware is in place")
			return
		}
		patterns := app.Visitor().RoutePatterns()
		for _, pattern := range patterns {
			if !pattern.Public {
				continue
			}
			for _, r := range caught(app, pattern) {
				if opensElse(app, patterns, pattern, r) {
					continue
				}
				p.Report(pattern.At, "the public pattern %s also opens %s, which it does not name", pattern.Text, r.Path).
					With(rules.Medium).Via(r.Span, "open to everybody").Along(r.Code.Trail)
			}
		}
	},
}

// caught returns what the pattern opens besides what it is meant for: it must be
// meant for something that is there.
func caught(app *analyzers.App, pattern *visitor.RoutePattern) (out []*visitor.Resource) {
	named := false
	said := map[string]bool{}
	for _, r := range app.Visitor().Resources() {
		if r.Route == nil || !takes(pattern, r, app.Next.Config.BasePath) {
			continue
		}
		switch stray, exact := strays(app, pattern, r.Path); {
		case exact:
			named = true
		case stray && opened(r) && !said[r.Path]:
			said[r.Path] = true
			out = append(out, r)
		}
	}
	if !named {
		return nil
	}
	return out
}

// opened reports whether only the middleware could have kept a visitor out.
func opened(r *visitor.Resource) bool {
	return (r.Kind == visitor.Page || r.Kind == visitor.Handler) && r.Middleware.Verdict == visitor.Passes && r.Code.Verdict == visitor.Reached
}

// strays tells a path that a pattern takes without meaning it from one that it
// names: the text goes on in the middle of a name, or a parameter takes the
// name of another route.
func strays(app *analyzers.App, pattern *visitor.RoutePattern, path string) (stray, exact bool) {
	literal, rest, open := strings.Cut(pattern.Text, "(.*)")
	if pattern.Kind == visitor.PrefixKind {
		literal, rest, open = pattern.Text, "", true
	}
	if open && rest == "" && len(literal) > 1 && !strings.ContainsAny(literal, "(:*{[?+") {
		tail, below := strings.CutPrefix(path, literal)
		tail = strings.TrimPrefix(tail, "s") // /webhook for /webhooks is meant
		return below && tail != "" && tail[0] != '/' && !strings.HasSuffix(literal, "/"), below && (tail == "" || tail[0] == '/')
	}
	if i := strings.LastIndex(pattern.Text, "/:"); i > 0 && !strings.ContainsAny(pattern.Text[i+2:], "/(*+?") && !strings.ContainsAny(pattern.Text[:i], "(:*{[?+") {
		name, below := strings.CutPrefix(path, pattern.Text[:i]+"/")
		if !below || strings.Contains(name, "/") {
			return false, false
		}
		return !strings.HasPrefix(name, "["), strings.HasPrefix(name, "[")
	}
	return false, false
}

// opensElse reports whether another pattern opens the resource and means it.
func opensElse(app *analyzers.App, patterns []*visitor.RoutePattern, but *visitor.RoutePattern, r *visitor.Resource) bool {
	for _, p := range patterns {
		if p == but || p.Private || !takes(p, r, app.Next.Config.BasePath) {
			continue
		}
		if stray, _ := strays(app, p, r.Path); !stray {
			return true
		}
	}
	return false
}
