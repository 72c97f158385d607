package errors

import (
	"slices"

	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authFailureUngraceful = &rules.Rule{
	ID: "auth-failure-ungraceful", Level: rules.Note, Precision: rules.Medium, Checklist: []string{"5.2"},
	Check: func(p *rules.Pass) {
		for _, r := range p.App().Visitor().Resources() {
			if r.Kind == visitor.Page && r.Middleware.Verdict != visitor.Denies {
				reportUngraceful(p, r)
			}
		}
	},
}

// strangerToo reports whether the same error meets somebody who is signed in: then it
// is of something else, such as a query that failed.
func strangerToo(p *rules.Pass, r *visitor.Resource, no visitor.Refusal) bool {
	return !no.At.IsZero() && slices.ContainsFunc(p.App().Visitor().Ways(r, visitor.Stranger), func(w visitor.Way) bool {
		return w.Threw && w.Denial == "" && w.At == no.At
	})
}

// reportUngraceful reports the first way in which a page leaves a visitor
// without a session before an error or nothing at all. What several pages share is
// one finding.
func reportUngraceful(p *rules.Pass, r *visitor.Resource) {
	for _, no := range r.Code.Refusals {
		end := "an empty page"
		switch {
		case no.Accidental, no.Unset, no.Thrown && strangerToo(p, r, no):
			continue
		case no.Thrown:
			end = "an error page"
		case no.Message != "returns" || !r.Route.AppRouter:
			continue
		}
		at := no.At
		if at.IsZero() {
			at = r.Span
		}
		if f := p.Told(at); f != nil {
			f.Via(r.Span, "so does the page %s", r.Path)
			return
		}
		p.Report(at, "the page %s shows a signed-out visitor %s instead of a way to sign in", r.Path, end).With(rules.Medium)
		return
	}
}
