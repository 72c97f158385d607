package visitor

import "slices"

// Refuses reports whether the middleware turns every signed-out visitor away
// from the page, because nobody is signed in. A language that is put before the
// path does not, nor does a middleware that asks for a secret: who knows the
// secret gets through.
func (a MiddlewareAnswer) Refuses() bool {
	return a.Verdict == Denies && !a.Locale && otherAuth(a.Events) == ""
}

// otherAuth returns what a denial asks for besides Clerk, if it asks for
// something: a secret, a signature, another system's session.
func otherAuth(events []*Event) CheckKind {
	i := slices.IndexFunc(events, func(e *Event) bool { return e.denies() && e.Check != ClerkCheck })
	if i < 0 {
		return ""
	}
	return events[i].Check
}

// RefusesHere reports whether the code turns a signed-out visitor away, and
// only Clerk could let them in.
func (a Answer) RefusesHere() bool {
	return a.Verdict == Denied && !a.Accidental && a.OtherCheck == "" && otherAuth(a.Events) == ""
}
