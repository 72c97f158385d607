package cli

import (
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/cmd/internal/report"
)

// answerPath says what happens to one URL path of the app, asked for by a
// visitor who is not signed in.
func answerPath(app *analyzers.App, url string) report.PathAnswer {
	a := report.PathAnswer{Path: url, App: app.Next.Dir, Middleware: "not-run", Why: []report.PathStep{}}
	pathname, _, _ := strings.Cut(url, "?")
	if r := app.Next.Match(pathname); r != nil {
		a.Route = &report.PathRoute{Path: r.Path, File: r.File, Kind: string(r.Kind)}
	}
	m := app.Next.Middleware
	if m == nil {
		a.Runs = new(bool)
		a.Why = append(a.Why, report.PathStep{Message: "the app has no middleware that runs"})
		return a
	}
	decide(&a, m, pathname)
	if a.Runs != nil && *a.Runs {
		ask(&a, app, pathname)
	}
	return a
}

// ask runs the middleware for the path.
func ask(a *report.PathAnswer, app *analyzers.App, pathname string) {
	answer := app.Visitor().At(pathname)
	a.Middleware = string(answer.Verdict)
	for _, step := range answer.Trail {
		a.Why = append(a.Why, report.Step(step.Message, step.At))
	}
	if answer.Locale {
		a.Why = append(a.Why, report.PathStep{Message: "the visitor is only sent to the same page under another path, which protects nothing"})
	}
	if len(answer.FailsOpen) > 0 {
		a.Why = append(a.Why, report.PathStep{Message: "without " + strings.Join(answer.FailsOpen, ", ") + " it would pass"})
	}
	if len(answer.OpensWith) > 0 {
		a.Why = append(a.Why, report.PathStep{Message: "it passes with " + strings.Join(answer.OpensWith, ", ") + " set to what the code expects"})
	}
}

func decide(a *report.PathAnswer, m *next.Middleware, pathname string) {
	if m.Config.Fails || m.Config.Matcher == nil {
		a.Error, a.Middleware = m.Config.Problem, "unknown"
		a.Why = append(a.Why, report.Step(m.Config.Problem, m.Config.At))
		return
	}
	runs, entry, err := m.Config.Matcher.Runs(pathmatch.Request{Path: pathname})
	switch {
	case err != nil:
		a.Error, a.Middleware = err.Error(), "unknown"
		return
	case !runs:
		a.Why = append(a.Why, report.Step("no entry of the matcher covers the path", m.Config.At))
	case entry >= 0 && entry < len(m.Config.Sources):
		source := m.Config.Sources[entry]
		a.MatchedBy, a.Middleware = source.Entry.Source, "unknown"
		a.Why = append(a.Why, report.Step("this entry of the matcher covers the path", source.Span))
	default:
		a.Middleware = "unknown"
		a.Why = append(a.Why, report.PathStep{Message: "without a matcher the middleware runs on every path", Path: m.Module.Path, StartLine: 1})
	}
	a.Runs = &runs
}
