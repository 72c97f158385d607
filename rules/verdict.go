package rules

// Verdict is the answer to "is this ready for production?".
type Verdict string

// The verdicts, as the JSON output names them.
const (
	Ready    Verdict = "ready"
	NotReady Verdict = "not-ready"
	Unproven Verdict = "unknown"
)

// Judge returns the verdict: not ready while an error of medium or high
// confidence stands unsuppressed, else unknown while a rule of level error
// ended unknown, else ready.
func Judge(results []*Result) Verdict {
	verdict := Ready
	for _, r := range results {
		if r.Outcome == Unknown && r.Rule.Level == Error {
			verdict = Unproven
		}
	}
	if Fails(results, Error) {
		return NotReady
	}
	return verdict
}

// Fails reports whether a finding at or above the level stands. Suppressed ones
// and those of low confidence never count.
func Fails(results []*Result, level Level) bool {
	for _, r := range results {
		for _, f := range r.Findings {
			if f.Suppressed == nil && f.Confidence != Low && f.Level >= level {
				return true
			}
		}
	}
	return false
}

// Undecided returns the results of rules that ended unknown.
func Undecided(results []*Result) []*Result {
	var out []*Result
	for _, r := range results {
		if r.Outcome == Unknown {
			out = append(out, r)
		}
	}
	return out
}
