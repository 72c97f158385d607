package live_test

import (
	"context"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"time"

	"clerkvet/analyzers/live"
	"clerkvet/analyzers/live/livetest"
	"clerkvet/rules"
	liverules "clerkvet/rules/live"
	"clerkvet/rules/ruletest"
)

// A scene is a scenario of the APIs with changes to the environment and the
// site, and what one rule makes of it.
type scene struct {
	name, clerk string
	env         map[string]string // changes; "" takes a variable out
	site        map[string]livetest.Response
	noSite      bool
	want        string // "passed", "not-applicable", "unknown: why" or "level: message"
}

func testKey(host string) string {
	return "pk_test_" + base64.StdEncoding.EncodeToString([]byte(host+"$"))
}

func html(status int, header ...string) livetest.Response {
	h := map[string]string{"X-Clerk-Auth-Status": "signed-out", "Content-Type": "text/html"}
	for i := 0; i < len(header); i += 2 {
		h[header[i]] = header[i+1]
	}
	return livetest.Response{Status: status, Header: h, Body: "<html>"}
}

const (
	pk    = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"
	sk    = "CLERK_SECRET_KEY"
	whsec = "CLERK_WEBHOOK_SIGNING_SECRET"
)

// Every rule has scenes in which it passes and in which it fails.
var scenes = map[string][]scene{
	"live-publishable-key": {
		{name: "live", want: "passed"},
		{name: "missing", env: map[string]string{pk: ""}, want: "error: is not set"},
		{name: "test", env: map[string]string{pk: testKey("happy-camel-13.clerk.accounts.dev")}, want: "error: of a development instance"},
		{name: "swapped", env: map[string]string{pk: "sk_live_" + strings.Repeat("aB3", 14)}, want: "error: holds a secret key"},
		{name: "cut", env: map[string]string{pk: "pk_live_Y2xlcmsuc2hv"}, want: `error: does not decode`},
		{name: "the site serves a test key", site: map[string]livetest.Response{"GET /": {Status: 200, Body: `data-clerk-publishable-key="` + testKey("happy-camel-13.clerk.accounts.dev") + `"`}}, want: "error: serves the publishable key of a development instance"},
		{name: "handshake", site: map[string]livetest.Response{"GET /dashboard": html(307, "X-Clerk-Auth-Status", "handshake", "Location", "https://happy-camel-13.clerk.accounts.dev/v1/client/handshake?x=1")}, want: "error: sends browsers to a development instance"},
	},
	"live-secret-key": {
		{name: "live", want: "passed"},
		{name: "missing", env: map[string]string{sk: ""}, want: "error: is not set"},
		{name: "test", env: map[string]string{sk: strings.Replace(livetest.Environment()[sk], "live", "test", 1)}, want: "error: of a development instance"},
		{name: "of a development instance", clerk: "development", want: "error: belongs to an instance of type development"},
		{name: "placeholder", env: map[string]string{sk: "sk_live_xxxxxxxxxxxx"}, want: "error: placeholder"},
	},
	"live-api-reachable": {
		{name: "production", want: "passed"},
		{name: "refused", clerk: "badkey", want: "error: does not take CLERK_SECRET_KEY"},
		{name: "reset", clerk: "reset", want: "unknown: it broke off the connection"},
		{name: "page", clerk: "page", want: "unknown: a proxy or a firewall"},
		{name: "limited", clerk: "ratelimited", want: "unknown: too many requests"},
		{name: "no key", env: map[string]string{sk: ""}, want: "unknown: there is no secret key"},
	},
	"live-key-pair": {
		{name: "production", want: "passed"},
		{name: "mismatch", clerk: "mismatch", want: "error: belong to different instances"},
		{name: "live and test", env: map[string]string{pk: testKey("happy-camel-13.clerk.accounts.dev")}, want: "error: one for production and one for development"},
		{name: "refused", clerk: "badkey", want: "unknown: could not be asked for its signing keys"},
		{name: "one key", env: map[string]string{pk: ""}, want: "unknown: is not set"},
	},
	"live-webhook-secret": {
		{name: "set", want: "passed"},
		{name: "missing", env: map[string]string{whsec: ""}, want: "error: is not set"},
		{name: "under another name", env: map[string]string{whsec: "", "CLERK_WEBHOOK_SECRET": "whsec_" + strings.Repeat("abcd", 8)}, want: "error: is not set"},
		{name: "short", env: map[string]string{whsec: "whsec_Zm9vYmE5eng3"}, want: "error: too short"},
		{name: "another value", env: map[string]string{whsec: "s3cr3t-of-mine-which-is-long"}, want: "error: does not hold a webhook signing secret"},
	},
	"live-domain": {
		{name: "production", want: "passed"},
		{name: "development", clerk: "development", want: "error: no production domain"},
		{name: "refused", clerk: "badkey", want: "unknown: domains of the instance could not be asked for"},
	},
	"live-instance": {
		{name: "production", want: "passed"},
		{name: "development", clerk: "development", want: "warning: test mode is on"},
		{name: "localhost", clerk: "development", want: "warning: visitor's own machine: http://localhost:3000"},
		{name: "only the Frontend API answers", clerk: "badkey", want: "passed"},
	},
	"live-route": {
		{name: "deployed", want: "passed: 7 of 7 routes"},
		{name: "hole", site: map[string]livetest.Response{"GET /dashboard": html(200)}, want: "error: GET /dashboard answers a visitor who is not signed in with status 200"},
		{name: "hole of a handler", site: map[string]livetest.Response{"GET /api/private": html(200)}, want: "error: GET /api/private answers"},
		{name: "streamed redirect", site: map[string]livetest.Response{"GET /dashboard": {Status: 200, Header: html(200).Header, Body: `<meta id="__next-page-redirect" http-equiv="refresh">`}}, want: "passed"},
		{name: "closed", site: map[string]livetest.Response{"GET /": html(307, "Location", "/sign-in")}, want: "warning: turns a visitor away"},
		{name: "broken", site: map[string]livetest.Response{"GET /dashboard": html(500)}, want: "warning: fails with status 500"},
		{name: "another host", site: map[string]livetest.Response{"GET /dashboard": html(308, "Location", "https://www.shop.test/dashboard")}, want: "unknown: name that host by --url"},
		{name: "protected deployment", site: map[string]livetest.Response{"GET /": html(401, "Set-Cookie", "_vercel_sso_nonce=1")}, want: "unknown: Vercel's authentication"},
		{name: "not asked", noSite: true, want: "skipped"},
	},
	"live-webhook-rejects-unsigned": {
		{name: "refuses", want: "passed"},
		{name: "takes", site: map[string]livetest.Response{"POST /api/webhooks/clerk": html(200)}, want: "error: takes an event that nobody signed"},
		{name: "protected", site: map[string]livetest.Response{"POST /api/webhooks/clerk": html(307, "Location", "/sign-in")}, want: "error: turned away by the middleware"},
		{name: "absent", site: map[string]livetest.Response{"POST /api/webhooks/clerk": html(404)}, want: "warning: does not take events"},
		{name: "fails", site: map[string]livetest.Response{"POST /api/webhooks/clerk": html(500)}, want: "warning: instead of refusing"},
	},
	"live-headers": {
		{name: "deployed", want: "passed"},
		{name: "no policy", site: map[string]livetest.Response{"GET /": html(200)}, want: "warning: no Content-Security-Policy"},
		{name: "report only", site: map[string]livetest.Response{"GET /": html(200, "Content-Security-Policy-Report-Only", "default-src 'self'")}, want: "warning: only reports"},
		{name: "blocks Clerk", site: map[string]livetest.Response{"GET /": html(200, "Content-Security-Policy", "default-src 'self'")}, want: "warning: does not allow clerk.shop.test"},
		{name: "policy of a meta tag", site: map[string]livetest.Response{"GET /": {Status: 200, Header: html(200).Header, Body: `<meta http-equiv="Content-Security-Policy" content="script-src &#x27;self&#x27; https:; connect-src https:">`}}, want: "passed"},
		{name: "reflected origin", site: map[string]livetest.Response{"GET /api/private": html(401, "Access-Control-Allow-Origin", "$origin", "Access-Control-Allow-Credentials", "true")}, want: "error: with the visitor's cookies"},
	},
	"live-health": {
		{name: "answers", want: "passed"},
		{name: "protected", site: map[string]livetest.Response{"GET /api/health": html(307, "Location", "/sign-in")}, want: "warning: to whoever is not signed in"},
		{name: "down", site: map[string]livetest.Response{"GET /api/health": html(503)}, want: "warning: status 503"},
	},
}

func TestScenes(t *testing.T) {
	for _, rule := range liverules.Rules().Rules {
		passes, fails := false, false
		for _, s := range scenes[rule.ID] {
			passes = passes || strings.HasPrefix(s.want, "passed")
			fails = fails || strings.HasPrefix(s.want, rule.Level.String()+":")
			t.Run(rule.ID+"/"+s.name, func(t *testing.T) {
				t.Parallel()
				s.play(t, rule)
			})
		}
		if !passes || !fails {
			t.Errorf("%s has no scene in which it passes, or none in which it fails", rule.ID)
		}
	}
}

func (s scene) play(t *testing.T, rule *rules.Rule) {
	facts, err := ruletest.Facts(livetest.App)
	if err != nil {
		t.Fatal(err)
	}
	app := facts.Apps[0]
	requested := []string{liverules.OnRequest}
	o := s.options(t)
	if !s.noSite {
		requested = append(requested, liverules.OnSite, liverules.OnProbe)
	}
	o.App = &live.App{Clerk: app.Clerk, Machine: app.Visitor()}
	for _, r := range app.HealthEndpoints() {
		o.App.Health = append(o.App.Health, r.Middleware.URL)
	}
	for _, n := range app.Clerk.WebhookSecrets() {
		o.WebhookNames = append(o.WebhookNames, n.Name)
	}
	facts.Live = live.Ask(t.Context(), o)
	result := rules.Audit(t.Context(), facts, []*rules.Rule{rule}, requested...)[0]
	s.hold(t, result)
}

func (s scene) options(t *testing.T) live.Options {
	name := s.clerk
	if name == "" {
		name = "production"
	}
	clerk := livetest.Start(t, name)
	env := livetest.Environment()
	for k, v := range s.env {
		env[k] = v
	}
	o := live.Options{Probe: true, Network: live.SystemNetwork,
		Limits: live.Limits{Timeout: 2 * time.Second, Pause: time.Millisecond, Pace: time.Second, Site: 60}}
	o.Network.Sleep = func(context.Context, time.Duration) {}
	o.Variables.Process = func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	o.API, o.FrontendAPI = address(t, clerk.API), address(t, clerk.Frontend)
	if !s.noSite {
		site := livetest.Deployed()
		for path, answer := range s.site {
			site[path] = answer
		}
		o.Site = address(t, clerk.Serve(t, site))
	}
	return o
}

func address(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := live.BaseURL(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// hold compares the result with what the scene wants.
func (s scene) hold(t *testing.T, r *rules.Result) {
	t.Helper()
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	what, text, _ := strings.Cut(s.want, ": ")
	if what == string(r.Outcome) && strings.Contains(r.Reason, text) {
		return
	}
	for _, f := range r.Findings {
		if f.Level.String() == what && strings.Contains(f.Message, text) {
			if f.Cause == "" || f.Advice == "" {
				t.Errorf("%q says no cause or no advice", f.Message)
			}
			return
		}
	}
	t.Errorf("want %s: ended %s %s", s.want, r.Outcome, r.Reason)
	for _, f := range r.Findings {
		t.Errorf("  %s: %s", f.Level, f.Message)
	}
}
