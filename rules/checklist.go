package rules

import (
	"fmt"
	"slices"
	"strings"

	"clerkvet/analyzers"
)

// State is what the checklist says of a row.
type State string

// The states of a row.
const (
	RowPass    State = "PASS"
	RowFail    State = "FAIL"
	RowWarn    State = "WARN"
	RowUnknown State = "UNKNOWN" // the tool could not decide
	RowManual  State = "MANUAL"  // only a person or a live check can tell
	RowNone    State = "N/A"     // does not apply to this app
)

// A Row is one line of the readiness checklist for one app.
type Row struct {
	ID       string
	Title    string
	App      *analyzers.App
	State    State
	Why      string
	Rules    []string // that decide it
	Findings []*Finding
}

// rowTitle is a row of the catalogue; manual says who settles it where the
// repository cannot.
type rowTitle struct{ id, title, manual string }

const liveKeys = "settle it with the live check of the deployed keys"

var rowTitles = []rowTitle{
	{"1.1", "Publishable key is live", liveKeys},
	{"1.2", "Secret key is live", liveKeys},
	{"1.3", "Env files with secrets are ignored by git", ""},
	{"1.4", "Webhook signing secret is set", ""},
	{"1.5", "Production domain is configured", "settle it in Dashboard › Domains"},
	{"1.6", "Sign-in and sign-up URLs are configured", ""},
	{"2.1", "Keys are validated", liveKeys},
	{"2.2", "Clerk's API can be reached", "settle it from the place where the app runs"},
	{"2.3", "Webhook secret is validated", liveKeys},
	{"2.4", "Middleware is present", ""},
	{"3.1", "Middleware protects the routes", ""},
	{"3.2", "Handlers and actions check the user", ""},
	{"3.3", "Webhook signatures are verified", ""},
	{"3.4", "CORS is restricted", ""},
	{"3.5", "Sensitive endpoints are rate limited", ""},
	{"3.6", "A Content Security Policy is set", ""},
	{"3.7", "No secret reaches the browser", ""},
	{"4.1", "Health endpoint exists", ""},
	{"4.2", "Errors are tracked with the user", ""},
	{"4.3", "Authentication events are logged", ""},
	{"4.4", "Webhook failures are noticed", ""},
	{"4.5", "Uptime is monitored", "a person sets up a monitor for the health endpoint"},
	{"5.1", "Error pages exist", ""},
	{"5.2", "Authentication fails gracefully", ""},
	{"5.3", "Webhook retries are idempotent", ""},
	{"5.4", "Expired sessions find a way back", ""},
	{"6.1", "Matcher leaves out static files", ""},
	{"6.2", "User data is cached", ""},
	{"6.3", "Authentication components load lazily", ""},
	{"6.4", "Middleware runs at the edge", ""},
}

// alwaysManual are the rows that reading can fail but never pass.
var alwaysManual = []string{"1.1", "1.2", "1.5", "2.1", "2.2", "2.3", "4.5"}

// deciding are the notes whose absence is the row's own question: they make it
// WARN.
var deciding = []string{
	"health-endpoint-missing", "error-tracking-missing", "error-tracking-anonymous",
	"auth-events-unlogged", "rate-limit-missing", "not-found-missing", "session-expiry-unhandled",
	"user-data-uncached", "clerk-component-eager", "middleware-runtime",
}

// Checklist returns the rows of every app, app by app. Results of repository
// rules count for every app.
func Checklist(facts *analyzers.Facts, results []*Result) []Row {
	var rows []Row
	for _, app := range facts.Apps {
		for _, t := range rowTitles {
			rows = append(rows, row(t, app, results))
		}
	}
	return rows
}

func row(t rowTitle, app *analyzers.App, results []*Result) Row {
	r := Row{ID: t.id, Title: t.title, App: app}
	var asked []*Result
	for _, res := range results {
		if (res.App == app || res.App == nil) && slices.Contains(res.Rule.Checklist, t.id) {
			asked = append(asked, res)
			r.Rules = append(r.Rules, res.Rule.ID)
			r.Findings = append(r.Findings, unsuppressed(res.Findings)...)
		}
	}
	r.State, r.Why = judgeFindings(r.Findings)
	if r.State == "" {
		r.State, r.Why = judgeOutcomes(t, asked, len(r.Findings))
	}
	return r
}

func unsuppressed(findings []*Finding) []*Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f *Finding) bool { return f.Suppressed != nil })
}

// judgeFindings returns the state that findings alone decide, or "".
func judgeFindings(findings []*Finding) (State, string) {
	worst := Note - 1
	var by *Finding
	for _, f := range findings {
		if l := weight(f); l > worst {
			worst, by = l, f
		}
	}
	if by == nil {
		return "", ""
	}
	switch why := reasonOf(by, len(findings)); {
	case worst == Error:
		return RowFail, why
	case worst == Warning:
		return RowWarn, why
	}
	return "", ""
}

// weight is the level that a finding has for its row: low confidence counts one
// step lower, a deciding note as a warning.
func weight(f *Finding) Level {
	l := f.Level
	if l == Note && slices.Contains(deciding, f.Rule.ID) {
		l = Warning
	}
	if f.Confidence == Low {
		l--
	}
	return l
}

func reasonOf(f *Finding, n int) string {
	why := fmt.Sprintf("%s: %s", f.Rule.ID, f.Message)
	if n > 1 {
		why += fmt.Sprintf(" (and %d more)", n-1)
	}
	return why
}

// judgeOutcomes decides a row that no finding fails. remarks counts the notes
// that it has all the same.
func judgeOutcomes(t rowTitle, asked []*Result, remarks int) (State, string) {
	if slices.Contains(alwaysManual, t.id) {
		return RowManual, t.manual
	}
	if len(asked) == 0 {
		return RowManual, "not checked by this version"
	}
	for _, res := range asked {
		if res.Outcome == Unknown || res.Outcome == Skipped && res.Rule.OnRequest == "" {
			return RowUnknown, fmt.Sprintf("%s: %s", res.Rule.ID, res.Reason)
		}
	}
	if why, none := noneApplies(asked); none {
		return RowNone, why
	}
	return RowPass, passed(asked, remarks)
}

// noneApplies reports whether every rule of the row said that it does not
// apply, with the first reason.
func noneApplies(asked []*Result) (string, bool) {
	for _, res := range asked {
		if res.Outcome != NotApplicable {
			return "", false
		}
	}
	return asked[0].Reason, true
}

func passed(asked []*Result, remarks int) string {
	var ids []string
	for _, res := range asked {
		if res.Outcome == Passed || res.Outcome == Failed {
			ids = append(ids, res.Rule.ID)
		}
	}
	why := strings.Join(ids, ", ") + " held"
	if remarks > 0 {
		why = fmt.Sprintf("with %d remarks: %s", remarks, strings.Join(ids, ", "))
	}
	return why
}
