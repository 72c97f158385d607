package rules_test

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
	"clerkvet/rules/ruletest"
)

const twoApps = `
-- apps/a/package.json --
{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17"}}
-- apps/a/app/page.tsx --
export default function Page() { return null }
-- apps/b/package.json --
{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17"}}
-- apps/b/app/page.tsx --
export default function Page() { return null }
-- lib/shared.ts --
%s
`

func load(t *testing.T, shared string) *analyzers.Facts {
	t.Helper()
	facts, err := ruletest.Facts(txtar.Parse([]byte(strings.Replace(twoApps, "%s", shared, 1))))
	if err != nil {
		t.Fatal(err)
	}
	if len(facts.Apps) != 2 {
		t.Fatalf("%d apps", len(facts.Apps))
	}
	return facts
}

// marks reports each line of the shared file that holds "bad".
func marks(level rules.Level) *rules.Rule {
	return &rules.Rule{ID: "marks", Level: level, Checklist: []string{"3.7"}, Check: func(p *rules.Pass) {
		file, _ := p.Facts().Tree.Read("lib/shared.ts")
		for i, line := range strings.Split(string(file.Text), "\n") {
			if strings.Contains(line, "bad") {
				p.Report(file.Line(i+1), "this is bad")
			}
		}
	}}
}

func audit(t *testing.T, shared string, list ...*rules.Rule) ([]*rules.Result, *analyzers.Facts) {
	facts := load(t, shared)
	return rules.Audit(context.Background(), facts, list), facts
}

// A module that two apps share is reported for the first.
func TestSharedFindingOnce(t *testing.T) {
	results, _ := audit(t, "bad()", marks(rules.Error))
	if len(results) != 2 || len(rules.Findings(results)) != 1 || len(results[0].Findings) != 1 {
		t.Errorf("%d results, %d findings", len(results), len(rules.Findings(results)))
	}
}

// A rule that panics is skipped with its error and loses no other finding.
func TestPanicIsContained(t *testing.T) {
	results, _ := audit(t, "bad()", &rules.Rule{ID: "panics", Check: func(*rules.Pass) { panic("boom") }}, marks(rules.Error))
	if r := results[0]; r.Outcome != rules.Skipped || r.Err == nil || !strings.Contains(r.Err.Error(), "rule panics: panic: boom") {
		t.Errorf("outcome %s, err %v", r.Outcome, r.Err)
	}
	if n := len(rules.Findings(results)); n != 1 {
		t.Errorf("%d findings", n)
	}
}

func prints(t *testing.T, shared string) []string {
	results, _ := audit(t, shared, marks(rules.Error))
	var out []string
	for _, f := range rules.Findings(results) {
		out = append(out, f.Fingerprint)
	}
	return out
}

// The identity survives lines above, blanks and order; equals are told apart.
func TestFingerprint(t *testing.T) {
	before := prints(t, "bad(1)\nbad(2)")
	after := prints(t, "// new\n\n  bad(2)\nbad( 1 )")
	if len(before) != 2 || len(after) != 2 || before[0] != after[1] || before[1] != after[0] {
		t.Errorf("before %v, after %v", before, after)
	}
	if same := prints(t, "bad(1)\nbad(1)"); same[0] == same[1] || same[0] != before[0] {
		t.Errorf("equals: %v, alone %v", same, before[0])
	}
}

func TestRowStatesAndVerdict(t *testing.T) {
	check := func(level rules.Level, c rules.Confidence, row string, id string) *rules.Rule {
		return &rules.Rule{ID: id, Level: level, Checklist: []string{row}, Check: func(p *rules.Pass) {
			p.Report(p.App().Next.Anchor, "x").With(c)
		}}
	}
	none := &rules.Rule{ID: "n", Checklist: []string{"3.3"}, Check: func(p *rules.Pass) { p.NotApplicable("no webhook") }}
	pass := &rules.Rule{ID: "p", Checklist: []string{"3.3"}, Check: func(*rules.Pass) {}}
	open := &rules.Rule{ID: "u", Level: rules.Error, Checklist: []string{"3.3"}, Check: func(p *rules.Pass) { p.Unknown(p.App().Next.Anchor, "dark") }}
	key := &rules.Rule{ID: "k", Checklist: []string{"1.1"}, Check: func(*rules.Pass) {}}
	for _, c := range []struct {
		name, row string
		rules     []*rules.Rule
		state     rules.State
		verdict   rules.Verdict
	}{
		{"error", "3.3", []*rules.Rule{check(rules.Error, rules.High, "3.3", "e")}, rules.RowFail, rules.NotReady},
		{"error of low confidence", "3.3", []*rules.Rule{check(rules.Error, rules.Low, "3.3", "e")}, rules.RowWarn, rules.Ready},
		{"warning", "3.3", []*rules.Rule{check(rules.Warning, rules.High, "3.3", "w"), open}, rules.RowWarn, rules.Unproven},
		{"a note of a run with few rules", "3.3", []*rules.Rule{check(rules.Note, rules.High, "3.3", "x")}, rules.RowManual, rules.Ready},
		{"deciding note", "5.1", []*rules.Rule{check(rules.Note, rules.High, "5.1", "not-found-missing")}, rules.RowWarn, rules.Ready},
		{"unknown", "3.3", []*rules.Rule{pass, open}, rules.RowUnknown, rules.Unproven},
		{"unknown beside an error", "3.3", []*rules.Rule{open, check(rules.Error, rules.High, "3.3", "e")}, rules.RowFail, rules.NotReady},
		{"not applicable in a run with few rules", "3.3", []*rules.Rule{none}, rules.RowManual, rules.Ready},
		{"one of few rules applies", "3.3", []*rules.Rule{none, pass}, rules.RowManual, rules.Ready},
		{"reading never passes a key", "1.1", []*rules.Rule{key}, rules.RowManual, rules.Ready},
		{"an error fails a key", "1.1", []*rules.Rule{check(rules.Error, rules.High, "1.1", "e")}, rules.RowFail, rules.NotReady},
		{"no rule", "3.5", nil, rules.RowManual, rules.Ready},
	} {
		results, facts := audit(t, "", c.rules...)
		for _, row := range rules.Checklist(facts, results) {
			if row.App == facts.Apps[0] && row.ID == c.row && row.State != c.state {
				t.Errorf("%s: row %s is %s (%s), want %s", c.name, row.ID, row.State, row.Why, c.state)
			}
		}
		if got := rules.Judge(results); got != c.verdict {
			t.Errorf("%s: verdict %s, want %s", c.name, got, c.verdict)
		}
	}
}

// A finding always has a place: without one of its own that of its app.
func TestFindingWithoutPlace(t *testing.T) {
	lost := &rules.Rule{ID: "lost", Check: func(p *rules.Pass) { p.Report(source.Span{}, "somewhere in %s", p.App().Next.Dir) }}
	results, _ := audit(t, "", lost)
	for i, want := range []string{"apps/a/package.json", "apps/b/package.json"} {
		if at := results[i].Findings[0].At; at.Path() != want || at.StartLine() != 1 {
			t.Errorf("%s:%d, want %s", at.Path(), at.StartLine(), want)
		}
	}
}
