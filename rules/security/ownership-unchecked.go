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
			if whole, _ := c.namesFile(); whole && c.onFile() {
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
	if !c.asksClerk() && c.resource.Protection != visitor.ByMiddleware || e.From.Has(visitor.FromClerk) || slices.ContainsFunc(e.Args, ofUser) || e.Inserts() || c.permitted() || c.related() || c.actor(false) != "" {
		return false
	}
	if c.onFile() {
		whole, part := c.namesFile()
		return whole || part && e.Verb == visitor.Read // what is written may have a name of its own
	}
	if uploads().MatchString(e.Method) {
		return false // a file that is there stays
	}
	for i, a := range e.Args {
		if !a.From.Has(named) { // where he came from is no id
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

// namesFile is how the request names the stored file that the effect is on, or whose
// URL it signs: with nothing done to what was sent, or else by something made of it.
func (c claim) namesFile() (whole, part bool) {
	for _, a := range c.effect.Args {
		if a.From.Has(visitor.Visitor) && fileNames().MatchString(key(a)) {
			whole, part = whole || asSent().MatchString(a.Name), true
		}
	}
	return whole, part
}

// onFile reports whether the effect is on a stored file, or signs its URL.
func (c claim) onFile() bool {
	return signedURL(c.effect.Method) || onStoredFile().MatchString(c.effect.Method) || c.replaces()
}

// replaces reports whether the effect uploads a file in the place of one that has its
// name: most stores refuse that unless they are told.
func (c claim) replaces() bool {
	return uploads().MatchString(c.effect.Method) && replacing().MatchString(c.effect.At.Text())
}

// uploads matches the methods that put a file into a store, and replacing the option by
// which it replaces one.
var (
	uploads   = source.Pattern(`(?i)(storage.*\.upload|@vercel/blob#put)$`)
	replacing = source.Pattern(`\b(upsert|allowOverwrite)\s*:\s*true\b`)
)

// asSent matches the names of what is handed on as it was sent: nothing was called
// that may have made another thing of it.
var asSent = source.Pattern(`^(the (request|query|params)|an argument|a part of an object)(\.[\w$]+)*$`)

// onStoredFile matches the methods of stores of files that work on a file that is there,
// or put another in its place.
var onStoredFile = source.Pattern(`(?i)(client-s3#.*\.send|storage.*\.(remove|download|delete\w*|move|copy|update)|@vercel/blob#(del|copy))$`)

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
