package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authFailsOpen = &rules.Rule{
	ID: "auth-fails-open", Level: rules.Error, Precision: rules.Medium, CWE: 636, Checklist: []string{"3.1", "3.2"},
	Check: func(p *rules.Pass) {
		var order []string
		open := map[string][]*visitor.Resource{}
		all := p.App().Visitor().Resources()
		var unknown undecided
		defer func() { unknown.report(p, len(all), "pages, handlers and actions") }()
		for _, r := range all {
			if r.Code.Verdict == visitor.Unknown {
				unknown.add(r)
			}
			names := failing(r)
			if len(names) == 0 {
				continue
			}
			key := strings.Join(names, " and ")
			if open[key] == nil {
				order = append(order, key)
			}
			open[key] = append(open[key], r)
		}
		for _, key := range order {
			reportFailing(p, key, open[key])
		}
	},
}

// failing names the variables without which nothing stops a visitor from a
// resource that something stops with them.
func failing(r *visitor.Resource) []string {
	if r.Code.Verdict != visitor.Reached {
		return nil
	}
	if len(r.Code.FailsOpen) > 0 {
		if len(r.Code.Refusals) > 0 && r.Protection != visitor.ByMiddleware && r.Protection != visitor.ByLayout {
			return r.Code.FailsOpen
		}
		return nil
	}
	if r.Kind == visitor.Action {
		return nil
	}
	return r.Middleware.FailsOpen
}

func reportFailing(p *rules.Pass, names string, of []*visitor.Resource) {
	first := of[0]
	what := title(first)
	if len(of) > 1 {
		what += " and others"
	}
	f := p.Report(first.Span, "without %s the check is skipped rather than the visitor refused: %s then answers anyone", names, what)
	if !slices.ContainsFunc(of, func(r *visitor.Resource) bool { return !harmlessPath().MatchString(r.Path) }) {
		f.As(rules.Warning)
	}
	for _, no := range first.Code.Refusals {
		if !no.At.IsZero() {
			f.Via(no.At, "with it set, the visitor is turned away here")
		}
	}
	for _, r := range of {
		f.Via(r.Span, "%s is open then", title(r))
	}
}
