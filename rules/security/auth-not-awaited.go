package security

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var authNotAwaited = &rules.Rule{
	ID: "auth-not-awaited", Level: rules.Error, CWE: 253, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		if len(p.App().Clerk.Uses("auth", "currentUser", "clerkClient", "getAuth", "clerkMiddleware")) == 0 {
			p.NotApplicable("the app never asks Clerk on the server")
			return
		}
		for _, u := range p.App().Clerk.Unawaited() {
			if u.Unsure {
				p.Unknown(u.At, "whether %s gives a promise depends on the version of @clerk/nextjs, which is not known", u.Name)
				continue
			}
			f := p.Report(u.At, "%s", unawaited(u))
			if u.Use != u.At {
				f.Via(u.Use, "the promise is taken for the answer here")
			}
			if len(u.Awaits) > 0 {
				f.Fix = &rules.Fix{Title: "Await " + u.Name + ".", Safe: true}
				for _, i := range u.Awaits {
					f.Fix.Edits = append(f.Fix.Edits, rules.Edit{At: i.At, Text: i.Text})
				}
			}
		}
	},
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
	}
	return u.Name + " is named and never called: a function tells nothing of the visitor" + ends
}
