package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/source"
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

var idNames = source.Pattern(`(?i)^(_?id|slug|\w+_?id|0|1|eq)$`)

// anybodys reports whether a signed-in stranger reaches a record by an id that
// he names, and nothing on the way looks whose it is.
func (c claim) anybodys() bool {
	e := c.effect
	if !c.asksClerk() || e.From.Has(visitor.FromClerk) || e.Inserts() || c.permitted() || c.related() || c.actor() != "" {
		return false
	}
	for i, a := range e.Args {
		if !a.From.Has(visitor.Visitor) {
			continue
		}
		if idNames().MatchString(key(a)) && (i == 0 || key(a) != "1" || column(e.Args[i-1])) || selects(a) && ownerNames().MatchString(key(a)) {
			return true
		}
	}
	return false
}

// ownerNames are columns that hold whose a record is, without saying that it is an
// id.
var ownerNames = source.Pattern(`(?i)^(user|owner|customer|created_?by)$`)

// selects reports whether an argument says which records are meant, not what is
// written to them.
func selects(a visitor.Arg) bool {
	return strings.HasPrefix(a.Path, "0.") && !slices.Contains(strings.Split(a.Path, "."), "data")
}

// column reports whether an argument names a column of an id, or cannot be read:
// eq("id", id), but not gte("created_at", day).
func column(a visitor.Arg) bool {
	return a.Text == "" || idNames().MatchString(a.Text) || ownerNames().MatchString(a.Text)
}
