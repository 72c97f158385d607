package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authorizedPartiesMissing = &rules.Rule{
	ID: "authorized-parties-missing", Level: rules.Note, CWE: 346, Checklist: []string{"3.4"},
	Check: func(p *rules.Pass) {
		call := clerkMiddlewareCall(p.App().Visitor())
		if call == nil {
			p.NotApplicable("no clerkMiddleware() runs")
			return
		}
		for _, option := range call.Args {
			switch option.Path {
			case "authorizedParties":
				return
			case "?":
				p.Unknown(call.At, "the options of clerkMiddleware() cannot be read")
				return
			}
		}
		name := "clerkMiddleware()"
		for _, older := range []string{"authMiddleware", "withClerkMiddleware"} {
			if strings.Contains(call.At.Text(), older) {
				name = older + "()"
			}
		}
		p.Report(call.At, "%s has no authorizedParties: it takes session tokens that were made for any origin of the instance", name)
	},
}

// clerkMiddlewareCall returns the call of clerkMiddleware() that runs, or nil.
func clerkMiddlewareCall(m *visitor.Machine) *visitor.Event {
	events := m.Behind("/clerkvet-no-such-page").Events
	for _, r := range m.Resources() {
		events = append(events, r.Middleware.Events...)
	}
	i := slices.IndexFunc(events, func(e *visitor.Event) bool { return e.Kind == visitor.Check && e.Name == "clerkMiddleware()" })
	if i < 0 {
		return nil
	}
	return events[i]
}
