package analyzers

import (
	"regexp"
	"slices"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/visitor"
)

// A Webhook is a handler that another service calls, with what the machine says
// about its deliveries.
type Webhook struct {
	clerk.Webhook
	Resource *visitor.Resource
	Forged   []visitor.Way // of a delivery that nobody signed
	Signed   []visitor.Way // of a delivery of the service itself, where calls may fail
}

// Webhooks returns the webhooks of the app, by route and method. They are
// walked when first asked for.
func (a *App) Webhooks() []*Webhook {
	return a.hooks()
}

func (a *App) findWebhooks() (out []*Webhook) {
	for _, w := range a.Clerk.Webhooks() {
		for _, r := range a.Visitor().Resources() {
			if r.Route == w.Route && receives(r) && slices.Contains([]string{"POST", "PUT", "PATCH", "default"}, r.Name) {
				out = append(out, &Webhook{Webhook: w, Resource: r,
					Forged: a.Visitor().Ways(r, visitor.SignedOut), Signed: a.Visitor().Ways(r, visitor.Delivery)})
			}
		}
	}
	return out
}

// hookPath matches the paths of webhooks.
var hookPath = regexp.MustCompile(`(?i)hook|/events?(/|$)`)

// receives reports whether a resource can be the webhook of its route: of what
// stands behind an adapter, what says so.
func receives(r *visitor.Resource) bool {
	if r.Kind == visitor.Procedure {
		return hookPath.MatchString(r.Path)
	}
	return len(r.Procedures) == 0
}
