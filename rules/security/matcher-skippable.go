package security

import (
	"fmt"

	"clerkvet/analyzers"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var matcherSkippable = &rules.Rule{
	ID: "matcher-skippable", Level: rules.Error, CWE: 288, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		app := p.App()
		mw := app.Next.Middleware
		if unread(p) {
			return
		}
		if mw == nil || mw.Config.Matcher == nil || !conditional(mw.Config.Sources) {
			p.NotApplicable("no matcher depends on what the visitor sends")
			return
		}
		for _, source := range mw.Config.Sources {
			for _, c := range source.Entry.Missing {
				r := sendable(c)
				if open := slipping(app, r); r != nil && len(open) > 0 {
					p.Report(source.Span, "a visitor who sends %s skips the middleware, which alone protects %s", say(c), listed(open)).
						Via(open[0].Span, "%s has no check of its own", open[0].Path).Along(open[0].Middleware.Trail)
				}
			}
			for _, c := range source.Entry.Has {
				r := sendable(c)
				if open := unseen(app, r); r != nil && len(open) > 0 {
					p.Report(source.Span, "a visitor who does not send %s skips the middleware, which alone protects %s", say(c), listed(open)).
						Via(open[0].Span, "%s has no check of its own", open[0].Path)
				}
			}
		}
	},
}

func conditional(sources []next.Matcher) bool {
	for _, s := range sources {
		if len(s.Entry.Has)+len(s.Entry.Missing) > 0 {
			return true
		}
	}
	return false
}

// sendable is a request that meets the condition, or nil where that is not in
// the visitor's hands.
func sendable(c pathmatch.Condition) *pathmatch.Request {
	value := c.Value
	if value == "" {
		value = "1"
	}
	pair := map[string]string{c.Key: value}
	switch c.Type {
	case "header":
		return &pathmatch.Request{Headers: pair}
	case "query":
		return &pathmatch.Request{Query: pair}
	case "cookie":
		return &pathmatch.Request{Cookies: pair}
	}
	return nil
}

func say(c pathmatch.Condition) string {
	if c.Value == "" {
		return fmt.Sprintf("the %s %s", c.Type, c.Key)
	}
	return fmt.Sprintf("the %s %s: %s", c.Type, c.Key, c.Value)
}

func listed(open []*visitor.Resource) string {
	if len(open) > 1 {
		return fmt.Sprintf("%s and %d more", open[0].Path, len(open)-1)
	}
	return open[0].Path
}

// slipping returns what only the middleware protects, and for which it does not
// run when the request is sent.
func slipping(app *analyzers.App, sent *pathmatch.Request) (out []*visitor.Resource) {
	for _, r := range app.Visitor().Resources() {
		if sent == nil || r.Protection != visitor.ByMiddleware || behindLayout(app.Visitor(), r) || r.Route == nil {
			continue
		}
		if !runs(app, sent, r.Middleware.URL) {
			out = append(out, r)
		}
	}
	return out
}

// unseen returns what the middleware protects only when the request is sent.
func unseen(app *analyzers.App, sent *pathmatch.Request) (out []*visitor.Resource) {
	for _, r := range app.Visitor().Resources() {
		if sent == nil || r.Protection != visitor.Open || r.Middleware.Verdict != visitor.NotRun || r.Route == nil || behindLayout(app.Visitor(), r) {
			continue
		}
		if runs(app, sent, r.Middleware.URL) && app.Visitor().Behind(r.Middleware.URL).Refuses() {
			out = append(out, r)
		}
	}
	return out
}

func runs(app *analyzers.App, sent *pathmatch.Request, path string) bool {
	request := *sent
	request.Path = path
	ok, _, err := app.Next.Middleware.Config.Matcher.Runs(request)
	return ok && err == nil
}
