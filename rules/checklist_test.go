package rules

import (
	"errors"
	"strings"
	"testing"

	"clerkvet/analyzers"
)

var (
	app   = &analyzers.App{}
	other = &analyzers.App{}
	facts = &analyzers.Facts{Apps: []*analyzers.App{app, other}}
)

// outcome returns how a rule of row 5.1 ended for app.
func outcome(id string, o Outcome, reason string, findings ...*Finding) *Result {
	r := &Result{Rule: &Rule{ID: id, Checklist: []string{"5.1"}}, App: app, Outcome: o, Reason: reason, Findings: findings}
	for _, f := range findings {
		f.Rule, f.App, r.Outcome = r.Rule, app, Failed
	}
	return r
}

// all returns results of every rule that row 5.1 needs: those given, and the
// others passed.
func all(given ...*Result) []*Result {
	out := given
	for _, id := range strings.Fields(specOf("5.1").needs) {
		asked := false
		for _, g := range given {
			asked = asked || g.Rule.ID == id
		}
		if !asked {
			out = append(out, outcome(id, Passed, ""))
		}
	}
	return out
}

func specOf(id string) rowSpec {
	for _, s := range rowSpecs {
		if s.id == id {
			return s
		}
	}
	return rowSpec{}
}

func TestRow(t *testing.T) {
	note, warning, failure := Finding{Message: "n"}, Finding{Level: Warning, Message: "w"}, Finding{Level: Error, Message: "e"}
	low := func(f Finding) *Finding { f.Confidence = Low; return &f }
	silenced := func(f Finding) *Finding { f.Suppressed = &Suppression{}; return &f }
	copied := func(f Finding) *Finding { return &f }
	shared := outcome("global-error-missing", Failed, "")
	elsewhere := outcome("global-error-missing", Passed, "", copied(failure))
	elsewhere.App, elsewhere.Rule = other, shared.Rule
	broken := outcome("global-error-missing", Skipped, "internal error")
	broken.Err = errors.New("panic")
	for name, test := range map[string]struct {
		results []*Result
		state   State
		why     string
	}{
		"everything held":         {all(), RowPass, "held"},
		"an error fails":          {all(outcome("a", Passed, "", copied(warning), copied(failure))), RowFail, "a: e (and 1 more)"},
		"a warning warns":         {all(outcome("a", Passed, "", copied(note), copied(warning))), RowWarn, "a: w"},
		"a note is a remark":      {all(outcome("a", Passed, "", copied(note))), RowPass, "1 remark"},
		"a deciding note warns":   {all(outcome("not-found-missing", Passed, "", copied(note))), RowWarn, "not-found-missing: n"},
		"a doubtful one does not": {all(outcome("not-found-missing", Passed, "", low(note))), RowPass, "1 remark"},
		"a doubtful error warns":  {all(outcome("a", Passed, "", low(failure))), RowWarn, "a: e"},
		"a doubtful warning":      {all(outcome("a", Passed, "", low(warning))), RowPass, "1 remark"},
		"silenced":                {all(outcome("a", Passed, "", silenced(failure))), RowPass, "held"},
		"unknown":                 {all(outcome("global-error-missing", Unknown, "cannot be read")), RowUnknown, "global-error-missing: cannot be read"},
		"a rule broke":            {all(broken), RowUnknown, "internal error"},
		"skipped":                 {all(outcome("global-error-missing", Skipped, "needs --history")), RowManual, "global-error-missing: needs --history"},
		"a finding beats unknown": {all(outcome("a", Unknown, "x"), outcome("b", Passed, "", copied(warning))), RowWarn, "b: w"},
		"no rule was asked":       {nil, RowManual, "not checked in this run: error-boundary-missing, global-error-missing, not-found-missing and 2 more"},
		"one rule was not asked":  {all()[1:], RowManual, "not checked in this run: error-boundary-missing"},
		"some do not apply":       {all(outcome("a", NotApplicable, "x")), RowPass, "held"},
		"found in the other app":  {append(all(shared), elsewhere), RowFail, "global-error-missing: e"},
	} {
		got := row(specOf("5.1"), app, test.results)
		if got.State != test.state || !strings.Contains(got.Why, test.why) {
			t.Errorf("%s: %s %q, want %s %q", name, got.State, got.Why, test.state, test.why)
		}
	}
}

func TestRowThatDoesNotApply(t *testing.T) {
	var results []*Result
	for _, id := range strings.Fields(specOf("5.1").needs) {
		results = append(results, outcome(id, NotApplicable, "no pages"))
	}
	if got := row(specOf("5.1"), app, results); got.State != RowNone || got.Why != "no pages" {
		t.Errorf("%s %q", got.State, got.Why)
	}
}

func TestManualRow(t *testing.T) {
	res := outcome("test-key-in-production", Unknown, "x")
	res.Rule.Checklist = []string{"1.1"}
	if got := row(specOf("1.1"), app, []*Result{res}); got.State != RowManual || got.Why != liveKeys {
		t.Errorf("reading passes a row that only a live check can pass: %s %q", got.State, got.Why)
	}
	res.Findings = []*Finding{{Rule: res.Rule, Level: Error, Message: "a test key"}}
	if got := row(specOf("1.1"), app, []*Result{res}); got.State != RowFail {
		t.Errorf("reading cannot fail a manual row: %s", got.State)
	}
}

func TestRowsOfEveryApp(t *testing.T) {
	repository := &Result{Rule: &Rule{ID: "env-file-committed", Checklist: []string{"1.3"}}, Outcome: Failed}
	repository.Findings = []*Finding{{Rule: repository.Rule, Level: Error, Message: "committed"}}
	rows := Checklist(facts, []*Result{repository})
	failed := 0
	for _, r := range rows {
		if r.State == RowFail {
			failed++
		}
	}
	if len(rows) != 2*30 || failed != 2 {
		t.Errorf("%d rows, %d failed: want 60 and 2", len(rows), failed)
	}
}

// TestSubject: what holds of nothing at all passes no row.
func TestSubject(t *testing.T) {
	asked := func(id string, o Outcome, reason string) *Result {
		return &Result{Rule: &Rule{ID: id, Checklist: []string{"2.4"}}, App: app, Outcome: o, Reason: reason}
	}
	around := []*Result{asked("middleware-misplaced", Passed, ""), asked("middleware-conflict", Passed, "")}
	none := row(specOf("2.4"), app, append(around, asked("middleware-missing", NotApplicable, "nobody asks")))
	if none.State != RowNone || none.Why != "nobody asks" {
		t.Errorf("without a middleware: %s, %s", none.State, none.Why)
	}
	if in := row(specOf("2.4"), app, append(around, asked("middleware-missing", Passed, ""))); in.State != RowPass {
		t.Errorf("with a middleware: %s, %s", in.State, in.Why)
	}
}

// A middleware that is not there protects nothing, whatever else held.
func TestNoMiddlewareProtects(t *testing.T) {
	spec := specOf("3.1")
	for outcome, want := range map[Outcome]State{NotApplicable: RowNone, Passed: RowPass} {
		var results []*Result
		for _, id := range strings.Fields(spec.needs) {
			res := &Result{Rule: &Rule{ID: id, Checklist: []string{"3.1"}}, App: app, Outcome: Passed}
			if id == "matcher-invalid" {
				res.Outcome, res.Reason = outcome, "no middleware is in place"
			}
			results = append(results, res)
		}
		if got := row(spec, app, results); got.State != want {
			t.Errorf("%s: %s, %s, want %s", outcome, got.State, got.Why, want)
		}
	}
}
