package headers

import "slices"

// Serve reports whether some page is sent with one of the headers.
func (s *Set) Serve(all []Header) bool {
	return slices.ContainsFunc(all, func(h Header) bool { return len(s.Pages(h)) > 0 })
}

// Weakness says why the policy does not keep a foreign script from running, as
// one clause; "" if it does, or if a part that cannot be read may.
func (p Policy) Weakness() string {
	d := p.Effective("script-src-elem")
	switch {
	case d == nil && p.Open, d.Open():
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

func anyHost(d *Directive) bool {
	return slices.ContainsFunc(d.Sources, func(s Source) bool {
		return s.Host == "*" || s.Host == "" && (s.Scheme == "https" || s.Scheme == "http" || s.Scheme == "data")
	})
}
