// Package catalogue lists every rule.
package catalogue

import (
	"sync"

	"clerkvet/rules"
	"clerkvet/rules/environment"
	"clerkvet/rules/errors"
	"clerkvet/rules/live"
	"clerkvet/rules/monitoring"
	"clerkvet/rules/performance"
	"clerkvet/rules/security"
)

// All returns every rule in the order of the catalogue.
var All = sync.OnceValue(func() []*rules.Rule {
	all, err := rules.Catalogue(environment.Rules(), security.Rules(), monitoring.Rules(), errors.Rules(), performance.Rules(), live.Rules())
	if err != nil {
		panic(err) // a test holds that every rule has a page
	}
	return all
})
