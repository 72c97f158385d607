package rules

import (
	"fmt"
	"slices"
	"strings"

	"clerkvet/analyzers"
)

// State is what the checklist says of a row.
type State string

// The states of a row.
const (
	RowPass    State = "PASS"
	RowFail    State = "FAIL"
	RowWarn    State = "WARN"
	RowUnknown State = "UNKNOWN" // the tool could not decide
	RowManual  State = "MANUAL"  // only a person or a live check can tell, or a check was not made
	RowNone    State = "N/A"     // does not apply to this app
)

// A Row is one line of the readiness checklist for one app.
type Row struct {
	ID       string
	Title    string
	App      *analyzers.App
	State    State
	Why      string
	Rules    []string // that were asked for it
	Findings []*Finding
}

// Checklist returns the rows of every app, app by app. Results of repository
// rules count for every app.
func Checklist(facts *analyzers.Facts, results []*Result) []Row {
	var rows []Row
	for _, app := range facts.Apps {
		for _, spec := range rowSpecs {
			rows = append(rows, row(spec, app, results))
		}
	}
	return rows
}

func row(spec rowSpec, app *analyzers.App, results []*Result) Row {
	r := Row{ID: spec.id, Title: spec.title, App: app}
	var asked []*Result
	for _, res := range results {
		if (res.App == app || res.App == nil) && slices.Contains(res.Rule.Checklist, spec.id) {
			asked = append(asked, res)
			r.Rules = append(r.Rules, res.Rule.ID)
			r.Findings = append(r.Findings, speaking(findingsOf(res, results), spec.id)...)
		}
	}
	r.State, r.Why = judgeFindings(r.Findings)
	if r.State == "" {
		r.State, r.Why = judgeOutcomes(spec, asked, len(r.Findings))
	}
	return r
}

// findingsOf returns what nothing silences. A failed rule without a finding
// fails in code that another app has too, and its findings are listed there.
func findingsOf(res *Result, results []*Result) []*Finding {
	all := res.Findings
	if res.Outcome == Failed && len(all) == 0 {
		for _, other := range results {
			if other.Rule == res.Rule {
				all = append(all, other.Findings...)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(f *Finding) bool { return f.Suppressed != nil })
}

// speaking leaves out the findings that are for other rows of their rule.
func speaking(findings []*Finding, row string) []*Finding {
	return slices.DeleteFunc(findings, func(f *Finding) bool { return len(f.Rows) > 0 && !slices.Contains(f.Rows, row) })
}

// judgeFindings returns the state that findings alone decide, or "".
func judgeFindings(findings []*Finding) (State, string) {
	worst := Note
	var by *Finding
	for _, f := range findings {
		if l := weight(f); l > worst {
			worst, by = l, f
		}
	}
	switch worst {
	case Error:
		return RowFail, reasonOf(by, len(findings))
	case Warning:
		return RowWarn, reasonOf(by, len(findings))
	}
	return "", ""
}

// weight is the level that a finding has for its row: low confidence counts one
// step lower, a deciding note as a warning.
func weight(f *Finding) Level {
	l := f.Level
	if l == Note && slices.Contains(deciding, f.Rule.ID) {
		l = Warning
	}
	if f.Confidence == Low {
		l--
	}
	return l
}

func reasonOf(f *Finding, n int) string {
	why := fmt.Sprintf("%s: %s", f.Rule.ID, f.Message)
	if n > 1 {
		why += fmt.Sprintf(" (and %d more)", n-1)
	}
	return why
}

// judgeOutcomes decides a row that no finding fails. remarks counts the notes
// that it has all the same.
func judgeOutcomes(spec rowSpec, asked []*Result, remarks int) (State, string) {
	asked = slices.DeleteFunc(slices.Clone(asked), func(r *Result) bool { return r.Rule.Category == liveCategory && r.Outcome == Skipped })
	if spec.manual != "" && !isSettled(spec, asked) {
		return RowManual, spec.manual
	}
	if res := first(asked, func(r *Result) bool { return r.Outcome == Unknown || r.Err != nil }); res != nil {
		return RowUnknown, res.Rule.ID + ": " + res.Reason
	}
	if res := first(asked, func(r *Result) bool { return r.Outcome == Skipped }); res != nil {
		return RowManual, res.Rule.ID + ": " + res.Reason // the reason says what settles it
	}
	if missing := notAsked(spec, asked); len(missing) > 0 {
		return RowManual, "not checked in this run: " + some(missing)
	}
	if res := first(asked, func(r *Result) bool { return r.Rule.ID == subjects[spec.id] && r.Outcome == NotApplicable }); res != nil {
		return RowNone, res.Reason
	}
	if why, none := noneApplies(asked); none {
		return RowNone, why
	}
	return RowPass, passed(asked, remarks)
}

// liveCategory is that of the rules that ask the network. They add to a row
// where they ran, and take nothing from it where they did not.
const liveCategory = "live"

// isSettled reports whether the live rules that decide the row have run.
func isSettled(spec rowSpec, asked []*Result) bool {
	for _, id := range settled[spec.id] {
		if !slices.ContainsFunc(asked, func(r *Result) bool { return r.Rule.ID == id }) {
			return false
		}
	}
	return len(settled[spec.id]) > 0
}

func first(results []*Result, is func(*Result) bool) *Result {
	if i := slices.IndexFunc(results, is); i >= 0 {
		return results[i]
	}
	return nil
}

// notAsked returns the rules that the row needs and that did not run.
func notAsked(spec rowSpec, asked []*Result) []string {
	return slices.DeleteFunc(strings.Fields(spec.needs), func(id string) bool {
		return slices.ContainsFunc(asked, func(r *Result) bool { return r.Rule.ID == id })
	})
}

// some lists the first few names.
func some(names []string) string {
	const few = 3
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
	}
	return strings.Join(names, ", ")
}

// noneApplies reports whether every rule of the row said that it does not
// apply, with the first reason.
func noneApplies(asked []*Result) (string, bool) {
	for _, res := range asked {
		if res.Outcome != NotApplicable {
			return "", false
		}
	}
	return asked[0].Reason, true
}

func passed(asked []*Result, remarks int) string {
	var ids []string
	for _, res := range asked {
		if res.Outcome == Passed || res.Outcome == Failed {
			ids = append(ids, res.Rule.ID)
		}
	}
	held := some(ids) + " held" + silenced(asked)
	if remarks == 1 {
		return held + ", with 1 remark"
	}
	if remarks > 1 {
		return fmt.Sprintf("%s, with %d remarks", held, remarks)
	}
	return held
}
