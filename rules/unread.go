package rules

import (
	"slices"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
)

// Unread ends the rule as unknown, as long as it finds nothing, where a way of
// one of the visitors through the resources could not be followed to its end:
// what was not read is not known to hold.
func (p *Pass) Unread(resources []*visitor.Resource, visitors ...visitor.Who) {
	machine := p.App().Visitor()
	var at source.Span
	count := 0
	for _, r := range resources {
		for _, who := range visitors {
			if broken(machine.Ways(r, who)) {
				if count++; count == 1 {
					at = r.Span
				}
				break
			}
		}
	}
	if count > 0 {
		p.Unknown(at, "the code of %d of %d pages, handlers and actions is too much to follow to its end, the first here", count, len(resources))
	}
}

// Webhooks returns the webhooks of the app. Without one the rule does not apply;
// where one cannot be followed to its end, the rule ends as unknown as long as
// it finds nothing.
func (p *Pass) Webhooks() []*analyzers.Webhook {
	hooks := p.App().Webhooks()
	if len(hooks) == 0 {
		p.NotApplicable("the app has no webhook")
	}
	for _, w := range hooks {
		if broken(w.Forged) || broken(w.Signed) {
			p.Unknown(w.Resource.Span, "what %s does with a delivery is too much to follow to its end", w.Name())
			break
		}
	}
	return hooks
}

func broken(ways []visitor.Way) bool {
	return slices.ContainsFunc(ways, func(w visitor.Way) bool { return w.Unread })
}
