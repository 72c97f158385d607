package live

import (
	"strconv"
	"strings"

	"clerkvet/analyzers/headers"
	"clerkvet/analyzers/live"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

var liveHeaders = &rules.Rule{
	ID: "live-headers", Level: rules.Warning, CWE: 693, Checklist: []string{"3.4", "3.6"}, OnRequest: OnSite,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		site := facts.Site
		if !site.Front.OK() {
			p.Unknown(anchor(p), "%s could not be asked: %s; %s", site.Host, site.Front.Why, ownSite)
			return
		}
		page, found := document(site)
		if found {
			policy(p, facts, page)
		} else {
			p.Unknown(anchor(p), "%s showed no page whose Content-Security-Policy could be read", site.Host)
		}
		for _, cross := range site.Cross {
			origins(p, cross)
		}
		if site.Secure {
			transport(p, site)
		}
	},
}

// document returns the first page of the site that is one for people.
func document(site *live.Site) (live.Page, bool) {
	for _, page := range append([]live.Page{site.Front}, pagesOf(site)...) {
		if page.Ending == live.Delivered && page.Type == "text/html" {
			return page, true
		}
	}
	return live.Page{}, false
}

func policy(p *rules.Pass, facts *live.Facts, page live.Page) {
	text := page.Header.Get("Content-Security-Policy")
	if text == "" {
		text = page.Policy
	}
	advice := "set one by the contentSecurityPolicy option of clerkMiddleware, which adds what Clerk needs"
	if before(p, "6.14") {
		advice = "set one in next.config, with the sources that Clerk needs"
	}
	switch {
	case text == "" && page.Header.Get("Content-Security-Policy-Report-Only") != "":
		p.Report(anchor(p), "%s%s only reports what its Content-Security-Policy would stop: an injected script runs", facts.Site.Host, page.Path).
			Because("the policy is still being tried out", "send it as Content-Security-Policy once the reports are quiet")
	case text == "":
		p.Report(anchor(p), "%s%s has no Content-Security-Policy: an injected script runs with the visitor's session", facts.Site.Host, page.Path).
			Because("no code sets one, or the middleware that does so does not run for this page", advice)
	default:
		blocks(p, facts, page, headers.Parse(text))
	}
}

// blocks reports a policy that keeps the page from Clerk's Frontend API.
func blocks(p *rules.Pass, facts *live.Facts, page live.Page, policy headers.Policy) {
	key := facts.Publishable.Key
	if len(facts.Site.Keys) > 0 {
		key = facts.Site.Keys[0]
	}
	if key.Host == "" {
		return
	}
	advice := "add https://" + key.Host
	if !before(p, "6.14") {
		advice += ", or let the contentSecurityPolicy option of clerkMiddleware do so"
	}
	for _, name := range []string{"script-src", "connect-src"} {
		d := policy.Effective(name)
		trusted := name == "script-src" && d != nil && strings.Contains(page.Header.Get("Content-Security-Policy"), "'strict-dynamic'")
		if d != nil && !trusted && !d.Allows("https://"+key.Host) {
			p.Report(anchor(p), "%s%s has a Content-Security-Policy whose %s does not allow %s: nobody can sign in", facts.Site.Host, page.Path, name, key.Host).
				Because("the policy was written for another environment, whose Frontend API has another host", advice)
		}
	}
}

// origins judges the answer to a request from a foreign site.
func origins(p *rules.Pass, page live.Page) {
	allowed := page.Header.Get("Access-Control-Allow-Origin")
	credentials := page.Header.Get("Access-Control-Allow-Credentials") == "true"
	const cause = "the allowed origin is copied from the request, or is the wildcard"
	const advice = "allow the origins of a fixed list, and no credentials for others"
	switch {
	case allowed == live.ForeignOrigin() && credentials:
		p.Report(anchor(p), "%s allows any site to read its answers with the visitor's cookies", page.Path).As(rules.Error).Because(cause, advice)
	case allowed == live.ForeignOrigin(), allowed == "null":
		p.Report(anchor(p), "%s allows whatever site asks to read its answers", page.Path).Because(cause, advice)
	case allowed == "*":
		p.Report(anchor(p), "%s allows every site to read its answers", page.Path).With(rules.Low).Because(cause, advice)
	}
}

// leastAge is the least max-age that browsers' preload list has ever taken, in
// seconds (18 weeks).
const leastAge = 10886400

var maxAge = source.Pattern(`(?i)max-age="?(\d+)`)

func transport(p *rules.Pass, site *live.Site) {
	const advice = "send Strict-Transport-Security: max-age=63072000; includeSubDomains"
	match := maxAge().FindStringSubmatch(site.Front.Header.Get("Strict-Transport-Security"))
	if match == nil {
		p.Report(anchor(p), "%s sends no Strict-Transport-Security: the first request of a visit may go over http", site.Host).
			Because("the host sets none by itself, and no code does", advice)
	} else if age, err := strconv.Atoi(match[1]); err == nil && age < leastAge {
		p.Report(anchor(p), "%s sends Strict-Transport-Security for %d seconds only", site.Host, age).
			As(rules.Note).Because("a short time was chosen for a trial", advice)
	}
	for _, c := range site.Front.Cookies {
		if !c.Secure && sessionName().MatchString(c.Name) {
			p.Report(anchor(p), "%s sets the cookie %s without Secure: it also travels over http", site.Host, c.Name).
				Because("the cookie is set by code of the app", "set Secure, HttpOnly and SameSite on cookies that speak of a session")
		}
	}
}

var sessionName = source.Pattern(`(?i)sess|auth|token|jwt|__client`)
