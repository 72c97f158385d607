package live_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"clerkvet/analyzers/live"
	"clerkvet/analyzers/live/livetest"
	"clerkvet/rules/ruletest"
)

// visited asks the deployed app under a clock that only moves when somebody
// sleeps, and returns what the clock said.
func visited(t *testing.T, change func(*live.Options)) (*live.Site, *livetest.Clerk, []time.Duration) {
	t.Helper()
	facts, err := ruletest.Facts(livetest.App)
	if err != nil {
		t.Fatal(err)
	}
	clerk := livetest.Start(t, "production")
	o := options(t, clerk, livetest.Environment())
	if o.Site, err = url.Parse(clerk.Serve(t, livetest.Deployed())); err != nil {
		t.Fatal(err)
	}
	o.App = &live.App{Clerk: facts.Apps[0].Clerk, Machine: facts.Apps[0].Visitor(), Health: []string{"/api/health"}}
	var slept []time.Duration
	at := time.Now()
	o.Network.Now = func() time.Time { return at }
	o.Network.Sleep = func(_ context.Context, d time.Duration) { slept = append(slept, d); at = at.Add(d) }
	if change != nil {
		change(&o)
	}
	return live.Ask(t.Context(), o).Site, clerk, slept
}

// The site is asked for every route of the map with GET alone, and before each
// request but the first a second passes.
func TestVisit(t *testing.T) {
	site, clerk, slept := visited(t, nil)
	var asked []string
	for _, r := range clerk.Requests() {
		if r.To != "site" {
			continue
		}
		asked = append(asked, r.Path)
		if r.Method != "GET" || r.Key != "" {
			t.Errorf("%s %s with a key of %d bytes", r.Method, r.Path, len(r.Key))
		}
	}
	if len(slept) != len(asked)-1 || len(asked) < 9 {
		t.Errorf("%d waits for %d requests: %v", len(slept), len(asked), asked)
	}
	for _, d := range slept {
		if d != time.Second {
			t.Errorf("waited %s", d)
		}
	}
	for _, r := range site.Routes {
		if got := r.Agreement(); got != live.Agrees {
			t.Errorf("%s %s: %s, expected %s, status %d", r.Method, r.URL, got, r.Expected, r.Page.Status)
		}
	}
	if len(site.Routes) != 7 || site.Left != 0 {
		t.Errorf("%d routes, %d left", len(site.Routes), site.Left)
	}
}

// The cap holds, and what it leaves out is counted.
func TestCap(t *testing.T) {
	site, clerk, _ := visited(t, func(o *live.Options) { o.Limits.Site = 6 })
	n := 0
	for _, r := range clerk.Requests() {
		if r.To == "site" {
			n++
		}
	}
	if n != 6 || len(site.Routes)+site.Left != 7 || site.Left == 0 {
		t.Errorf("%d requests, %d routes, %d left", n, len(site.Routes), site.Left)
	}
}

// A site that is down is asked once.
func TestDeadSite(t *testing.T) {
	site, _, slept := visited(t, func(o *live.Options) { o.Site = &url.URL{Scheme: "http", Host: "127.0.0.1:1"} })
	if site.Front.Answer != live.CouldNotAsk || site.Front.Why != "it refuses the connection" || len(slept) > 0 {
		t.Errorf("%+v, %d waits", site.Front.Reply, len(slept))
	}
}
