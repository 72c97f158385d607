package security

import (
	"maps"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
)

// A question is a condition by which the code asks what somebody may do.
type question struct {
	at   source.Span
	name string
}

// answers are what was answered on one way to the questions for a role.
type answers map[question]bool

// answersOf says whether they are clear: ways that were made one may have answered a
// question in both ways.
func answersOf(events []*visitor.Event) (out answers, clear bool) {
	out = answers{}
	for _, e := range events {
		if !asksForRole(e) {
			continue
		}
		q := question{e.At, e.Name}
		if holds, ok := out[q]; ok && holds != e.Holds {
			return nil, false
		}
		out[q] = e.Holds
	}
	return out, true
}

// maxQuestions bounds how many questions it is decided for whether they decide.
const maxQuestions = 12

// decideNothing reports whether one of the ways is open whatever is answered: there is
// one, and no question keeps anybody from all of them.
func decideNothing(ways []answers) bool {
	all := answers{}
	for _, w := range ways {
		maps.Copy(all, w)
	}
	return len(ways) > 0 && len(all) <= maxQuestions && always(ways)
}

func always(ways []answers) bool {
	if len(ways) == 0 {
		return false
	}
	for _, w := range ways {
		if len(w) == 0 {
			return true
		}
	}
	for q := range ways[0] {
		return always(given(ways, q, true)) && always(given(ways, q, false))
	}
	return false
}

// given returns the ways that are left where a question is answered so.
func given(ways []answers, q question, holds bool) (out []answers) {
	for _, w := range ways {
		if h, asked := w[q]; asked && h != holds {
			continue
		}
		w = maps.Clone(w)
		delete(w, q)
		out = append(out, w)
	}
	return out
}
