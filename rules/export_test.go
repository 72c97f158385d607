package rules

import "strings"

// Needs returns the rules without which the row of the checklist cannot pass.
func Needs(row string) (needs []string, ok bool) {
	for _, s := range rowSpecs {
		if s.id == row {
			return strings.Fields(s.needs), true
		}
	}
	return nil, false
}
