package catalogue_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"clerkvet/rules"
	"clerkvet/rules/catalogue"
	"clerkvet/rules/ruletest"
)

const fixtures = "../../testdata"

// Every page has all its parts, and its examples do what it says.
func TestPages(t *testing.T) {
	for _, r := range catalogue.All() {
		t.Run(r.ID, func(t *testing.T) {
			doc := r.Doc()
			if doc.Title == "" || doc.Summary == "" || doc.Fix == "" || len(doc.References) == 0 {
				t.Errorf("the page lacks a title, a summary, ## Fix or ## References")
			}
			if len(doc.Summary) > 1024 {
				t.Errorf("the summary has %d bytes, and SARIF allows 1024", len(doc.Summary))
			}
			if asksNetwork(r) {
				return // rules/live plays scenarios instead
			}
			example(t, r, "Wrong", doc.Wrong, func(n int) bool { return n > 0 })
			example(t, r, "Right", doc.Right, func(n int) bool { return n == 0 })
		})
	}
}

func example(t *testing.T, r *rules.Rule, section string, archives []string, ok func(findings int) bool) {
	if len(archives) == 0 {
		t.Errorf("the page has no example under %s", section)
	}
	for i, a := range archives {
		t.Run(fmt.Sprintf("%s-%d", section, i+1), func(t *testing.T) {
			if n := ruletest.Run(t, r, txtar.Parse([]byte(a))); !ok(n) {
				t.Errorf("the example has %d findings", n)
			}
		})
	}
}

// Every rule has at least three cases in which it speaks and three in which it
// is silent, its page's examples included.
func TestFixtures(t *testing.T) {
	for _, r := range catalogue.All() {
		if asksNetwork(r) {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			firing, silent := len(r.Doc().Wrong), len(r.Doc().Right)
			files, _ := filepath.Glob(filepath.Join(fixtures, r.ID, "*.txtar"))
			for _, f := range files {
				t.Run(filepath.Base(f), func(t *testing.T) {
					archive, err := txtar.ParseFile(f)
					if err != nil {
						t.Fatal(err)
					}
					if ruletest.Run(t, r, archive) > 0 {
						firing++
					} else {
						silent++
					}
				})
			}
			if firing < 3 || silent < 3 {
				t.Errorf("%d firing and %d silent cases: want three of each", firing, silent)
			}
		})
	}
}

// asksNetwork reports whether the rule takes facts that no archive can hold.
func asksNetwork(r *rules.Rule) bool { return strings.HasPrefix(r.OnRequest, "--live") }

// Every folder of fixtures belongs to a rule.
func TestNoStrayFixtures(t *testing.T) {
	known := map[string]bool{"golden": true, "cli": true, "example": true, "hand-read": true}
	for _, r := range catalogue.All() {
		known[r.ID] = true
	}
	entries, err := os.ReadDir(fixtures)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !known[e.Name()] {
			t.Errorf("testdata/%s belongs to no rule", e.Name())
		}
	}
}
