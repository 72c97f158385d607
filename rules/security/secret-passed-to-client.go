package security

import (
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var secretPassedToClient = &rules.Rule{
	ID: "secret-passed-to-client", Level: rules.Error, CWE: 200, Checklist: []string{"3.7"},
	Check: func(p *rules.Pass) {
		machine := p.App().Visitor()
		p.Unread(machine.Surfaces(), visitor.Stranger)
		seen := map[source.Span]bool{}
		for _, r := range machine.Surfaces() {
			for _, w := range machine.Ways(r, visitor.Stranger) {
				for _, e := range w.Events {
					if e.Kind != visitor.Pass || seen[e.At] {
						continue
					}
					for _, a := range e.Args {
						if what := handedOut(a); what != "" {
							seen[e.At] = true
							f := p.Report(e.At, "<%s> runs in the browser and gets %s in its prop %s: everybody can read it in the page", e.Name, what, strings.SplitN(a.Path, ".", 2)[0])
							f.With(sureOf(a))
							break
						}
					}
				}
			}
		}
	},
}

// published matches props through which a library in the browser is given a key
// that its provider publishes: the token of a map, the key of a form.
var published = source.Pattern(`(?i)(publi(c|shable)|site|client|browser|map\w*?|search)_?(key|token|id)|dsn|(^|\.)(access|map)_?token$`)

// sureOf says how sure a prop holds what nobody may read: names of variables
// that are not Clerk's can deceive.
func sureOf(a visitor.Arg) rules.Confidence {
	name, variable := strings.CutPrefix(a.Name, "process.env.")
	switch {
	case !variable || clerk.IsSecretVariable(name):
		return rules.High
	case clerk.SecretByName(name) == clerk.LikelySecret && published().MatchString(a.Path):
		return rules.Low
	}
	return rules.Medium
}

// wholeUser matches the sources of a Clerk backend user as a whole, and of the
// metadata that only the backend may read.
var wholeUser = source.Pattern(`^(currentUser\(\)|clerkClient\.getUser\(\))(\.privateMetadata)?$`)

// handedOut says what of a prop nobody but the server may read, or nothing.
func handedOut(a visitor.Arg) string {
	if name, ok := strings.CutPrefix(a.Name, "process.env."); ok {
		if clerk.SecretByName(name) != clerk.NotSecret && !strings.HasPrefix(name, "NEXT_PUBLIC_") {
			return "the secret " + name
		}
		return ""
	}
	m := wholeUser().FindStringSubmatch(a.Name)
	switch {
	case m == nil, !a.From.Has(visitor.FromClerk):
		return ""
	case m[2] != "":
		return "the private metadata of " + m[1]
	}
	return "the whole user of " + m[1] + ", private metadata included"
}
