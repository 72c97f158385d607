package security

import (
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var routePatternDead = &rules.Rule{
	ID: "route-pattern-dead", Level: rules.Warning, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		if app.Next.Middleware == nil {
			p.NotApplicable("no middleware is in place")
			return
		}
		for _, pattern := range app.Visitor().RoutePatterns() {
			if !dead(app, pattern) {
				continue
			}
			switch open := meant(app, pattern.Sample, pattern.Literal()); {
			case pattern.Literal() && pattern.Public:
				p.Report(pattern.At, "%s is no pattern of a URL, so it makes no route of the app public", pattern.Text)
			case pattern.Private && open != nil:
				p.Report(pattern.At, "the pattern %s protects no route of the app: %s, which looks meant, stays open", pattern.Text, open.Path).
					As(rules.Error).Via(open.Span, "nothing protects it").Along(open.Code.Trail)
			case pattern.Private:
				p.Report(pattern.At, "the pattern %s protects no route of the app", pattern.Text)
			case pattern.Public:
				p.Report(pattern.At, "the pattern %s makes no route of the app public", pattern.Text).With(rules.Low)
			}
		}
		deadSources(p)
	},
}

// dead reports whether a pattern takes no path that anything answers.
func dead(app *analyzers.App, pattern *visitor.RoutePattern) bool {
	if pattern.Sample == "" || !pattern.Literal() && leadsSomewhere(app, strings.TrimSuffix(pattern.Sample, "/")) {
		return false
	}
	for _, r := range app.Visitor().Resources() {
		if r.Route != nil && takes(pattern, r, app.Next.Config.BasePath) {
			return false
		}
	}
	return true
}

// deadSources reports the entries of the matcher that cover no route.
func deadSources(p *rules.Pass) {
	app := p.App()
	for _, s := range app.Next.Middleware.Config.Sources {
		sample := visitor.SamplePath(s.Entry.Source)
		if sample == "" || leadsSomewhere(app, sample) {
			continue
		}
		f := p.Report(s.Span, "the matcher entry %s covers no route of the app", s.Entry.Source)
		if open := meant(app, sample, false); open != nil {
			f.Via(open.Span, "%s looks meant, and the middleware does not run for it", open.Path)
		}
	}
}

// meant returns the open resource whose path differs from the sample by a slip
// of the pen only, or, if same is set, not at all. It may be nil.
func meant(app *analyzers.App, sample string, same bool) *visitor.Resource {
	sample = strings.TrimSuffix(sample, "/x")
	for _, r := range app.Visitor().Resources() {
		if r.Protection != visitor.Open || r.Code.Verdict != visitor.Reached || r.Route == nil || len(sample) < 5 {
			continue
		}
		path := withoutLanguage(r.Route)
		if cut := strings.Count(sample, "/"); strings.Count(path, "/") >= cut {
			parts := strings.Split(path, "/")
			if d := distance(strings.Join(parts[:cut+1], "/"), sample); d <= 2 && (d > 0 || same) {
				return r
			}
		}
	}
	return nil
}

// distance counts the letters that have to be changed, put in or left out to
// make one text of the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
