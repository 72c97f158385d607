// Package errors holds the rules on what people see when something fails.
package errors

import (
	"embed"

	"clerkvet/rules"
)

//go:embed *.md
var pages embed.FS

// Rules returns the rules in the order in which a person should fix them.
func Rules() rules.Category {
	return rules.Category{Name: "errors", Pages: pages, Rules: []*rules.Rule{
		errorBoundaryMissing,
		globalErrorMissing,
		notFoundMissing,
		errorBoundaryNotClient,
		globalErrorIncomplete,
		errorDetailsExposed,
		webhookNotIdempotent,
		authFailureUngraceful,
		sessionExpiryUnhandled,
	}}
}
