package security

import (
	"fmt"
	"slices"

	"clerkvet/analyzers/headers"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var corsWildcard = &rules.Rule{
	ID: "cors-wildcard", Level: rules.Warning, CWE: 942, Checklist: []string{"3.4"},
	Check: func(p *rules.Pass) {
		told := map[string]bool{}
		for _, s := range p.App().Headers().Sharings() {
			if !s.Wildcard || !s.Reflected.IsZero() || !reached(s) || s.Module != nil && told[s.Module.Path] {
				continue
			}
			if reportWildcard(p, s) && s.Module != nil {
				told[s.Module.Path] = true
			}
		}
		for _, u := range p.App().Headers().Unread {
			p.Unknown(u.Span, "this part of the configuration may set headers and cannot be read")
		}
	},
}

// reportWildcard reports the place, unless what it opens is open to everybody.
// A table that handlers of other files share is only a warning: which of them
// send it is not known.
func reportWildcard(p *rules.Pass, s headers.Sharing) bool {
	handlers := served(p, s)
	closed := private(handlers)
	own := closed != nil && (s.Module == nil || s.Module.Path == closed.File || s.By == headers.ByMiddleware)
	switch {
	case s.Credentials:
		p.Report(s.At, "every origin is allowed together with credentials, which browsers refuse: callers with cookies fail, and the next step is to allow whoever asks").As(rules.Error)
	case allOpenly(s, handlers), s.Where != nil && len(handlers) == 0 && !coversPage(p, s):
		return false
	case own && !isOpenly(closed.Path) && !onlyPreflight(p, s):
		p.Report(s.At, "every site that has a session token may read the answers of %s, which is for signed-in users only", closed.Path).As(rules.Error).
			With(rules.Medium). // browsers send no cookies there
			Via(closed.Span, "%s turns signed-out visitors away", closed.Name)
	case closed == nil && onlyRead(s, handlers):
		return false
	case onlyPreflight(p, s) && len(handlers) > 0:
		reportPreflight(p, s.At, handlers[0])
	case onlyKeyed(handlers):
		p.Report(s.At, "every site that has a token may call %s and read the answers", handlers[0].Path).As(rules.Note)
	case s.By == headers.ByHandler && len(handlers) > 0:
		p.Report(s.At, "every site may call %s and read its answers", handlers[0].Path).With(sureness(s, handlers[0]))
	case len(handlers) > 0:
		more := ""
		if others := paths(handlers); others > 1 {
			more = fmt.Sprintf(" and %d more", others-1)
		}
		p.Report(s.At, "every site may call %s%s, which this header is sent with, and read the answers", handlers[0].Path, more).With(rules.Medium)
	default:
		p.Report(s.At, "every site may call what this header is sent with and read the answers").With(rules.Medium)
	}
	return true
}

// reportPreflight says what a header is for that no answer carries but the one to the
// question before.
func reportPreflight(p *rules.Pass, at source.Span, r *visitor.Resource) {
	p.Report(at, "every site is told that it may call %s, and none may read the answers, which do not carry the header", r.Path).As(rules.Note)
}

// paths counts the URLs of handlers.
func paths(handlers []*visitor.Resource) int {
	seen := map[string]bool{}
	for _, r := range handlers {
		seen[r.Path] = true
	}
	return len(seen)
}

// onlyPreflight reports whether a handler or the middleware sends the header to the
// question before a request alone: the browser keeps the answer to the request itself.
func onlyPreflight(p *rules.Pass, s headers.Sharing) bool {
	if s.Export != "OPTIONS" {
		return false
	}
	if s.By == headers.ByMiddleware {
		return !slices.ContainsFunc(p.App().Headers().Sharings(), func(o headers.Sharing) bool { return o.Export != "OPTIONS" && reached(o) })
	}
	return s.By == headers.ByHandler && len(s.Direct) > 0 &&
		!slices.ContainsFunc(p.App().Headers().Sharings(), func(o headers.Sharing) bool {
			return o.Export != "OPTIONS" && (o.By == headers.ByMiddleware || o.Module == s.Module || slices.Contains(o.Direct, s.Direct[0]) ||
				o.Where != nil && p.App().Next.Covers(*o.Where, s.Direct[0].Sample()))
		})
}

func sureness(s headers.Sharing, r *visitor.Resource) rules.Confidence {
	if s.Module.Path == r.File {
		return rules.High
	}
	return rules.Medium
}

// coversPage reports whether a rule of the configuration is for some page: one
// for neither pages nor handlers is for files in public/.
func coversPage(p *rules.Pass, s headers.Sharing) bool {
	for _, r := range p.App().Next.Routes {
		if r.Kind == next.PageRoute && p.App().Next.Covers(*s.Where, r.Sample()) {
			return true
		}
	}
	return false
}
