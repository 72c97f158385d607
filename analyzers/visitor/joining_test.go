package visitor

import (
	"fmt"
	"testing"

	"clerkvet/analyzers/js"
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
// What is reached with low confidence is a call of what is not there, as broken
// code has them: of an object that is not followed it may be one of its methods.
func hidden(m *Machine, kind entryKind, entry func(*run) value) string {
	walked := func(at pace) Answer {
		paths, _ := m.worker().explorePaths(SignedOut, entry, attempt{at: at, steps: maxSteps})
		return judge(kind, paths)
	}
	exact := walked(exactly)
	for _, at := range []pace{joining, broadly} {
		joined := walked(at).Verdict
		safe := joined == Denied || joined == Harmless
		if safe && (exact.Verdict == Reached && exact.Confidence != Low || exact.Verdict == Unknown) {
			return fmt.Sprintf("%s where each path is walked, %s at pace %d", exact.Verdict, joined, at)
		}
	}
	w := m.worker()
	w.heavy = map[js.Node]bool{}
	for steps := 4; steps < 400; steps += 12 { // wherever the steps run out
		w.explorePaths(SignedOut, entry, attempt{at: exactly, steps: steps})
	}
	paths, _ := w.explorePaths(SignedOut, entry, attempt{at: exactly, steps: maxSteps, light: true})
	light := judge(kind, paths).Verdict
	if (light == Denied || light == Harmless) && exact.Verdict == Reached && exact.Confidence != Low {
		return fmt.Sprintf("%s where each path is walked, %s where heavy functions are not followed", exact.Verdict, light)
	}
	return ""
}
