package security

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var rateLimitMissing = &rules.Rule{
	ID: "rate-limit-missing", Level: rules.Note, CWE: 770, Precision: rules.Medium, Checklist: []string{"3.5"},
	Check: func(p *rules.Pass) {
		sensitive, limited := sensitiveResources(p.App())
		switch {
		case len(sensitive)+limited == 0:
			p.NotApplicable("no handler or action sends messages, costs money or takes sign-ups")
		case limited == 0:
			reportNoLimiter(p, sensitive)
		default:
			for _, s := range sensitive {
				p.Report(s.at, "%s %s and no rate limiter counts its callers", s.name, s.does).With(rules.Medium)
			}
		}
	},
}

// A costly resource is one that hurts when it is called a thousand times.
type costly struct {
	name, does string
	at         source.Span
}

// reportNoLimiter says once that an app has no limiter at all.
func reportNoLimiter(p *rules.Pass, sensitive []costly) {
	slices.SortStableFunc(sensitive, func(a, b costly) int { return cmp.Compare(soundsSo(a), soundsSo(b)) })
	first := sensitive[0]
	others := ""
	if len(sensitive) > 1 {
		others = fmt.Sprintf(" (handlers and actions like it: %d)", len(sensitive))
	}
	f := p.Report(first.at, "nothing in the app limits how often it is called: %s %s%s", first.name, first.does, others).With(rules.Medium)
	for _, s := range sensitive[1:] {
		f.Via(s.at, "%s %s", s.name, s.does)
	}
}

// soundsSo is 1 for what is told by its name alone, 0 for what is sure to cost.
func soundsSo(c costly) int {
	if c.does == byName {
		return 1
	}
	return 0
}

// sensitiveResources returns the handlers and actions that should be limited
// and are not, and counts those that are.
func sensitiveResources(app *analyzers.App) (missing []costly, limited int) {
	deliveries := map[string]bool{}
	for _, w := range app.Clerk.Webhooks() {
		deliveries[w.Route.File] = true
	}
	for _, r := range app.Visitor().Resources() {
		if !r.Called() || deliveries[r.File] || calledByMachines(r) {
			continue
		}
		does, counted := looksCostly(app, r)
		switch {
		case does == "":
		case counted || app.Visitor().Limited(r) || hasLimiter(r.Middleware.Events):
			limited++
		default:
			missing = append(missing, costly{strings.TrimSpace(r.Name + " " + r.Path), does, r.Span})
		}
	}
	return missing, limited
}

var machinePath = source.Pattern(`(?i)web-?hook|/cron(/|$)|/inngest|/trigger`)

// calledByMachines reports whether other services call the resource, with proof.
func calledByMachines(r *visitor.Resource) bool {
	return machinePath().MatchString(r.Path) || r.Code.OtherCheck == visitor.SignatureCheck || r.Code.OtherCheck == visitor.CronCheck
}

// looksCostly says what makes a resource sensitive, and whether a limiter is
// asked on the way.
func looksCostly(app *analyzers.App, r *visitor.Resource) (does string, limited bool) {
	inside := app.Visitor().Stranger(r).Events // behind a check of the user, or what was not walked as enough was seen
	does = cmp.Or(costOf(r, r.Code.Events), costOf(r, inside))
	return does, does != "" && (hasLimiter(r.Code.Events) || hasLimiter(inside))
}

func hasLimiter(events []*visitor.Event) bool {
	for _, e := range events {
		if e.Kind == visitor.Limiter {
			return true
		}
	}
	return false
}

var (
	sensitiveName = source.Pattern(`(?i)sign-?up|register|invit|contact|upload|checkout|payment|subscribe|newsletter|waitlist|reset-?password|forgot|(^|[^a-z])otp([^a-z]|$)|feedback`)
	storage       = source.Pattern(`^(@aws-sdk/client-s3|@vercel/blob|cloudinary|uploadthing|@google-cloud/storage|@azure/storage-blob)`)
	// removes matches what takes away what is there, of which there is no end of nothing.
	removes   = source.Pattern(`(?i)[.#](del|(delete|remove|destroy|unsubscribe|edit)\w*)(\(\))?$`)
	onlyReads = source.Pattern(`(?i)\.(retrieve|list|get\w*|constructEvent\w*)$`)
)

// byName is said of what nothing but its name tells to be sensitive.
const byName = "is by its name one that attracts abuse"

// costOf says what a resource does that should be limited, "" for nothing.
func costOf(r *visitor.Resource, events []*visitor.Event) string {
	writes := false
	for _, e := range events {
		if e.Kind != visitor.Effect {
			continue
		}
		writes = writes || e.Hard
		switch {
		case e.Verb == visitor.Pay && !onlyReads().MatchString(e.Method):
			return "calls a paid service (" + cmp.Or(e.Host, e.Name) + ")"
		case e.Verb == visitor.Mail:
			return "sends a message (" + cmp.Or(e.Host, e.Name) + ")"
		case e.Verb == visitor.Write && storage().MatchString(e.Method) && !removes().MatchString(e.Method) && !removes().MatchString("."+r.Name):
			return "stores a file (" + e.Name + ")"
		}
	}
	if writes && r.Name != "GET" && !removes().MatchString("."+r.Name) && sensitiveName().MatchString(r.Path+" "+r.Name) {
		return byName
	}
	return ""
}
