package security

import (
	"regexp"
	"slices"

	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var ownershipUnchecked = &rules.Rule{
	ID: "ownership-unchecked", Level: rules.Note, CWE: 639, Precision: rules.Low, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		for _, c := range claims(p, claim.anybodys) {
			p.Report(c.effect.At, "%s works on a record by an id from the request and never relates it to the user: %s() takes anybody's", c.name(), c.effect.Name).With(rules.Low)
		}
	},
}

var idNames = regexp.MustCompile(`(?i)^(_?id|slug|\w+_?id|0|1|eq)$`)

// anybodys reports whether a signed-in stranger reaches a record by an id that
// he names, and nothing on the way looks whose it is.
func (c claim) anybodys() bool {
	e := c.effect
	if !c.asksClerk() || e.From.Has(visitor.FromClerk) || e.Inserts() || c.permitted() || c.related() || c.actor() != "" {
		return false
	}
	return slices.ContainsFunc(e.Args, func(a visitor.Arg) bool {
		return a.From.Has(visitor.Visitor) && idNames.MatchString(key(a))
	})
}
