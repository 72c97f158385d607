// Package performance holds the rules on work that every request pays for.
package performance

import (
	"embed"

	"clerkvet/rules"
)

//go:embed *.md
var pages embed.FS

// Rules returns the rules in the order in which a person should fix them.
func Rules() rules.Category {
	return rules.Category{Name: "performance", Pages: pages, Rules: []*rules.Rule{
		matcherIncludesStatic,
		userDataUncached,
		clerkComponentEager,
		middlewareRuntime,
	}}
}
