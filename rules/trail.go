package rules

import "clerkvet/analyzers/visitor"

// Along adds the places that decided an answer of the visitor's machine to the
// trail, as far as they stand in a file, and returns the finding.
func (f *Finding) Along(steps []visitor.Step) *Finding {
	for _, s := range steps {
		if !s.At.IsZero() {
			f.Via(s.At, "%s", s.Message)
		}
	}
	return f
}
