package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authWrongStatus = &rules.Rule{
	ID: "auth-wrong-status", Level: rules.Warning, Precision: rules.Medium, CWE: 755, Checklist: []string{"3.2", "5.2"},
	Check: func(p *rules.Pass) {
		handlers := endpoints(p)
		if len(handlers) == 0 {
			p.NotApplicable("the app has no route handler")
			return
		}
		hooks := p.App().Clerk.Webhooks()
		for _, r := range handlers {
			first := r.Middleware.Runs && r.Middleware.Verdict == visitor.Denies // nobody who is signed out gets to the handler
			if !first && !received(hooks, r) && r.Code.Verdict == visitor.Denied && r.Code.OtherCheck == "" && !saysNo(r) {
				reportStatus(p, r)
			}
		}
	},
}

// saysNo reports whether a handler turns visitors away with a proper status
// somewhere: its other failures are then not of the missing session.
func saysNo(r *visitor.Resource) bool {
	return strings.Contains(r.Path, "uploadthing") || slices.ContainsFunc(r.Code.Refusals, func(no visitor.Refusal) bool {
		return no.Status >= 300 && no.Status < 500
	})
}

// probes matches the paths of handlers that are asked whether somebody is signed in:
// that nobody is, is an answer.
var probes = source.Pattern(`(?i)(^|/)(session|whoami|me|current-?user|auth/(status|check|state)|is-?(signed|logged)-?in)$`)

func asksWho(r *visitor.Resource) bool { return r.Name == "GET" && probes().MatchString(r.Path) }

// reportStatus reports the first refusal of a handler that does not say what
// it is. What several handlers share is one finding.
func reportStatus(p *rules.Pass, r *visitor.Resource) {
	for _, no := range r.Code.Refusals {
		if no.Accidental || no.Unset || no.Status != 200 && no.Status < 500 || no.Status == 200 && asksWho(r) {
			continue
		}
		at := no.At
		if at.IsZero() {
			at = r.Span
		}
		if f := p.Told(at); f != nil {
			f.Via(r.Span, "so is %s", title(r))
			return
		}
		consequence := "clients take the refusal for success"
		if no.Status >= 500 {
			consequence = "a visitor without a session looks like a fault of the server"
		}
		f := p.Report(at, "%s turns a signed-out visitor away with status %d rather than 401: %s", title(r), no.Status, consequence).With(rules.Medium)
		if pagesAPI(r) {
			f.Because("", "answer res.status(401) in the branch itself")
		}
		f.Via(r.Span, "%s is asked for", title(r))
		return
	}
}
