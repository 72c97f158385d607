// Package environment holds the rules on keys, env files and what git gives
// away of them.
package environment

import (
	"embed"

	"clerkvet/rules"
)

//go:embed *.md
var pages embed.FS

// Rules returns the rules in the order in which a person should fix them.
func Rules() rules.Category {
	return rules.Category{Name: "environment", Pages: pages, Rules: []*rules.Rule{
		envFileCommitted,
		secretCommitted,
		secretInHistory,
		envFileNotIgnored,
		testKeyInProduction,
		keyMalformed,
		keyPairMismatch,
		webhookSecretName,
		providerMissing,
		webhookSecretMissing,
		signInURLBroken,
		signInProtected,
		signInURLMissing,
		envDeprecated,
		envUndeclared,
		clerkEndOfLife,
	}}
}
