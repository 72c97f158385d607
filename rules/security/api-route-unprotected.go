package security

import (
	"regexp"
	"slices"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// harmlessPath matches paths that are meant for anybody.
var harmlessPath = regexp.MustCompile(`(?i)(^|[/_.-])(public|health|healthz|healthcheck|ping|og|og-image|locale|contact|sign-?in|sign-?up|login|register|callback|webhooks?|hooks?|newsletter|waitlist|sitemap|feed|rss|robots|status|version|csp-report|vitals)([/_.-]|$)`)

var apiRouteUnprotected = &rules.Rule{
	ID: "api-route-unprotected", Level: rules.Error, Precision: rules.Medium, CWE: 862, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		handlers := ofKind(p, visitor.Handler)
		if len(handlers) == 0 {
			p.NotApplicable("the app has no route handler")
			return
		}
		hooks := p.App().Clerk.Webhooks()
		var open undecided
		for _, r := range handlers {
			switch {
			case r.Name == "OPTIONS" || r.Name == "HEAD" || received(hooks, r) || len(failing(r)) > 0:
			case r.Protection == visitor.Undecided:
				open.add(r)
			case r.Code.Verdict == visitor.Reached && (r.Protection == visitor.Open || r.Protection == visitor.Public):
				reportHandler(p, r)
			}
		}
		open.report(p, len(handlers), "handlers")
	},
}

// received reports whether the handler is a webhook: other rules decide those.
func received(hooks []clerk.Webhook, r *visitor.Resource) bool {
	return slices.ContainsFunc(hooks, func(w clerk.Webhook) bool { return w.Route == r.Route })
}

func reportHandler(p *rules.Pass, r *visitor.Resource) {
	x, ok := exposed(r)
	if !ok {
		return
	}
	meant := r.Protection == visitor.Public || harmlessPath.MatchString(r.Path)
	if meant {
		if x.level < rules.Error {
			return
		}
		x.level, x.confidence = rules.Warning, max(x.confidence, rules.Medium)
	}
	f := p.Report(r.Span, "%s answers anyone: a visitor who is not signed in gets as far as %s:%d, which %s", title(r), x.effect.At.Path(), x.effect.At.StartLine(), does(x.effect))
	via(f.As(x.level).With(x.confidence), x.effect)
	if !meant {
		guarded(p, r, f)
	}
}
