package live

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
)

// A Site is what the deployed site answers to a visitor who is not signed in.
type Site struct {
	Host   string
	Secure bool        // it is asked over https
	Front  Page        // of "/"
	Keys   []clerk.Key // publishable keys in the front page
	Health []Page      // of the health endpoints, in the order of the map
	Cross  []Page      // asked with a foreign Origin
	Routes []RouteAnswer
	Left   int // routes that the cap on requests left out
}

// A Page is one answer of the site.
type Page struct {
	Reply
	Method, Path string
	Header       http.Header // without Set-Cookie
	Cookies      []Cookie
	Type         string // of the content, without parameters
	Policy       string // the Content-Security-Policy of a meta tag
	Ending       Ending
	To           string // of a redirect: scheme, host and path

	keys []clerk.Key
}

// A Cookie is a cookie that the site sets, without its value.
type Cookie struct {
	Name             string
	Secure, HTTPOnly bool
}

// foreignOrigin is a site that nobody has: .invalid is reserved (RFC 2606).
const foreignOrigin = "https://clerkvet.invalid"

// ForeignOrigin is the Origin header with which Cross was asked.
func ForeignOrigin() string { return foreignOrigin }

// A visit asks one site, never faster than the pace and never more than the
// cap.
type visit struct {
	ctx     context.Context
	client  *client
	options Options
	made    int
	last    time.Time
	dead    string // why nothing more is asked
}

func newVisit(ctx context.Context, o Options) *visit {
	base := *o.Site
	base.Path = ""
	return &visit{ctx: ctx, client: newClient(&base, http.Header{}, o.Limits, 1), options: o}
}

// request sends one request when its time has come.
func (v *visit) request(method, path string, header http.Header, body []byte) Page {
	p := Page{Method: method, Path: path}
	if v.dead != "" || v.made >= v.options.Limits.Site {
		p.Reply = Reply{Answer: CouldNotAsk, Why: v.dead}
		if v.dead == "" {
			p.Why = "the cap on requests to the site was reached"
		}
		return p
	}
	clock := v.options.Network
	if v.made > 0 {
		clock.Sleep(v.ctx, v.options.Limits.Pace-clock.Now().Sub(v.last))
	}
	v.made, v.last = v.made+1, clock.Now()
	m, err := v.client.send(v.ctx, method, path, header, body)
	if err != nil {
		p.Reply = failure(err)
		return p
	}
	p.read(m, v.options.Site)
	return p
}

// read takes what is of interest from an answer. The body is looked at and
// forgotten.
func (p *Page) read(m *message, site *url.URL) {
	p.Reply = Reply{Answer: Valid, Status: m.status}
	p.Header = m.header.Clone()
	for _, c := range (&http.Response{Header: m.header}).Cookies() {
		p.Cookies = append(p.Cookies, Cookie{c.Name, c.Secure, c.HttpOnly})
	}
	p.Header.Del("Set-Cookie")
	p.Type, _, _ = strings.Cut(m.header.Get("Content-Type"), ";")
	if match := metaPolicy().FindSubmatch(m.body); match != nil {
		p.Policy = unescape.Replace(string(match[1]) + string(match[2]))
	}
	for _, text := range publishedKey().FindAll(m.body, 50) {
		p.keys = append(p.keys, clerk.Classify(string(text)))
	}
	p.To = destination(m.header.Get("Location"), site)
	p.Ending = endingOf(p, m.body, site)
}

var metaPolicy = source.Pattern(`(?i)<meta[^>]+http-equiv=["']?content-security-policy["']?[^>]+content=(?:"([^"]*)"|'([^']*)')`)

var unescape = strings.NewReplacer("&#x27;", "'", "&#39;", "'", "&quot;", `"`, "&amp;", "&")

// destination is where a redirect leads, its query left out, which may carry
// tokens.
func destination(location string, site *url.URL) string {
	to, err := site.Parse(location)
	if location == "" || err != nil {
		return ""
	}
	return (&url.URL{Scheme: to.Scheme, Host: to.Host, Path: to.Path}).String()
}

// site asks all that there is to ask.
func (v *visit) site() *Site {
	s := &Site{Host: v.options.Site.Host, Secure: v.options.Site.Scheme == "https"}
	s.Front = v.front(s)
	if s.Front.Status == 0 {
		v.dead = s.Front.Why
	}
	if blocked := s.Front.blocked(); blocked != "" {
		v.dead = blocked
		s.Front.Reply = Reply{Answer: CouldNotAsk, Status: s.Front.Status, Why: blocked}
	}
	app := v.options.App
	if app == nil {
		return s
	}
	for _, path := range app.Health {
		s.Health = append(s.Health, v.request(http.MethodGet, path, nil, nil))
	}
	plan := planned(app)
	for _, r := range crossed(plan) {
		s.Cross = append(s.Cross, v.request(r.Method, r.URL, http.Header{"Origin": {foreignOrigin}}, nil))
	}
	for _, r := range plan {
		if r.Method == "" {
			s.Routes = append(s.Routes, r)
			continue
		}
		r.Page = v.request(r.Method, r.URL, documentHeader(r), nil)
		if v.dead == "" && v.made >= v.options.Limits.Site && r.Page.Status == 0 {
			s.Left++
			continue
		}
		s.Routes = append(s.Routes, r)
	}
	return s
}

// front asks for "/" as a browser does, and looks for keys in the page.
func (v *visit) front(s *Site) Page {
	p := v.request(http.MethodGet, "/", browserHeader, nil)
	for _, key := range p.keys {
		if key.Host != "" && !slices.Contains(s.Keys, key) {
			s.Keys = append(s.Keys, key)
		}
	}
	return p
}

// publishedKey matches publishable keys in a page.
var publishedKey = source.Pattern(`pk_(?:live|test)_[A-Za-z0-9+/_-]{8,}={0,2}`)

// blocked says who answers in place of the site, or "".
func (p Page) blocked() string {
	switch {
	case slices.ContainsFunc(p.Cookies, func(c Cookie) bool { return c.Name == "_vercel_sso_nonce" }):
		return "the deployment is protected by Vercel's authentication, which answers in its place"
	case p.Header.Get("Cf-Mitigated") == "challenge":
		return "Cloudflare challenges the request and answers in its place"
	}
	return ""
}

var browserHeader = http.Header{
	"Accept":         {"text/html,application/xhtml+xml"},
	"Sec-Fetch-Dest": {"document"}, "Sec-Fetch-Mode": {"navigate"},
}

// documentHeader makes the request for a page a document request, which Clerk
// answers by a redirect rather than a status.
func documentHeader(r RouteAnswer) http.Header {
	if r.Document {
		return browserHeader
	}
	return http.Header{"Accept": {"application/json"}}
}
