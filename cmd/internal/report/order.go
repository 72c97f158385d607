package report

import (
	"cmp"
	"regexp"
	"slices"

	"clerkvet/rules"
)

// groups brings findings into the order in which a person wants them: all errors
// before the first warning, and within a level one file after the other, the file
// with what matters most first.
func groups(findings []*rules.Finding) (all [][]*rules.Finding) {
	type place struct {
		level rules.Level
		path  string
	}
	at := map[place]int{}
	for _, f := range findings {
		p := place{weight(f), f.At.Path()}
		i, ok := at[p]
		if !ok {
			i = len(all)
			at[p] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], f)
	}
	for _, g := range all {
		slices.SortStableFunc(g, urgency)
	}
	slices.SortStableFunc(all, func(a, b []*rules.Finding) int {
		return cmp.Or(urgency(a[0], b[0]), cmp.Compare(a[0].At.Path(), b[0].At.Path()))
	})
	return all
}

// weight is the level by which a finding is sorted: low confidence counts less.
func weight(f *rules.Finding) rules.Level {
	if f.Confidence == rules.Low {
		return f.Level - 1
	}
	return f.Level
}

// gate matches the rules on what stands before every route.
var gate = regexp.MustCompile(`^(middleware|matcher|policy|route-pattern|auth-fails-open)`)

// urgency compares findings: the graver first, of these what opens or closes
// every route, and the surer.
func urgency(a, b *rules.Finding) int {
	return cmp.Or(cmp.Compare(weight(b), weight(a)), first(gate.MatchString(a.Rule.ID), gate.MatchString(b.Rule.ID)), cmp.Compare(a.Confidence, b.Confidence))
}

func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
