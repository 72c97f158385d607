package headers

import (
	"slices"
	"strings"

	"clerkvet/analyzers/next"
)

// A Policy is a parsed Content-Security-Policy.
type Policy struct {
	Directives []Directive // each name once, in order: of several the first counts (CSP3 2.2.1)
	// Open says that a part of the policy cannot be read, which may hold
	// directives beyond these.
	Open bool
}

// A Directive is one directive of a policy.
type Directive struct {
	Name    string // lower case
	Sources []Source
}

// A Source is one source expression.
type Source struct {
	Text string // as written; next.Hole stands for what cannot be read
	// Keyword is lower case and without quotes: self, none, unsafe-inline,
	// strict-dynamic, nonce, hash; "" for schemes and hosts.
	Keyword string
	Scheme  string // lower case, without the colon; "" if none is given
	Host    string // lower case; "" for a scheme alone, "*" for any
	Port    string // "" if none is given, "*" for any
	Path    string
	Open    bool // holds a part that cannot be read
}

const maxPolicy = 1 << 16

// Parse reads a policy as browsers do (CSP3 2.2.1). Any text is a policy: what
// a browser ignores is left out.
func Parse(text string) Policy {
	var p Policy
	if len(text) > maxPolicy {
		text, p.Open = text[:maxPolicy], true
	}
	for part := range strings.SplitSeq(text, ";") {
		fields := strings.FieldsFunc(part, isSpace)
		if len(fields) == 0 {
			continue
		}
		name := strings.ToLower(fields[0])
		if strings.Contains(name, next.Hole) {
			p.Open = true
			continue
		}
		if p.Find(name) != nil {
			continue
		}
		d := Directive{Name: name}
		for _, f := range fields[1:] {
			d.Sources = append(d.Sources, parseSource(f))
		}
		p.Directives = append(p.Directives, d)
	}
	return p
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' }

func parseSource(text string) Source {
	s := Source{Text: text, Open: strings.Contains(text, next.Hole)}
	lower := strings.ToLower(text)
	if strings.HasPrefix(lower, "'") {
		s.Keyword = keyword(strings.Trim(lower, "'"))
		if s.Keyword == "nonce" || s.Keyword == "hash" {
			s.Open = false
		}
		return s
	}
	if scheme, ok := strings.CutSuffix(lower, ":"); ok && !strings.ContainsAny(scheme, "/.:*") {
		s.Scheme = scheme
		return s
	}
	rest := text
	if scheme, after, ok := strings.Cut(rest, "://"); ok {
		s.Scheme, rest = strings.ToLower(scheme), after
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		s.Path, rest = rest[i:], rest[:i]
	}
	if host, port, ok := strings.Cut(rest, ":"); ok {
		s.Port, rest = port, host
	}
	s.Host = strings.ToLower(rest)
	return s
}

func keyword(k string) string {
	if strings.HasPrefix(k, "nonce-") {
		return "nonce"
	}
	for _, algorithm := range []string{"sha256-", "sha384-", "sha512-"} {
		if strings.HasPrefix(k, algorithm) {
			return "hash"
		}
	}
	return k
}

// Find returns the directive of exactly that name, or nil.
func (p Policy) Find(name string) *Directive {
	if i := slices.IndexFunc(p.Directives, func(d Directive) bool { return d.Name == name }); i >= 0 {
		return &p.Directives[i]
	}
	return nil
}

// fallbacks are the directives that stand in for one that is not set, in
// order (CSP3 6.8.3). Those that are not listed fall back to nothing.
var fallbacks = map[string][]string{
	"script-src-elem": {"script-src", "default-src"},
	"script-src-attr": {"script-src", "default-src"},
	"style-src-elem":  {"style-src", "default-src"},
	"style-src-attr":  {"style-src", "default-src"},
	"worker-src":      {"child-src", "script-src", "default-src"},
	"frame-src":       {"child-src", "default-src"},
	"script-src":      {"default-src"}, "style-src": {"default-src"}, "connect-src": {"default-src"},
	"img-src": {"default-src"}, "font-src": {"default-src"}, "media-src": {"default-src"}, "object-src": {"default-src"},
	"manifest-src": {"default-src"}, "prefetch-src": {"default-src"}, "child-src": {"default-src"},
}

// Effective returns the directive that governs what the named one is for, or
// nil where nothing restricts it.
func (p Policy) Effective(name string) *Directive {
	if d := p.Find(name); d != nil {
		return d
	}
	for _, other := range fallbacks[name] {
		if d := p.Find(other); d != nil {
			return d
		}
	}
	return nil
}

// Has reports whether the directive lists the keyword.
func (d *Directive) Has(keyword string) bool {
	return d != nil && slices.ContainsFunc(d.Sources, func(s Source) bool { return s.Keyword == keyword })
}

// Open reports whether the directive has a part that cannot be read and that
// may allow anything.
func (d *Directive) Open() bool {
	return d != nil && slices.ContainsFunc(d.Sources, func(s Source) bool { return s.Open })
}

// InlineAllowed reports whether 'unsafe-inline' counts: nonces, hashes and
// 'strict-dynamic' switch it off (CSP3 6.7.3.2).
func (d *Directive) InlineAllowed() bool {
	return d.Has("unsafe-inline") && !d.Has("nonce") && !d.Has("hash") && !d.Has("strict-dynamic")
}

// Allows reports whether the directive lets the page load from a URL that is
// not the page's own site: https://host, with a port or none, or a scheme such
// as "blob:". What cannot be read is taken to allow it.
func (d *Directive) Allows(url string) bool {
	if d == nil || d.Open() {
		return true
	}
	want := parseSource(url)
	return slices.ContainsFunc(d.Sources, func(s Source) bool { return s.matches(want) })
}

// matches implements CSP3 6.7.2.8 for a page that is served by https.
func (s Source) matches(want Source) bool {
	switch {
	case s.Keyword != "":
		return false
	case s.Host == "":
		return schemeMatches(s.Scheme, want.Scheme)
	case s.Host == "*" && s.Scheme == "" && s.Port == "":
		return slices.Contains([]string{"http", "https", "ws", "wss"}, want.Scheme)
	case want.Host == "":
		return false
	}
	scheme := s.Scheme
	if scheme == "" {
		scheme = "https"
	}
	return schemeMatches(scheme, want.Scheme) && hostMatches(s.Host, want.Host) && portMatches(s.Port, want.Port)
}

// schemeMatches lets a source be upgraded: http: allows https (CSP3 6.7.2.9).
func schemeMatches(have, want string) bool {
	return have == want || have == "http" && want == "https" ||
		have == "ws" && (want == "wss" || want == "https" || want == "http") || have == "wss" && want == "https"
}

// hostMatches compares a pattern with a host, which may itself be a pattern:
// all that it stands for has to be allowed then.
func hostMatches(have, want string) bool {
	if have == "*" || have == want {
		return true
	}
	suffix, wild := strings.CutPrefix(have, "*")
	return wild && strings.HasSuffix(want, suffix) && len(want) > len(suffix)
}

func portMatches(have, want string) bool {
	return have == "*" || have == want || have == "443" && want == "" || have == "" && want == "443"
}
