package security

import (
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var getWithEffects = &rules.Rule{
	ID: "get-with-effects", Level: rules.Note, Precision: rules.Medium, CWE: 352, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		for _, r := range p.App().Visitor().Resources() {
			if r.Kind != visitor.Page && (r.Kind != visitor.Handler && r.Kind != visitor.Procedure || r.Name != "GET") || r.Protection == visitor.ByMiddleware {
				continue
			}
			if scheduled(p, r) || askedByGET().MatchString(r.Path) {
				continue
			}
			if e := lasting(r); e != nil {
				via(p.Report(r.Span, "%s %s on a GET request at %s:%d: a prefetch or a crawler does it too", title(r), does(e), e.At.Path(), e.At.StartLine()).With(rules.Medium), e)
			}
		}
	},
}

// askedByGET matches paths that others ask with GET, whatever the app would rather have:
// schedulers, and providers that send a visitor back with a code.
var askedByGET = source.Pattern(`(?i)(^|/)cron(s|-?jobs?)?(/|$)|(^|/)(oauth2?-?)?callback(/|$)`)

// lasting is the first effect that a page or GET handler should not have. What a package
// does that answers by itself is its maker's affair.
func lasting(r *visitor.Resource) *visitor.Event {
	for _, e := range r.Code.Reaches {
		if e.At == r.Span || e.Refills {
			continue
		}
		switch e.Verb {
		case visitor.Write, visitor.Delete, visitor.Pay, visitor.Mail:
			if !looksUp(e) {
				return e
			}
		}
	}
	return nil
}
