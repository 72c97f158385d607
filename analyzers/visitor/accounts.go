package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// license is what a credential is called that is sold rather than given to anybody.
var license = regexp.MustCompile(`(?i)licen[sc]e`)

// anyAccount reports whether a visitor passes with an account of his own at another
// service: he sends its credential as data, and the service stands in the code.
func anyAccount(e *Event, call js.Node) bool {
	return !e.From.Has(FromHeader|FromCookie) && e.From.Has(FromBody|FromQuery|FromArgument) &&
		namesHost(call.Argument(0), 0) && !license.MatchString(call.Text())
}

// namesHost reports whether the text of an address begins with a host.
func namesHost(n js.Node, depth int) bool {
	switch n = written(n); {
	case depth > maxBarrels:
	case n.Is(js.String):
		host, _ := n.StringValue()
		return strings.HasPrefix(host, "https://")
	case n.Is(js.BinaryExpression):
		return namesHost(n.Field(js.FieldLeft), depth+1)
	case n.Is(js.TemplateString):
		first := n.First()
		if begins := first.Span().Start == n.Span().Start+1; first.Is(js.TemplateSubstitution) && begins {
			return namesHost(first.First(), depth+1)
		}
		return strings.HasPrefix(n.Text(), "`https://")
	}
	return false
}
