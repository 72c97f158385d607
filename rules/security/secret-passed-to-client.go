package security

import (
	"slices"
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
					reportProps(p, e, seen)
				}
				reportAnswer(p, r, w, seen)
				reportServerProps(p, r, w, seen)
			}
		}
	},
}

// reportProps reports the first prop of a component in the browser that holds what
// only the server may read.
func reportProps(p *rules.Pass, e *visitor.Event, seen map[source.Span]bool) {
	for _, a := range e.Args {
		what := handedOut(a)
		if what == "" || withoutPrivate(a, e.Args) {
			continue
		}
		seen[e.At] = true
		where := "in its prop " + strings.SplitN(a.Path, ".", 2)[0]
		if a.Path == visitor.SpreadUser {
			where = "as its props"
		}
		p.Report(e.At, "<%s> runs in the browser and gets %s %s: everybody can read it in the page", e.Name, what, where).With(sureOf(a))
		return
	}
}

// withoutPrivate reports whether a user was spread over an object that then empties
// the metadata that only the server may read.
func withoutPrivate(user visitor.Arg, all []visitor.Arg) bool {
	of, spread := strings.CutSuffix(user.Path, visitor.SpreadUser)
	return spread && slices.ContainsFunc(all, func(a visitor.Arg) bool { return a.Path == of+"privateMetadata" && a.Null })
}

// reportServerProps reports a page of the Pages Router whose getServerSideProps gives
// it what only the server may read: all of its props stand in the page.
func reportServerProps(p *rules.Pass, r *visitor.Resource, w visitor.Way, seen map[source.Span]bool) {
	if r.Kind != visitor.Page || r.Route == nil || r.Route.AppRouter || !w.Answers || w.Threw {
		return
	}
	for _, a := range w.Body {
		what := handedOut(a)
		name, isProp := strings.CutPrefix(a.Path, ".props.")
		if what == "" || !isProp || withoutPrivate(a, w.Body) || seen[r.Span] {
			continue
		}
		seen[r.Span] = true
		f := p.Report(r.Span, "the page %s gets %s from getServerSideProps in its prop %s: everybody can read it in the page", r.Path, what, strings.SplitN(name, ".", 2)[0])
		f.With(sureOf(a))
	}
}

// reportAnswer reports a handler that answers with a whole user, or his private
// metadata; an action cannot send an instance of a class, but the metadata. What somebody who may do
// more than others gets is a remark.
func reportAnswer(p *rules.Pass, r *visitor.Resource, w visitor.Way, seen map[source.Span]bool) {
	if r.Kind != visitor.Handler && r.Kind != visitor.Procedure && r.Kind != visitor.Action || !w.Answers || w.Threw || w.Status >= 300 {
		return
	}
	for _, a := range w.Body {
		if !wholeUser().MatchString(a.Name) || !a.From.Has(visitor.FromClerk) || withoutPrivate(a, w.Body) || r.Kind == visitor.Action && !strings.HasSuffix(a.Name, ".privateMetadata") {
			continue
		}
		at := w.At
		if at.IsZero() {
			at = r.Span
		}
		if seen[at] {
			return
		}
		seen[at] = true
		f := p.Report(at, "%s answers with %s: the browser gets what only the server may read", title(r), handedOut(a))
		f.Because("", "answer with the fields that the browser needs, by name")
		switch {
		case (claim{resource: r, ways: []deed{{way: &w}}}).permitted():
			f.As(rules.Note)
		case strings.HasPrefix(a.Name, "currentUser()"):
			f.As(rules.Warning)
		}
		return
	}
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
var wholeUser = source.Pattern(`^(currentUser\(\)|clerkClient\.getUser\(\)|clerkClient\.getUserList\(\)(?:\.data)?(?:\.\d+)?)(\.privateMetadata)?$`)

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
