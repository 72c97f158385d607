package security

import (
	"testing"

	"clerkvet/analyzers/visitor"
)

func TestDoes(t *testing.T) {
	for _, c := range []struct {
		e    visitor.Event
		want string
	}{
		{visitor.Event{Kind: visitor.Effect, Verb: visitor.Write, Name: "db.user.create"}, "writes with db.user.create()"},
		{visitor.Event{Kind: visitor.Effect, Verb: visitor.Unnamed, Name: "send()"}, "calls send()"},
		{visitor.Event{Kind: visitor.Effect, Verb: visitor.Mint, Name: "one of several()"}, "hands out what proves something"},
		{visitor.Event{Kind: visitor.Tracker, Name: "captureException"}, "calls captureException()"},
	} {
		if got := does(&c.e); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
