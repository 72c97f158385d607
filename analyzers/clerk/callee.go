package clerk

import (
	"strings"

	"clerkvet/analyzers/js"
)

// lastPart returns what follows the last dot.
func lastPart(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// calledName returns the last name of what is called: constructEvent of
// getStripe().webhooks.constructEvent(), verifyWebhook of an import of it under
// another name.
func calledName(call js.Node) string {
	callee := call.Callee()
	if callee.Is(js.MemberExpression) {
		return callee.Field(js.FieldProperty).Text()
	}
	if !callee.Is(js.Identifier) {
		return callee.Text()
	}
	b, ok := callee.Syntax().Names().Imports[callee.Text()]
	if ok && b.Name != "default" && b.Name != "*" && callee.Syntax().Resolve(callee).Is(js.ImportSpecifier) {
		return b.Name
	}
	return callee.Text()
}
