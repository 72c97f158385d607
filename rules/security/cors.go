package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/headers"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// openly are paths whose answers are meant for every site: assets, pictures of
// links, feeds, files by convention.
var openly = source.Pattern(`(?i)(^|[/_.-])(og|og-image|opengraph|rss|atom|feeds?|sitemap|robots|manifest|favicon|icons?|fonts?|images?|img|static|assets|public|\.?well-known|embed|widget|oembed|badge|js|css|_next)([/_.)(:*-]|$)|\.(js|css|json|xml|txt|png|jpe?g|svg|webp|ico|woff2?|ttf)\b`)

func isOpenly(path string) bool { return openly().MatchString(path) }

// served are the handlers that a place that answers other origins is for.
func served(p *rules.Pass, s headers.Sharing) (out []*visitor.Resource) {
	app := p.App().Next
	for _, r := range p.App().Visitor().Resources() {
		if r.Route == nil || r.Kind != visitor.Handler {
			continue
		}
		switch s.By {
		case headers.ByConfig, headers.ByVercel:
			if app.Covers(*s.Where, r.Route.Sample()) {
				out = append(out, r)
			}
		case headers.ByMiddleware:
			if app.MiddlewareRuns(r.Route.Sample()) {
				out = append(out, r)
			}
		case headers.ByHandler:
			if sends(s, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// sends reports whether the handler's file sets the header itself: in the
// handler, or in a preflight or a table that all of its methods may use.
func sends(s headers.Sharing, r *visitor.Resource) bool {
	if !slices.ContainsFunc(s.Direct, func(d *next.Route) bool { return d == r.Route }) {
		return false
	}
	of := s.Export
	if of == "OPTIONS" || s.Module.Path != r.File || !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}, of) {
		return true
	}
	return r.Name == of
}

// private returns the first handler that turns signed-out visitors away, by
// the middleware or by itself.
func private(handlers []*visitor.Resource) *visitor.Resource {
	for _, r := range handlers {
		keyed := r.Code.OtherCheck != "" // for programs of other origins, with a token of their own
		if r.Name != "OPTIONS" && (r.Middleware.Verdict == visitor.Denies || r.Code.Verdict == visitor.Denied && !keyed) {
			return r
		}
	}
	return nil
}

// onlyRead reports whether the handlers only hand out what everybody may see, or, where they
// send the header themselves, do nothing and say nothing of anybody.
func onlyRead(s headers.Sharing, handlers []*visitor.Resource) bool {
	return all(handlers, func(r *visitor.Resource) bool {
		return r.Name == "GET" || r.Name == "HEAD" || r.Name == "OPTIONS" || s.By == headers.ByHandler && r.Code.Verdict == visitor.Harmless
	})
}

// onlyKeyed reports whether the handlers go by a key or a token of their own, which no
// browser sends by itself.
func onlyKeyed(handlers []*visitor.Resource) bool {
	return all(handlers, func(r *visitor.Resource) bool {
		return r.Name == "OPTIONS" || r.Code.Verdict == visitor.Denied && r.Code.OtherCheck != ""
	})
}

// all reports whether there are handlers and each is of a kind.
func all(handlers []*visitor.Resource, is func(*visitor.Resource) bool) bool {
	return len(handlers) > 0 && !slices.ContainsFunc(handlers, func(r *visitor.Resource) bool { return !is(r) })
}

// allOpenly reports whether everything that the place is for is meant for
// every site.
func allOpenly(s headers.Sharing, handlers []*visitor.Resource) bool {
	if s.Where != nil {
		return isOpenly(s.Where.Source)
	}
	for _, r := range handlers {
		if !isOpenly(r.Path) {
			return false
		}
	}
	return len(handlers) > 0
}

// reached reports whether some response carries the header.
func reached(s headers.Sharing) bool {
	return s.By != headers.ByPage && strings.TrimSpace(string(s.By)) != ""
}
