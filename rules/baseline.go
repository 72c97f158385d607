package rules

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
)

// BaselineSchema names the format of a baseline file.
const BaselineSchema = "clerkvet/baseline@1"

// A Baseline lists findings that are known and shall not fail a run.
type Baseline struct {
	Schema   string          `json:"schema"`
	Findings []BaselineEntry `json:"findings"`
}

// A BaselineEntry is one known finding. It holds no line number, so that the
// file does not change with every edit.
type BaselineEntry struct {
	Path        string `json:"path"`
	Rule        string `json:"rule"`
	Fingerprint string `json:"fingerprint"`
	// Likeness is the fingerprint without the path.
	Likeness string `json:"likeness"`
}

// ParseBaseline reads a baseline file. Unknown members are refused: they are
// of a later version.
func ParseBaseline(text []byte) (*Baseline, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	b := &Baseline{}
	if err := d.Decode(b); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("there is more after the end")
	}
	if b.Schema != BaselineSchema {
		return nil, fmt.Errorf("schema is %q, want %q", b.Schema, BaselineSchema)
	}
	for i, e := range b.Findings {
		if e.Rule == "" || e.Path == "" || e.Fingerprint == "" {
			return nil, fmt.Errorf("entry %d lacks a rule, path or fingerprint", i+1)
		}
	}
	return b, nil
}

// Text is the file: the same findings give the same bytes.
func (b *Baseline) Text() []byte {
	sorted := slices.Clone(b.Findings)
	slices.SortFunc(sorted, func(x, y BaselineEntry) int {
		return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
	out := Baseline{BaselineSchema, append([]BaselineEntry{}, slices.Compact(sorted)...)}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(out) // strings into memory do not fail
	return buf.Bytes()
}

// EntryOf is the baseline's entry of a finding.
func EntryOf(f *Finding) BaselineEntry {
	return BaselineEntry{f.At.Path(), f.Rule.ID, f.Fingerprint, f.likeness()}
}

// Match marks the findings that the baseline knows, and returns its entries
// that none of them meets. A finding whose file is new to the baseline also
// meets the entry of a file that is there no more, as a rename leaves it.
func (b *Baseline) Match(results []*Result, exists func(path string) bool, at source.Span) (gone []BaselineEntry) {
	open := map[string][]BaselineEntry{}
	paths := map[string]bool{}
	for _, e := range b.Findings {
		open[e.Fingerprint] = append(open[e.Fingerprint], e)
		paths[e.Path] = true
	}
	take := func(f *Finding, entries []BaselineEntry) bool {
		if len(entries) == 0 {
			return false
		}
		f.baseline = entries[0].Fingerprint
		delete(open, f.baseline)
		if f.Suppressed == nil {
			f.Suppressed = &Suppression{Kind: "baseline", Reason: "known since the baseline was written", At: at}
		}
		return true
	}
	var rest []*Finding
	for _, f := range Findings(results) {
		if !take(f, open[f.Fingerprint]) && !paths[f.At.Path()] {
			rest = append(rest, f)
		}
	}
	moved := map[string][]BaselineEntry{}
	for _, entries := range open {
		if e := entries[0]; e.Likeness != "" && !exists(e.Path) {
			moved[e.Likeness] = append(moved[e.Likeness], e)
		}
	}
	for _, f := range rest {
		candidates := moved[f.likeness()]
		slices.SortFunc(candidates, func(x, y BaselineEntry) int { return cmp.Compare(x.Path, y.Path) })
		if take(f, candidates) {
			moved[f.likeness()] = candidates[1:]
		}
	}
	for _, e := range b.Findings {
		if open[e.Fingerprint] != nil {
			gone = append(gone, e)
		}
	}
	return gone
}

// Known reports whether the baseline met the finding; set by Match.
func (f *Finding) Known() bool { return f.baseline != "" }

// Fixed returns those of the entries whose rule has looked at their file and
// found nothing there any more. What was not looked at is not known to be fixed.
func Fixed(facts *analyzers.Facts, gone []BaselineEntry, results []*Result) (fixed []BaselineEntry) {
	for _, e := range gone {
		if decided(results, e.Rule, e.Path, facts) {
			fixed = append(fixed, e)
		}
	}
	return fixed
}
