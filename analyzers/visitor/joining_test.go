package visitor

import "testing"

// TestJoiningHidesNothing walks every case whose answer is that something is
// reached with the paths joined: then it may be unknown, but nobody is safe.
func TestJoiningHidesNothing(t *testing.T) {
	for _, c := range readCases(t) {
		if c.verdict() != Reached {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			m := load(t, c.files)
			paths, _ := m.worker().explorePaths(SignedOut, c.entry(t, m), joining)
			if v := judge(kinds[c.kind], paths).Verdict; v == Denied || v == Harmless {
				t.Errorf("got %s, want reached", v)
			}
		})
	}
}
