package monitoring

import (
	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authEventsUnlogged = &rules.Rule{
	ID: "auth-events-unlogged", Level: rules.Note, Checklist: []string{"4.3"},
	Check: func(p *rules.Pass) {
		app := p.App()
		switch {
		case app.Clerk.Absent():
			p.NotApplicable("the app does not use Clerk")
		case len(app.Clerk.ServerUses()) == 0 && app.Next.Middleware == nil:
			p.NotApplicable("the app asks Clerk for nobody on the server")
		case app.Clerk.HearsSessions() || logsRefusal(app):
		default:
			p.Report(app.Next.Anchor, "no webhook hears of sessions and no refusal is logged, so that nobody can tell who signed in or was turned away")
		}
	},
}

// auditLog matches writes to a log of what users do.
var auditLog = source.Pattern(`(?i)audit|(login|auth|security|access)_?(log|event|history)`)

// logsRefusal reports whether some resource, or the middleware, logs that it
// turns a signed-out visitor away, or keeps a log of what users do.
func logsRefusal(app *analyzers.App) bool {
	for _, r := range app.Visitor().Resources() {
		denied := r.Code.Verdict == visitor.Denied && r.Code.OtherCheck == ""
		if logged(r.Code.Events, denied) || r.Middleware.Verdict == visitor.Denies && logged(r.Middleware.Events, true) {
			return true
		}
	}
	return false
}

// logged reports whether the events hold a log after a check of Clerk, all of
// them being of a refusal, or a write to a log of its own.
func logged(events []*visitor.Event, refused bool) bool {
	var checks []*visitor.Event
	for _, e := range events {
		switch e.Kind {
		case visitor.Check:
			if e.Check == visitor.ClerkCheck {
				checks = append(checks, e)
			}
		case visitor.Effect:
			if e.Verb == visitor.Write && auditLog().MatchString(e.Name) {
				return true
			}
		}
	}
	for _, e := range events {
		if !refused || e.Kind != visitor.Log && e.Kind != visitor.Tracker {
			continue
		}
		for _, c := range checks {
			if e.At.File != c.At.File || e.At.Start > c.At.Start {
				return true
			}
		}
	}
	return false
}
