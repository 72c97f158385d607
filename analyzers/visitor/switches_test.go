package visitor

import "testing"

// Where ways are joined, it is forgotten of them that a switch is off: it opens what
// every way denies on which it is not on.
func TestSwitchOfJoinedWays(t *testing.T) {
	on := &Event{Kind: Assumption, Name: "E2E_TESTING", Compared: "true", Holds: true}
	open := gate{verdict: Passes, on: []*Event{on}}
	denied, preflight := gate{verdict: Denies, asked: 1}, gate{verdict: Denies}
	for _, c := range []struct {
		name   string
		others []gate
		opens  bool
	}{
		{"all else denies", []gate{denied, preflight}, true},
		{"nothing else asks", []gate{preflight}, false},
		{"something else is open", []gate{denied, {verdict: Passes, asked: 1}}, false},
		{"something else is unknown", []gate{denied, {verdict: MiddlewareUnknown}}, false},
		{"something else is open with it", []gate{denied, {verdict: Passes, on: []*Event{on}}}, true},
	} {
		if got := len(open.opensBy(append(c.others, open))) > 0; got != c.opens {
			t.Errorf("%s: opens %v, want %v", c.name, got, c.opens)
		}
	}
}
