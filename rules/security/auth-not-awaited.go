package security

import (
	"fmt"
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authNotAwaited = &rules.Rule{
	ID: "auth-not-awaited", Level: rules.Error, CWE: 253, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		if len(p.App().Clerk.Uses("auth", "currentUser", "clerkClient", "getAuth", "clerkMiddleware")) == 0 {
			p.NotApplicable("the app never asks Clerk on the server")
			return
		}
		known := map[place]bool{}
		for _, u := range p.App().Clerk.Unawaited() {
			for _, at := range append(slices.Clone(u.Further), u.At, u.Use) {
				known[placeOf(at)] = true
			}
			if u.Unsure {
				p.Unknown(u.At, "whether %s gives a promise depends on the version of @clerk/nextjs, which is not known", u.Name)
				continue
			}
			f := p.Report(u.At, "%s", unawaited(u))
			if u.Use != u.At {
				f.Via(u.Use, "the promise is taken for the answer here")
			}
			if u.Misuse == clerk.OfFunction {
				viaFiles(f, u)
			}
			if len(u.Awaits) > 0 {
				f.Fix = &rules.Fix{Title: "Await " + u.Name + ".", Safe: true}
				if u.Misuse == clerk.Uncalled {
					f.Fix.Title = "Call " + u.Name + "()."
				}
				for _, i := range u.Awaits {
					f.Fix.Edits = append(f.Fix.Edits, rules.Edit{At: i.At, Text: i.Text})
				}
			}
		}
		if p.App().Clerk.Version() != nil {
			reportUnsettled(p, known)
		}
	},
}

// viaFiles names the other files in which the function is taken for an object.
func viaFiles(f *rules.Finding, u clerk.Unawaited) {
	seen := map[string]bool{u.At.Path(): true}
	for _, at := range u.Further {
		if !seen[at.Path()] {
			seen[at.Path()] = true
			f.Via(at, "so does this")
		}
	}
	if n := len(seen) - 1; n > 0 {
		f.Message += fmt.Sprintf(" (here and in %d more files)", n)
	}
}

// A place is a line of a file.
type place struct {
	path string
	line int
}

func placeOf(at source.Span) place { return place{at.Path(), at.StartLine()} }

// reportUnsettled reports the promises that took their way through objects and
// functions before somebody read a part of them.
func reportUnsettled(p *rules.Pass, known map[place]bool) {
	machine := p.App().Visitor()
	seen := map[[2]string]bool{}
	for _, r := range machine.Surfaces() {
		events := slices.Clone(r.Code.Events)
		for _, way := range machine.Ways(r, visitor.Stranger) {
			events = append(events, way.Events...)
		}
		for _, e := range events {
			promise := [2]string{e.At.Path(), e.Method}
			if e.Kind != visitor.Unsettled || known[placeOf(e.At)] || seen[promise] {
				continue
			}
			seen[promise] = true
			f := p.Report(e.At, "what Clerk says is a promise here that nobody has awaited: %s of it is undefined for everybody", e.Name).With(rules.Medium)
			for _, at := range e.Stack() {
				if !at.IsZero() {
					f.Via(at, "calls on")
				}
			}
		}
	}
}

// unawaited says what happens without the await.
func unawaited(u clerk.Unawaited) string {
	ends := map[clerk.Consequence]string{
		clerk.Passes:  ", so the check turns nobody away",
		clerk.Refuses: ", so the check takes everybody for signed out",
	}[u.Consequence]
	switch u.Misuse {
	case clerk.PartCalled:
		return u.Name + " is not awaited: a promise has no " + u.Part + ", so this fails for everybody"
	case clerk.PartRead:
		return u.Name + " is not awaited: " + u.Part + " of a promise is undefined for everybody" + ends
	case clerk.Tested:
		return u.Name + " is not awaited: a promise always counts as true" + ends
	case clerk.Fallback:
		return u.Name + " is not awaited: a promise is never null, so what stands behind ?? never counts"
	case clerk.Compared:
		return u.Name + " is not awaited: a promise equals nothing that it is compared with, whoever asks"
	case clerk.Joined:
		return u.Name + " is not awaited: a promise has no parts, so nothing of the answer arrives"
	case clerk.Dropped:
		return u.Name + " is not awaited: its refusal stops nobody, and what follows runs for everybody"
	case clerk.OfFunction:
		if strings.HasSuffix(u.Name, "clerkClient") {
			return u.Name + " is a function from Clerk 6 on and has no " + u.Part + ": this fails for everybody"
		}
		if u.Part == "protect" {
			return u.Name + " is a function without protect before Clerk 6: this fails for everybody, signed in or not"
		}
		return u.Name + " is a function and has no " + u.Part + ": that is undefined for everybody, signed in or not"
	}
	return u.Name + " is named and never called: a function tells nothing of the visitor" + ends
}
