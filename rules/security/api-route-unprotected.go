package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// entrance matches the paths of what a visitor does before he has an account, or
// without one: its effects are what it is for.
var entrance = source.Pattern(`(?i)(^|[/_.-])(sign-?in|sign-?up|log-?in|register|otp|forgot-?password|magic-?link|callback|csp[-/]reports?|vitals|(saml|sso|oidc|oauth2?)/(authorize|acs|metadata|start|token|userinfo))([/_.-]|$)`)

// harmlessPath matches paths that are meant for anybody.
var harmlessPath = source.Pattern(`(?i)(^|[/_.-])(public|health|healthz|healthcheck|ping|og|og-image|locale|sitemap|feed|rss|robots|status|version|tunnel|monitoring|sentry(-[a-z]+)*)([/_.-]|$)`)

// told matches those of them that say only that something is told: whoever sets a status
// or a version changes a record.
var told = source.Pattern(`(?i)(^|[/_.-])(status|version|feed|rss|robots|sitemap|og|og-image)([/_.-]|$)`)

// delivered matches the paths to which other services send what happened.
var delivered = source.Pattern(`(?i)(^|[/_.-])(webhooks?|hooks?)([/_.-]|$)`)

// forms matches the paths of what visitors send of their own accord.
var forms = source.Pattern(`(?i)(^|[/_.-])(contact|feedback|enquir(y|ies)|inquir(y|ies)|newsletter|waitlist)([/_.-]|$)`)

// counted matches the paths of what browsers count: anybody may add to it.
var counted = source.Pattern(`(?i)(^|/)(analytics|telemetry|beacons?|tracking|page-?views?|impressions?)(/(collect|events?|track|sessions?|ingest|views?|create))?$`)

// bought matches the paths of what guests buy or give.
var bought = source.Pattern(`(?i)(^|/)(checkout|guest-?checkout|donat(e|ions?))(/[\w-]+){0,2}$`)

// inner matches the paths of what is for the people who run an app.
var inner = source.Pattern(`(?i)(^|/)(admin|super-?admin|back-?office)(/|$)`)

var apiRouteUnprotected = &rules.Rule{
	ID: "api-route-unprotected", Level: rules.Error, Precision: rules.Medium, CWE: 862, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		handlers := endpoints(p)
		if len(handlers) == 0 {
			p.NotApplicable("the app has no route handler")
			return
		}
		hooks := p.App().Clerk.Webhooks()
		var open undecided
		for _, r := range handlers {
			switch {
			case r.Name == "OPTIONS" || r.Name == "HEAD" || received(hooks, r) || byVariable(r):
			case r.Protection == visitor.Undecided:
				open.add(r)
			case r.Code.Verdict == visitor.Reached && (r.Protection == visitor.Open || r.Protection == visitor.Public):
				reportHandler(p, r)
			}
		}
		open.report(p, len(handlers), "handlers")
	},
}

// received reports whether the handler is a webhook: other rules decide those. A
// procedure beside one is none.
func received(hooks []clerk.Webhook, r *visitor.Resource) bool {
	return r.Kind == visitor.Handler && slices.ContainsFunc(hooks, func(w clerk.Webhook) bool { return w.Route == r.Route })
}

func reportHandler(p *rules.Pass, r *visitor.Resource) {
	x, ok := exposed(r)
	if !ok {
		return
	}
	door := comesIn(r, x) || slices.ContainsFunc(r.Code.Events, (*visitor.Event).SignsIn)
	meant := door || r.Protection == visitor.Public && !leftToIt(p, r, x) || forAnybody(r, x) || takesDelivery(r, x) || adds(r, x)
	if meant {
		if x.level < rules.Error {
			return
		}
		x.level, x.confidence = rules.Warning, max(x.confidence, rules.Medium)
		if door && x.effect.Verb != visitor.Clerk && x.effect.Verb != visitor.Mint && x.effect.Verb != visitor.Secret || r.Name == "GET" && x.effect.Verb == visitor.Write && housekeeping(x.effect) > 0 {
			x.level = rules.Note
		}
	}
	if x.level < rules.Error && debugPath().MatchString(r.Path) {
		return // debug-route-open says so
	}
	flag := forTests(p, r)
	if flag != nil {
		x.confidence = rules.Low
	}
	f := p.Report(r.Span, "%s answers anyone: a visitor who is not signed in gets as far as %s:%d, which %s", title(r), x.effect.At.Path(), x.effect.At.StartLine(), does(x.effect))
	via(f.As(x.level).With(x.confidence), x.effect)
	for _, v := range r.Variants {
		if r.Kind == visitor.Procedure && v.When == "batched call" {
			f.Via(r.Span, "the middleware lets the batch %s pass, and tRPC runs each of its procedures", v.URL)
		}
	}
	if pagesAPI(r) {
		f.Because("", "ask getAuth(req) first and answer 401 where there is no userId")
	}
	if flag != nil {
		f.Via(flag.At, "refuses where %s is not set, as in production", flag.Name)
	}
	if !meant {
		guarded(p, r, f)
	}
}

// leftToIt reports whether a handler changes something by what was sent, or for the people
// who run the app, and the middleware lets pass whatever is below /api: it leaves the
// checks to the handlers, and makes none public.
func leftToIt(p *rules.Pass, r *visitor.Resource, x exposure) bool {
	changes := x.effect.Verb == visitor.Write || x.effect.Verb == visitor.Delete
	return changes && (housekeeping(x.effect) == 0 || inner().MatchString(r.Path)) && strings.HasPrefix(r.Path, "/api/") &&
		p.App().Visitor().At(p.App().Next.Config.BasePath+"/api/clerkvet-no-such-route").Verdict != visitor.Denies
}

// forAnybody reports whether the path of a handler says that it is meant for anybody.
func forAnybody(r *visitor.Resource, x exposure) bool {
	path := r.Path
	if r.Name != "GET" && (x.effect.Verb == visitor.Write || x.effect.Verb == visitor.Delete) && housekeeping(x.effect) == 0 {
		path = told().ReplaceAllString(path, "/")
	}
	return harmlessPath().MatchString(path)
}

// comesIn reports whether a handler is what a visitor does before he has an account, or
// without one. Who deletes something there does another thing.
func comesIn(r *visitor.Resource, x exposure) bool {
	if r.Name == "DELETE" {
		return false
	}
	sends := (r.Name == "POST" || r.Name == "default" || r.Kind == visitor.Procedure) && x.effect.Verb != visitor.Delete
	return entrance().MatchString(r.Path) || sends && forms().MatchString(r.Path) && !inner().MatchString(r.Path)
}

// takesDelivery reports whether a handler stands where other services send what happened,
// and does what follows from that. One that tells what came is another.
func takesDelivery(r *visitor.Resource, x exposure) bool {
	return delivered().MatchString(r.Path) && !(r.Name == "GET" && x.effect.Verb == visitor.Read)
}

// adds reports whether a handler only adds to what is counted, or begins a payment, by
// a path that says that guests do.
func adds(r *visitor.Resource, x exposure) bool {
	e := x.effect
	if r.Name != "POST" && r.Name != "default" || inner().MatchString(r.Path) {
		return false
	}
	return counted().MatchString(r.Path) && e.Verb == visitor.Write && !person().MatchString(e.Name) ||
		bought().MatchString(r.Path) && (e.Verb == visitor.Pay || e.Inserts() && !person().MatchString(e.Name))
}

// testFlag matches the names of variables that only test runs and developers
// set.
var testFlag = source.Pattern(`(?i)(^|_)(E2E|PLAYWRIGHT|CYPRESS|TESTS?|TESTING|VITEST|JEST|DEBUG|DEV|SEED|MOCKS?)(_|$)`)

// forTests returns the condition on a variable without which a handler refuses
// before it does anything, where only test runs set that variable; nil if there
// is none.
func forTests(p *rules.Pass, r *visitor.Resource) *visitor.Event {
	var flag *visitor.Event
	for _, w := range p.App().Visitor().Ways(r, visitor.SignedOut) {
		unset := slices.IndexFunc(w.Events, func(e *visitor.Event) bool {
			return e.Kind == visitor.Assumption && !e.Holds && testFlag().MatchString(e.Name)
		})
		switch hard := slices.ContainsFunc(w.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Effect && e.Hard }); {
		case unset >= 0 && (hard || !refused(w)):
			return nil
		case unset >= 0:
			flag = w.Events[unset]
		}
	}
	return flag
}
