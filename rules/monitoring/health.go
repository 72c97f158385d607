package monitoring

import (
	"regexp"

	"clerkvet/analyzers"
	"clerkvet/analyzers/visitor"
)

// healthPath matches the usual addresses of a health endpoint, below an API
// folder, a version or a language at most: what hangs on a resource, such as
// /api/orders/[id]/status, is something else.
var healthPath = regexp.MustCompile(`(?i)^(/\[(locale|lang|lng)\])?(/api)?(/v\d+)?(/(system|internal|public|monitoring))?/` +
	`(_?health|healthz|health[-_]?checks?|heartbeat|livez?|liveness|readyz?|readiness|status|ping|up|uptime)` +
	`(/(live|liveness|ready|readiness|check|status|ping))?$`)

// sharedName matches addresses that apps give to other things as well: the
// status of a subscription, a ping of the signed-in user.
var sharedName = regexp.MustCompile(`(?i)(status|ping|up|live|ready)$`)

// healthEndpoints returns the GET handlers at the address of a health endpoint.
func healthEndpoints(app *analyzers.App) (out []*visitor.Resource) {
	for _, r := range app.Visitor().Resources() {
		if r.Kind == visitor.Handler && (r.Name == "GET" || r.Name == "HEAD" || r.Name == "default") && healthPath.MatchString(r.Path) {
			out = append(out, r)
		}
	}
	return out
}
