// Package headers knows which response headers an app sets, where each stands
// and which paths it is for: by next.config, vercel.json, the middleware,
// handlers, meta tags and header libraries. Policies are parsed as browsers do.
package headers

import (
	"slices"
	"strings"
	"sync"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A Place says what sets a header.
type Place string

// The places.
const (
	ByConfig     Place = "next.config"
	ByVercel     Place = "vercel.json"
	ByMiddleware Place = "middleware"
	ByHandler    Place = "handler"
	ByPage       Place = "page" // a meta tag, or code that only pages reach
	ByClerk      Place = "clerkMiddleware"
)

// The headers that are looked for, in lower case.
const (
	CSP           = "content-security-policy"
	CSPReportOnly = "content-security-policy-report-only"
	AllowOrigin   = "access-control-allow-origin"
	Credentials   = "access-control-allow-credentials"
)

// A Header is one response header that the app sets.
type Header struct {
	Name  string // lower case
	Value string // with a next.Hole for each part that cannot be read
	Known bool   // all of the value could be read
	// Options are the values that one which cannot be told may be, as far as they
	// can be read.
	Options []string
	By      Place
	At      source.Span
	// Where says which paths the header is for; nil unless By is next.config or
	// vercel.json.
	Where  *next.Where
	Module *next.Module // nil for next.config and vercel.json

	group  any // what is sent together: the rule, the object or the function
	value  valueNode
	shared bool // a handler's module that the middleware or a page reaches as well
}

// A Set is every header that an app sets, as far as it is of interest here.
type Set struct {
	App     *next.App
	Headers []Header // by kind of place, then as they stand
	// Unread are the places that may set further headers and cannot be read.
	Unread []next.Unread
	// Elsewhere names the files outside the code that speak of a policy:
	// netlify.toml, nginx.conf.
	Elsewhere []string
	// Libraries are the packages that set security headers by themselves where
	// the app uses them.
	Libraries []Library

	code     *code
	sharings func() []Sharing
}

// A Library is a package whose use sets a Content-Security-Policy.
type Library struct {
	Package string
	At      source.Span
	// Off says that the app switches its policy off.
	Off bool
}

// Of returns the headers of an app.
func Of(app *next.App, c *clerk.App) *Set {
	s := &Set{App: app}
	s.config()
	s.vercel()
	s.code = newCode(s)
	s.code.scan()
	s.clerkPolicies(c)
	s.elsewhere()
	s.sharings = sync.OnceValue(s.findSharings)
	return s
}

func (s *Set) config() {
	c := s.App.Config
	for i := range c.Headers {
		s.rule(ByConfig, &c.Headers[i])
	}
	for _, u := range c.Unknown {
		if u.Key == "" || u.Key == "headers" {
			s.Unread = append(s.Unread, u)
		}
	}
}

func (s *Set) vercel() {
	v := s.App.Vercel
	if v == nil {
		return
	}
	for i := range v.Headers {
		s.rule(ByVercel, &v.Headers[i])
	}
	if !v.Legacy.IsZero() {
		s.Unread = append(s.Unread, next.Unread{Key: "routes", Span: v.Legacy})
	}
}

func (s *Set) rule(by Place, rule *next.HeaderRule) {
	for _, h := range rule.Headers {
		s.Headers = append(s.Headers, Header{Name: strings.ToLower(h.Key.Value), Value: h.Value.Value, Known: h.Value.Known,
			Options: s.options(h.Value), By: by, At: h.Value.Span, Where: &rule.Where, group: rule, value: valueNode(h.Value.Node)})
	}
}

// options reads what a value may be that cannot be told.
func (s *Set) options(e next.Entry) []string {
	if e.Known || e.Node.IsZero() {
		return nil
	}
	return texts(s.App.Project.Graph.Evaluate(e.Node).Options())
}

func texts(values []next.Static) (out []string) {
	for _, v := range values {
		text, _ := v.Text()
		out = append(out, text)
	}
	return out
}

// Named returns the headers of the names, given in lower case.
func (s *Set) Named(names ...string) (out []Header) {
	for _, h := range s.Headers {
		if slices.Contains(names, h.Name) {
			out = append(out, h)
		}
	}
	return out
}

// Policies returns the headers that set a policy that browsers enforce.
func (s *Set) Policies() []Header { return s.Named(CSP) }

// Policy parses the value of a header.
func (h Header) Policy() Policy {
	p := Parse(h.Value)
	if h.Value == "" && !h.Known {
		p.Open = true
	}
	return p
}

// Text is all that is known of the value: of two headers that say the same it is the
// same.
func (h Header) Text() string { return strings.Join(append([]string{h.Value}, h.Options...), "\n") }

// Unread reports whether nothing is known of the value.
func (h Header) Unread() bool {
	return !h.Known && strings.Trim(strings.Join(append(h.Options, h.Value), ""), next.Hole) == ""
}

// Alternatives are the policies that the header may set: one, if its value can be
// told.
func (h Header) Alternatives() (out []Policy) {
	for _, text := range h.Options {
		out = append(out, Parse(text))
	}
	if len(out) == 0 {
		out = append(out, h.Policy())
	}
	return out
}

// Pages returns the pages that the header is sent with.
func (s *Set) Pages(h Header) (out []*next.Route) {
	for _, r := range s.App.Routes {
		if r.Kind == next.PageRoute && s.reaches(h, r.Sample()) {
			out = append(out, r)
		}
	}
	return out
}

func (s *Set) reaches(h Header, path string) bool {
	switch h.By {
	case ByConfig, ByVercel:
		return s.App.Covers(*h.Where, path)
	case ByMiddleware, ByClerk:
		return s.App.MiddlewareRuns(path)
	case ByHandler:
		return false
	}
	return true
}

// files are those of hosts and servers that set headers outside the app.
var files = []string{"netlify.toml", "_headers", "Caddyfile", "firebase.json", "staticwebapp.config.json", "customHttp.yml", "amplify.yml", ".htaccess"}

func (s *Set) elsewhere() {
	tree := s.App.Project.Tree
	for _, name := range tree.Files() {
		base := name[strings.LastIndexByte(name, '/')+1:]
		if !slices.Contains(files, base) && !(strings.Contains(base, "nginx") || strings.HasSuffix(base, ".nginx") || strings.HasSuffix(base, ".conf")) {
			continue
		}
		if text, err := tree.Peek(name); err == nil && mentions(text, CSP) {
			s.Elsewhere = append(s.Elsewhere, name)
		}
	}
}
