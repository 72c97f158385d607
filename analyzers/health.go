package analyzers

import (
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
)

// healthPath matches the usual addresses of a health endpoint, below an API
// folder, a version or a language at most: what hangs on a resource, such as
// /api/orders/[id]/status, is something else.
var healthPath = source.Pattern(`(?i)^(/\[(locale|lang|lng)\])?(/api)?(/v\d+)?(/(system|internal|public|monitoring))?/` +
	`(_?health|healthz|health[-_]?checks?|heartbeat|livez?|liveness|readyz?|readiness|status|ping|up|uptime)` +
	`(/(live|liveness|ready|readiness|check|status|ping|db|database|full|deep|detailed|basic))?$`)

// HealthEndpoints returns the GET handlers at the address of a health endpoint.
func (a *App) HealthEndpoints() (out []*visitor.Resource) {
	for _, r := range a.Visitor().Resources() {
		if r.Kind == visitor.Handler && (r.Name == "GET" || r.Name == "HEAD" || r.Name == "default") && healthPath().MatchString(r.Path) {
			out = append(out, r)
		}
	}
	return out
}
