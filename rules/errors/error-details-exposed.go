package errors

import (
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var errorDetailsExposed = &rules.Rule{
	ID: "error-details-exposed", Level: rules.Warning, CWE: 209, Checklist: []string{"5.2"},
	Check: func(p *rules.Pass) {
		var handlers []*visitor.Resource
		for _, r := range p.App().Visitor().Resources() {
			if r.Kind == visitor.Handler {
				handlers = append(handlers, r)
				reportLeaks(p, r)
			}
		}
		p.Unread(handlers, visitor.Stranger, visitor.Sender)
	},
}

func reportLeaks(p *rules.Pass, r *visitor.Resource) {
	seen := map[source.Span]bool{}
	for _, who := range []visitor.Who{visitor.Stranger, visitor.Sender} {
		for _, way := range p.App().Visitor().Ways(r, who) {
			if what := leaked(way); what != "" && !seen[way.At] {
				seen[way.At] = true
				p.Report(way.At, "the response hands the caller %s of an error that may come from anywhere: it can name tables, hosts and files", what)
			}
		}
	}
}

// leaked says what part of a caught error a response holds, or nothing. A fault
// makes the error an unknown one.
func leaked(w visitor.Way) string {
	if w.Threw || !w.Answers {
		return ""
	}
	for _, part := range w.Body {
		if !part.From.Has(visitor.FromError) || strings.HasSuffix(part.Name, ".digest") || strings.HasSuffix(part.Name, ".code") || strings.HasSuffix(part.Name, ".status") {
			continue
		}
		if strings.HasSuffix(part.Name, ".stack") {
			return "the stack"
		}
		return "the message"
	}
	return ""
}
