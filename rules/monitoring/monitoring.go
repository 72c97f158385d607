// Package monitoring holds the rules on whether anybody notices that the app,
// or its authentication, fails.
package monitoring

import (
	"embed"

	"clerkvet/rules"
)

//go:embed *.md
var pages embed.FS

// Rules returns the rules in the order in which a person should fix them.
func Rules() rules.Category {
	return rules.Category{Name: "monitoring", Pages: pages, Rules: []*rules.Rule{
		healthEndpointMissing,
		healthEndpointProtected,
		errorTrackingMissing,
		errorTrackingAnonymous,
		authEventsUnlogged,
		webhookFailureSilent,
	}}
}
