package live_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"clerkvet/analyzers/live"
	"clerkvet/analyzers/live/livetest"
)

// quick are limits that a test can wait for.
var quick = live.Limits{Timeout: 400 * time.Millisecond, Pause: time.Millisecond, Pace: time.Second, Site: 60}

func options(t *testing.T, c *livetest.Clerk, env map[string]string) live.Options {
	t.Helper()
	api, err := url.Parse(c.API)
	if err != nil {
		t.Fatal(err)
	}
	front, err := url.Parse(c.Frontend)
	if err != nil {
		t.Fatal(err)
	}
	o := live.Options{API: api, FrontendAPI: front, Limits: quick, Network: live.SystemNetwork}
	o.Variables.Process = func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	return o
}

// What each scenario makes of the question for the instance.
var answers = map[string]struct {
	answer live.Answer
	why    string
}{
	"production": {live.Valid, ""}, "development": {live.Valid, ""}, "mismatch": {live.Valid, ""},
	"badkey":      {live.Invalid, "it refuses the key (status 401, clerk_key_invalid)"},
	"ratelimited": {live.CouldNotAsk, "asks to wait 1 seconds"},
	"hanging":     {live.CouldNotAsk, "it did not answer in time"},
	"drip":        {live.CouldNotAsk, "it did not answer in time"},
	"huge":        {live.CouldNotAsk, "longer than 1048576 bytes"},
	"page":        {live.CouldNotAsk, "a page: a proxy or a firewall"},
	"redirect":    {live.CouldNotAsk, "a redirect is never followed"},
	"certificate": {live.CouldNotAsk, "signed by nobody who is trusted here"},
	"reset":       {live.CouldNotAsk, "it broke off the connection"},
	"malformed":   {live.CouldNotAsk, "not the JSON of Clerk's API"},
	"echo":        {live.CouldNotAsk, "a redirect is never followed"},
}

func TestScenarios(t *testing.T) {
	for _, scenario := range livetest.Scenarios {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			clerk := livetest.Start(t, scenario)
			start := time.Now()
			facts := live.Ask(t.Context(), options(t, clerk, livetest.Environment()))
			want, got := answers[scenario], facts.Backend.Instance.Reply
			if got.Answer != want.answer || !strings.Contains(got.Why, want.why) {
				t.Errorf("the instance: %+v, want %+v", got, want)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("it took %s", took)
			}
			if !facts.Frontend.Keys.OK() {
				t.Errorf("the Frontend API: %+v", facts.Frontend.Keys.Reply)
			}
			polite(t, clerk)
		})
	}
}

// polite holds what is true of every request: it reads, names the tool, and
// shows the key to nobody but the Backend API.
func polite(t *testing.T, c *livetest.Clerk) {
	t.Helper()
	for _, r := range c.Requests() {
		if r.Method != "GET" || !strings.HasPrefix(r.Agent, "clerkvet") {
			t.Errorf("%s %s by %s", r.Method, r.Path, r.Agent)
		}
		if r.To != "api" && r.Key != "" || r.To == "stranger" {
			t.Errorf("%s was asked for %s, with a key of %d bytes", r.To, r.Path, len(r.Key))
		}
	}
}

// A limit is waited for as told, twice, and then nothing more is asked.
func TestRetryAfter(t *testing.T) {
	clerk := livetest.Start(t, "ratelimited")
	live.Ask(t.Context(), options(t, clerk, livetest.Environment()))
	var at []time.Time
	for _, r := range clerk.Requests() {
		if r.To == "api" {
			at = append(at, r.At)
		}
	}
	if len(at) != 3 {
		t.Fatalf("%d requests, want 3", len(at))
	}
	for i := 1; i < len(at); i++ {
		if wait := at[i].Sub(at[i-1]); wait < time.Second || wait > 3*time.Second {
			t.Errorf("waited %s instead of 1s", wait)
		}
	}
}

// A key that cannot be one is sent to nobody.
func TestUnusableKeys(t *testing.T) {
	for name, key := range map[string]string{
		"none": "", "publishable": "pk_live_Y2xlcmsuc2hvcC50ZXN0JA==", "two lines": "sk_live_abc\r\nX-Evil: 1", "other": "hello",
	} {
		clerk := livetest.Start(t, "production")
		env := livetest.Environment()
		env["CLERK_SECRET_KEY"] = key
		facts := live.Ask(t.Context(), options(t, clerk, env))
		if facts.Backend.Instance.OK() {
			t.Errorf("%s: the API took the key", name)
		}
		for _, r := range clerk.Requests() {
			if r.To == "api" {
				t.Errorf("%s: the API was asked", name)
			}
		}
	}
}

func TestBaseURL(t *testing.T) {
	for text, ok := range map[string]bool{
		"https://api.clerk.com": true, "http://127.0.0.1:4010": true, "http://localhost:3000": true, "http://[::1]:3": true,
		"http://api.clerk.com": false, "http://127.0.0.1.evil.org": false, "http://localhost.evil.org": false, "ftp://localhost": false,
		"https://user:pw@api.clerk.com": false, "https://api.clerk.com?x=1": false, "api.clerk.com": false, "": false, "https://": false, "%": false,
	} {
		if _, err := live.BaseURL(text); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// The records of the domain are looked up, and a missing one is told from a
// resolver that does not answer.
func TestRecords(t *testing.T) {
	for name, test := range map[string]struct {
		lookup func(context.Context, string) (string, error)
		want   live.Answer
	}{
		"there":   {func(context.Context, string) (string, error) { return "frontend-api.clerk.services.", nil }, live.Valid},
		"missing": {func(context.Context, string) (string, error) { return "", &net.DNSError{IsNotFound: true} }, live.Invalid},
		"silent":  {func(context.Context, string) (string, error) { return "", errors.New("no") }, live.CouldNotAsk},
	} {
		env := livetest.Environment()
		delete(env, "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY") // or its host would be asked
		o := options(t, livetest.Start(t, "production"), env)
		o.Network.Lookup = test.lookup
		o.FrontendAPI = nil
		o.Limits.Timeout = 100 * time.Millisecond
		facts := live.Ask(t.Context(), o)
		if len(facts.Records) != 1 || facts.Records[0].State != test.want {
			t.Errorf("%s: %+v", name, facts.Records)
		}
	}
}
