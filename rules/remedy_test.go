package rules_test

import (
	"strings"
	"testing"

	"clerkvet/analyzers"
	"clerkvet/analyzers/next"
	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

// What is advised exists in the versions that an app has.
func TestRemedy(t *testing.T) {
	pages := map[string]*rules.Doc{}
	for _, r := range catalogue.All() {
		pages[r.ID] = r.Doc()
	}
	for _, c := range []struct{ rule, next, clerk, has, lacks string }{
		{"route-unprotected", "16.4.6", "7.9.17", "`await auth.protect()`", "auth().protect"},
		{"route-unprotected", "14.2.35", "5.7.6", "`auth().protect()`", "await"},
		{"route-unprotected", "14.2.35", "4.31.8", "`redirectToSignIn()`", "protect"},
		{"route-unprotected", "", "", "`await auth.protect()`", "auth().protect"},
		{"api-route-unprotected", "14.2.35", "4.31.8", "`auth()`", "protect"},
		{"middleware-missing", "16.4.6", "7.9.17", "`proxy.ts`", "middleware.ts"},
		{"middleware-missing", "15.5.29", "6.39.8", "`middleware.ts`", "proxy.ts"},
		{"middleware-missing", "14.2.35", "4.31.8", "`authMiddleware()`", "clerkMiddleware"},
		{"csp-missing", "15.5.29", "6.39.8", "`contentSecurityPolicy`", "sources"},
		{"csp-missing", "15.5.29", "6.13.0", "next.config", "contentSecurityPolicy"},
		{"webhook-unverified", "15.5.29", "6.12.0", "`svix`", "verifyWebhook"},
	} {
		app := &analyzers.App{Next: &next.App{Versions: next.Versions{"next": {Range: c.next}, "@clerk/nextjs": {Range: c.clerk}}}}
		if got := pages[c.rule].Remedy(app); !strings.Contains(got, c.has) || strings.Contains(got, c.lacks) || strings.HasPrefix(got, "Before") {
			t.Errorf("%s on next %s, clerk %s: %s", c.rule, c.next, c.clerk, got)
		}
	}
}

// Every paragraph for older versions is one that is understood.
func TestRemediesForOlderVersions(t *testing.T) {
	old := &analyzers.App{Next: &next.App{Versions: next.Versions{"next": {Range: "12.0.0"}, "@clerk/nextjs": {Range: "4.0.0"}}}}
	for _, r := range catalogue.All() {
		paragraphs := strings.Split(r.Doc().Fix, "\n\n")
		last := paragraphs[0]
		for _, p := range paragraphs[1:] {
			if strings.HasPrefix(p, "Before ") {
				last = p
			}
		}
		if got := r.Doc().Remedy(old); !strings.HasSuffix(last, got) || strings.HasPrefix(got, "Before ") {
			t.Errorf("%s: %q", r.ID, got)
		}
	}
}
