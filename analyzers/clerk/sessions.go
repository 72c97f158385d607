package clerk

import (
	"bytes"

	"clerkvet/analyzers/next"
)

// sessionEvents are the events by which Clerk tells of sign-ins and their end.
var sessionEvents = [][]byte{
	[]byte("session.created"), []byte("session.ended"), []byte("session.removed"), []byte("session.revoked"), []byte("session.pending"),
}

// HearsSessions reports whether a webhook of the app, or code that it calls,
// names an event of sessions.
func (a *App) HearsSessions() bool {
	for _, w := range a.Webhooks() {
		for _, m := range reach(w.Route.Module) {
			if namesSession(m) {
				return true
			}
		}
	}
	return false
}

func namesSession(m *next.Module) bool {
	for _, event := range sessionEvents {
		if bytes.Contains(m.File.Text, event) {
			return true
		}
	}
	return false
}
