package headers

import (
	"slices"
	"strings"

	"clerkvet/analyzers/next"
)

// Serve reports whether some page may be sent with one of the headers: also with one
// of a handler's module, if the middleware or a page has it as well.
func (s *Set) Serve(all []Header) bool {
	return slices.ContainsFunc(all, func(h Header) bool { return len(s.Pages(h)) > 0 || h.shared })
}

// Weakness says why none of the policies that a header may be keeps a foreign script
// from running, as one clause; "" if one does, or if a part that cannot be read may.
func (h Header) Weakness() (why string) {
	for _, p := range h.Alternatives() {
		if why = p.Weakness(); why == "" {
			return ""
		}
	}
	return why
}

// Weakness says why the policy does not keep a foreign script from running, as
// one clause; "" if it does, or if a part that cannot be read may.
func (p Policy) Weakness() string {
	d := p.Effective("script-src-elem")
	switch {
	case p.Open && (d == nil || !strings.HasPrefix(d.Name, "script-src")), d != nil && slices.ContainsFunc(d.Sources, Source.mayTrust):
		return ""
	case d == nil:
		return "it restricts no scripts, as it has neither script-src nor default-src"
	case d.InlineAllowed():
		return "'unsafe-inline' in " + d.Name + " lets every script in the page run, and no nonce takes it back"
	case !d.Has("strict-dynamic") && anyHost(d):
		return d.Name + " allows scripts from every host"
	}
	return ""
}

// trusting are the beginnings of the keywords that switch 'unsafe-inline' and the hosts off.
var trusting = []string{"'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-dynamic'"}

// mayTrust reports whether a source that cannot be read may be, or bring along, one that
// switches 'unsafe-inline' and the hosts off. A host that goes on does not.
func (s Source) mayTrust() bool {
	text := strings.TrimSuffix(strings.ToLower(s.Text), next.MayMiss)
	known, _, goesOn := strings.Cut(text, next.Hole)
	begins := func(k string) bool { return strings.HasPrefix(k, known) || strings.HasPrefix(known, k) }
	switch {
	case !s.Open || known != "" && !goesOn && !slices.ContainsFunc(trusting, begins):
		return false
	case strings.HasSuffix(known, "://"), strings.HasSuffix(known, "."), strings.HasSuffix(known, "-") && !strings.HasPrefix(known, "'"):
		return false
	}
	return true
}

func anyHost(d *Directive) bool {
	return slices.ContainsFunc(d.Sources, func(s Source) bool {
		return s.Host == "*" || s.Host == "" && (s.Scheme == "https" || s.Scheme == "http" || s.Scheme == "data")
	})
}
