package visitor

import (
	"fmt"
	"testing"
)

// Where paths are joined, or functions are not followed, nothing is called safer
// than where each path is walked.
func TestJoinedPathsHideNothing(t *testing.T) {
	for _, c := range readCases(t) {
		if c.kind == "middleware" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			m := load(t, c.files)
			if problem := hidden(m, kinds[c.kind], c.entry(t, m)); problem != "" {
				t.Error(problem)
			}
		})
	}
}

// hidden says what is reached along a path, but along none of the joined ones.
func hidden(m *Machine, kind entryKind, entry func(*run) value) string {
	verdict := func(at pace) Verdict {
		paths, _ := m.worker().explorePaths(SignedOut, entry, attempt{at, maxSteps})
		return judge(kind, paths).Verdict
	}
	exact := verdict(exactly)
	for _, at := range []pace{joining, broadly} {
		joined := verdict(at)
		safe := joined == Denied || joined == Harmless
		if safe && (exact == Reached || exact == Unknown) {
			return fmt.Sprintf("%s where each path is walked, %s at pace %d", exact, joined, at)
		}
	}
	return ""
}
