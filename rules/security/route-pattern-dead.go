package security

import (
	"cmp"
	"slices"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"
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
		blind := leavesAllOut(p)
		if !blind {
			leavesWordsOut(p)
		}
		for _, pattern := range app.Visitor().RoutePatterns() {
			if !dead(app, pattern) {
				if !blind {
					reportKeptOut(p, pattern)
					reportLanguage(p, pattern)
				}
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

// allBut matches an entry of the matcher that is for all paths but some.
var allBut = source.Pattern(`^/\(\(\?!.*\)\.[*+]?\)$`)

// lost matches what a class of characters is without the backslash of \w: the letter.
var lost = source.Pattern(`\.\[w\]\+\$`)

// leavesWordsOut reports an entry of the matcher that is meant to leave out files by the
// letters after the dot, and leaves out what ends in a w: the backslashes got lost.
func leavesWordsOut(p *rules.Pass) {
	app := p.App()
	for _, s := range app.Next.Middleware.Config.Sources {
		if !allBut().MatchString(s.Entry.Source) || !lost().MatchString(s.Entry.Source) {
			continue
		}
		f := p.Report(s.Span, "the matcher entry %s leaves out what ends in w, such as /new, and takes files", s.Entry.Source).
			Because("", "write the backslashes twice, as the entry is a text of JavaScript before it is a pattern")
		for _, r := range app.Visitor().Resources() {
			if r.Middleware.Verdict == visitor.NotRun && strings.HasSuffix(r.Middleware.URL, "w") && r.Kind != visitor.Metadata {
				f.Via(r.Span, "the middleware does not run for %s", r.Path)
				break
			}
		}
	}
}

// leavesAllOut reports an entry of the matcher that is for all paths but some, and leaves
// out every one: no path is so plain that it is taken. So it is where the backslash
// before a dot got lost, or the star behind one. It is an error where something stays open by it.
func leavesAllOut(p *rules.Pass) bool {
	app := p.App()
	config := app.Next.Middleware.Config
	i := slices.IndexFunc(config.Sources, func(s next.Matcher) bool { return len(s.Entry.Has) == 0 && allBut().MatchString(s.Entry.Source) })
	if i < 0 || config.Matcher == nil {
		return false
	}
	entry := config.Sources[i]
	plain, what, advice := []string{"/clerkvet-no-such-page", "/x"}, "leaves out every path but /", "write the backslashes twice, as the entry is a text of JavaScript before it is a pattern"
	if strings.HasSuffix(entry.Entry.Source, ").)") {
		plain, what, advice = plain[:1], "takes paths of one letter alone", "write .* for all that follows"
	}
	for _, path := range plain {
		if runs, _, err := config.Matcher.Runs(pathmatch.Request{Path: app.Next.Config.BasePath + path}); runs || err != nil {
			return false
		}
	}
	f := p.Report(entry.Span, "the matcher entry %s %s: the middleware runs for nothing that it is meant for", entry.Entry.Source, what).Because("", advice)
	for _, r := range app.Visitor().Resources() {
		if r.Protection != visitor.Open || r.Code.Verdict != visitor.Reached || r.Middleware.Verdict != visitor.NotRun || r.Kind == visitor.Metadata {
			continue
		}
		if behind := app.Visitor().Behind(r.Middleware.URL); behind.Verdict == visitor.Denies && !behind.Locale {
			f.As(rules.Error).Via(r.Span, "%s stays open, which the middleware would protect", r.Path).Along(r.Code.Trail)
			break
		}
	}
	return true
}

// reportKeptOut reports a pattern of what is private if the matcher leaves out all that it
// takes: what compares paths with it never hears of them.
func reportKeptOut(p *rules.Pass, pattern *visitor.RoutePattern) {
	if !pattern.Private {
		return
	}
	var first, open *visitor.Resource
	for _, r := range p.App().Visitor().Resources() {
		switch {
		case r.Route == nil || r.Kind == visitor.Metadata || !takes(pattern, r, p.App().Next.Config.BasePath):
			continue
		case r.Middleware.Verdict != visitor.NotRun:
			return
		case first == nil:
			first = r
		}
		if open == nil && r.Protection == visitor.Open && r.Code.Verdict == visitor.Reached {
			open = r
		}
	}
	if open != nil {
		p.Report(pattern.At, "the pattern %s protects nothing: the matcher keeps the middleware from running for %s, which stays open", pattern.Text, open.Path).
			As(rules.Error).Because("", "let the matcher take what the pattern names").Via(open.Span, "nothing protects it").Along(open.Code.Trail)
	} else if first != nil {
		p.Report(pattern.At, "the pattern %s protects nothing: the matcher keeps the middleware from running for %s", pattern.Text, first.Path).
			Because("", "let the matcher take what the pattern names")
	}
}

// reportLanguage reports a pattern of what is private that takes the URLs of its pages only
// without the language with which they are served, so that the middleware lets a visitor
// pass to them.
func reportLanguage(p *rules.Pass, pattern *visitor.RoutePattern) {
	if !pattern.Private {
		return
	}
	base := p.App().Next.Config.BasePath
	var open *visitor.Resource
	for _, r := range p.App().Visitor().Resources() {
		switch m := r.Middleware; {
		case r.Route == nil || r.Kind == visitor.Metadata || !takes(pattern, r, base):
			continue
		case pattern.Matches(strings.TrimPrefix(m.URL, base)):
			return
		case open == nil && m.Verdict == visitor.Passes && !m.Locale && len(m.FailsOpen)+len(m.OpensWith) == 0 && r.Code.Verdict == visitor.Reached:
			open = r
		}
	}
	if open != nil {
		p.Report(pattern.At, "the pattern %s does not take %s, where %s is served: with the language in the path a visitor gets past it", pattern.Text, open.Middleware.URL, open.Path).
			With(rules.Medium).Because("", "name the language in the pattern, as in \"/:locale"+strings.TrimSuffix(pattern.Text, "/")+"\"").Via(open.Span, "nothing else turns the visitor away").Along(open.Code.Trail)
	}
}

// deadSources reports the entries of the matcher that cover no route.
func deadSources(p *rules.Pass) {
	app := p.App()
	for _, s := range app.Next.Middleware.Config.Sources {
		sample := visitor.SamplePath(s.Entry.Source)
		if sample == "" || leadsSomewhere(app, sample) || coversRoute(app, s.Entry) {
			continue
		}
		f := p.Report(s.Span, "the matcher entry %s covers no route of the app", s.Entry.Source)
		if open := meant(app, sample, false); open != nil {
			f.Via(open.Span, "%s looks meant, and the middleware does not run for it", open.Path)
		}
	}
}

// coversRoute reports whether an entry takes the path of a route: a parameter stands for
// a folder that has a name, too, and (.*) for several.
func coversRoute(app *analyzers.App, entry pathmatch.Entry) bool {
	return slices.ContainsFunc(app.Next.Routes, func(r *next.Route) bool {
		return app.Next.Covers(next.Where{Source: entry.Source}, cmp.Or(strings.TrimPrefix(r.Sample(), app.Next.Config.BasePath), "/"))
	})
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
