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
			if c.anyFile() {
				p.Report(c.effect.At, "%s takes the name of a stored file from the request and never relates it to the user: by %s() whoever is signed in gets at anybody's", c.name(), c.effect.Name).With(rules.Medium)
				continue
			}
			p.Report(c.effect.At, "%s works on a record by an id from the request and never relates it to the user: %s() takes anybody's", c.name(), c.effect.Name).With(rules.Low)
		}
	},
}

var idNames = source.Pattern(`(?i)^(_?id|slug|\w+_?id|0|1|eq)$`)

// anybodys reports whether a signed-in stranger reaches a record by an id that
// he names, and nothing on the way looks whose it is.
func (c claim) anybodys() bool {
	e := c.effect
	ofUser := func(a visitor.Arg) bool { return a.From.Has(visitor.FromClerk) }
	if !c.asksClerk() || e.From.Has(visitor.FromClerk) || slices.ContainsFunc(e.Args, ofUser) || e.Inserts() || c.permitted() || c.related() || c.actor() != "" {
		return false
	}
	if c.anyFile() {
		return true
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

// fileNames are what storage services call the argument that names a file; Supabase's
// client, and others that are given it alone, have it first.
var fileNames = source.Pattern(`(?i)^(key|path|pathname|object_?name|blob_?name|public_?id|0|1)$`)

// anyFile reports whether the effect is on a stored file, or signs its URL, and the
// request names the file: a part that the app adds may keep users apart.
func (c claim) anyFile() bool {
	e := c.effect
	if !signedURL().MatchString(e.Method) && !onStoredFile().MatchString(e.Method) {
		return false
	}
	return slices.ContainsFunc(e.Args, func(a visitor.Arg) bool {
		return a.From.Has(visitor.Visitor) && a.Name != "" && fileNames().MatchString(key(a))
	})
}

// onStoredFile matches the methods of stores of files that work on a file that is there.
var onStoredFile = source.Pattern(`(?i)(client-s3#.*\.send|storage.*\.(remove|download|delete\w*)|@vercel/blob#(del|copy))$`)

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
