package clerk

import (
	"strings"

	"clerkvet/analyzers/js"
)

// lastPart returns what follows the last dot.
func lastPart(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// calledName returns the last name of what is called: constructEvent of
// getStripe().webhooks.constructEvent().
func calledName(call js.Node) string {
	callee := call.Callee()
	if callee.Is(js.MemberExpression) {
		return callee.Field(js.FieldProperty).Text()
	}
	return callee.Text()
}
