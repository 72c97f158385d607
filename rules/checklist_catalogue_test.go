package rules_test

import (
	"slices"
	"testing"

	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

// A row knows every rule that names it, or a filtered run would pass the row
// without having asked the rule. Live rules add to rows and are not needed.
func TestRowsNeedTheirRules(t *testing.T) {
	for _, r := range catalogue.All() {
		for _, row := range r.Checklist {
			needs, ok := rules.Needs(row)
			if !ok {
				t.Errorf("%s names row %s, which there is not", r.ID, row)
			}
			if r.Level != rules.Note && r.Category != "live" && !slices.Contains(needs, r.ID) {
				t.Errorf("row %s can pass without %s", row, r.ID)
			}
		}
	}
}
