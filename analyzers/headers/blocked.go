package headers

import (
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
)

// A Blocked is a source that Clerk needs and a policy does not allow.
type Blocked struct {
	clerk.Need
	Source string // what the policy would have to list
	// Directive is the one that governs it: it may be a fallback.
	Directive string
	Guess     bool // the host is not known: no source can be it
}

// Blocked returns what a header keeps Clerk from, whichever of its policies it sets.
// The hosts are those of the Frontend API, if known; an app that proxies it needs none.
func (s *Set) Blocked(app *clerk.App, h Header, hosts []string) []Blocked {
	policies := h.Alternatives()
	out := s.blocked(app, policies[0], hosts)
	for _, p := range policies[1:] {
		also := s.blocked(app, p, hosts)
		out = slices.DeleteFunc(out, func(b Blocked) bool {
			return !slices.ContainsFunc(also, func(o Blocked) bool { return o.Need == b.Need })
		})
	}
	return out
}

func (s *Set) blocked(app *clerk.App, p Policy, hosts []string) (out []Blocked) {
	guess := len(hosts) == 0
	if guess {
		hosts = p.named()
	}
	for _, need := range app.Needs() {
		d := p.Effective(need.Directive)
		if d == nil || d.Open() || p.Open && d.Name != strings.TrimSuffix(need.Directive, "-elem") && d.Name != need.Directive { // a part that cannot be read may hold a nearer one
			continue
		}
		b := Blocked{Need: need, Source: need.URL, Directive: d.Name}
		switch {
		case need.URL == clerk.FrontendAPIHost:
			b.Source = s.frontend(d, hosts)
			b.Guess = guess
		case need.URL == "'unsafe-inline'":
			if d.InlineAllowed() {
				b.Source = ""
			}
		case trusts(d, need.Directive), d.Allows(need.URL):
			b.Source = ""
		}
		if b.Source != "" {
			out = append(out, b)
		}
	}
	return out
}

// named returns the hosts of a policy that are called as the Frontend API of a
// production instance is: clerk.example.com.
func (p Policy) named() (hosts []string) {
	for _, d := range p.Directives {
		for _, source := range d.Sources {
			if strings.HasPrefix(source.Host, "clerk.") && mayBeFrontend(source) && !slices.Contains(hosts, source.Host) {
				hosts = append(hosts, source.Host)
			}
		}
	}
	return hosts
}

// trusts reports whether scripts are let in by a nonce or by who loads them:
// hosts do not decide then.
func trusts(d *Directive, directive string) bool {
	return strings.HasPrefix(directive, "script-src") && (d.Has("strict-dynamic") || d.Has("nonce"))
}

// frontend returns the host of the Frontend API that the directive does not
// allow, or "".
func (s *Set) frontend(d *Directive, hosts []string) string {
	if trusts(d, d.Name) && d.Name != "default-src" || s.proxies() {
		return ""
	}
	for _, h := range hosts {
		if !d.Allows("https://" + h) {
			return "https://" + h
		}
	}
	if len(hosts) > 0 || slices.ContainsFunc(d.Sources, mayBeFrontend) {
		return ""
	}
	if slices.ContainsFunc(d.Sources, ofDevelopment) {
		return "the host of Clerk's Frontend API in production, clerk. and the domain of the app, beside that of development"
	}
	return "the host of Clerk's Frontend API"
}

// ofDevelopment reports whether a source is the Frontend API of development instances.
func ofDevelopment(s Source) bool { return strings.HasSuffix(s.Host, "clerk.accounts.dev") }

// foreign are domains below which no Frontend API of a production instance is:
// Clerk's own, which serve development instances, and well-known services.
var foreign = []string{
	"clerk.accounts.dev", "accounts.dev", "clerk.com", "clerk.dev", "clerk.services", "clerk-telemetry.com", "cloudflare.com", "cloudflareinsights.com",
	"google.com", "googleapis.com", "gstatic.com", "googletagmanager.com", "google-analytics.com", "doubleclick.net",
	"stripe.com", "vercel-scripts.com", "vercel-insights.com", "vercel.live", "sentry.io", "posthog.com", "i.posthog.com",
	"jsdelivr.net", "unpkg.com", "cdnjs.com", "facebook.net", "facebook.com", "githubusercontent.com", "github.com",
	"supabase.co", "convex.cloud", "cloudinary.com", "onrender.com", "amazonaws.com", "microsoftonline.com", "live.com", "graph.microsoft.com", "openai.com", "pusher.com",
	"localhost", "127.0.0.1",
}

// mayBeFrontend reports whether a source may be the Frontend API of some
// instance: a host of the project's own, or any.
func mayBeFrontend(s Source) bool {
	if s.Keyword != "" || s.Scheme == "ws" || s.Scheme == "wss" {
		return false
	}
	if s.Host == "" {
		return s.Scheme == "https" || s.Scheme == "http"
	}
	host := strings.TrimPrefix(s.Host, "*.")
	return !slices.ContainsFunc(foreign, func(f string) bool { return host == f || strings.HasSuffix(host, "."+f) })
}

// proxies reports whether the app sends Clerk's requests by its own site.
func (s *Set) proxies() bool {
	for _, m := range s.App.Reachable() {
		if mentions(m.File.Text, "proxyurl", "clerk_proxy_url", "frontendapiproxy") {
			return true
		}
	}
	return false
}
