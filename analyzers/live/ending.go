package live

import (
	"bytes"
	"net/url"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
)

// An Ending says what became of a request that nobody signed.
type Ending string

// The endings.
const (
	Delivered Ending = "delivered" // a success, with content
	Refused   Ending = "refused"   // 401, 403, Clerk's rewrite, a redirect to sign-in
	SentOn    Ending = "sent-on"   // a redirect to another page, or a page that ends in one
	Absent    Ending = "absent"    // 404
	NoMethod  Ending = "no-method" // 405: the route is there and the request passed the middleware
	Moved     Ending = "moved"     // to the same page under another host, scheme, language or spelling
	Handshake Ending = "handshake" // to Clerk, to get a session for the browser
	Failed    Ending = "failed"    // 5xx
	Rejected  Ending = "rejected"  // any other 4xx: the request was not understood
)

// ClerkStatus is what Clerk's middleware says about the visitor, or "": it did
// not run.
func (p Page) ClerkStatus() string { return p.Header.Get("X-Clerk-Auth-Status") }

// ClerkReason is why.
func (p Page) ClerkReason() string { return p.Header.Get("X-Clerk-Auth-Reason") }

// DevelopmentHandshake tells that the site sends browsers to a development
// instance.
func (p Page) DevelopmentHandshake() bool {
	to, err := url.Parse(p.To)
	return p.ClerkReason() == "dev-browser-missing" || p.ClerkReason() == "dev-browser-sync" ||
		err == nil && to.Host != "" && clerk.Classify(to.Host).DevelopmentHost
}

func endingOf(p *Page, body []byte, site *url.URL) Ending {
	switch s := p.Status; {
	case s >= 300 && s < 400 && p.To != "":
		return redirected(p, site)
	case s == 401 || s == 403:
		return Refused
	case s == 404 || s == 410:
		if strings.HasPrefix(p.ClerkReason(), "protect") {
			return Refused
		}
		return Absent
	case s == 405:
		return NoMethod
	case s >= 500:
		return Failed
	case s >= 400:
		return Rejected
	case strings.HasPrefix(p.ClerkReason(), "protect"):
		return Refused
	case sentOn(body):
		return SentOn
	}
	return Delivered
}

func redirected(p *Page, site *url.URL) Ending {
	to, err := url.Parse(p.To)
	if err != nil {
		return SentOn
	}
	switch {
	case p.ClerkStatus() == "handshake", strings.HasSuffix(to.Path, "/v1/client/handshake"):
		return Handshake
	case spelling(to.Path) == spelling(p.Path) && (to.Host != site.Host || to.Scheme != site.Scheme || to.Path != p.Path):
		return Moved
	case signIn().MatchString(to.Host + to.Path):
		return Refused
	}
	return SentOn
}

// signIn matches where visitors are sent who have to sign in.
var signIn = source.Pattern(`(?i)^accounts\.|sign-?(in|up)|log-?in|/auth(/|$)|register`)

// spelling is a path without what redirects put right: the language at its
// start, a slash at its end, the case of letters.
func spelling(path string) string {
	path = strings.ToLower(strings.Trim(path, "/"))
	if first, rest, _ := strings.Cut(path, "/"); len(first) == 2 || len(first) == 5 && first[2] == '-' {
		return rest
	}
	return path
}

// sentOn reports whether a page that began with status 200 ends in a redirect
// or a refusal: Next.js streams the head before a page has decided.
func sentOn(body []byte) bool {
	for _, mark := range []string{"__next-page-redirect", "NEXT_REDIRECT;", "NEXT_HTTP_ERROR_FALLBACK;40", "NEXT_NOT_FOUND"} {
		if bytes.Contains(body, []byte(mark)) {
			return true
		}
	}
	return false
}
