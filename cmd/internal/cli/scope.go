package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"

	"github.com/spf13/cobra"

	"clerkvet/analyzers"
	"clerkvet/analyzers/gitfs"
	"clerkvet/analyzers/source"
	"clerkvet/cmd/internal/report"
	"clerkvet/rules"
)

// scopeFlags say which tree is audited and which of its findings count.
type scopeFlags struct {
	staged bool
	all    bool
	since  string
	files  []string // literal names, as hooks pass them
}

func (f *scopeFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.staged, "staged", false, "audit what is staged; only findings that the staged changes touch or bring count (for hooks)")
	cmd.Flags().BoolVar(&f.all, "all", false, "with --staged: every finding counts")
	cmd.Flags().StringVar(&f.since, "since", "", "only findings that came since the merge base with the commit `REV` count")
}

func (f *scopeFlags) check() error {
	switch {
	case f.staged && f.since != "":
		return fmt.Errorf("--staged and --since exclude each other")
	case f.all && !f.staged:
		return fmt.Errorf("--all belongs to --staged")
	case len(f.files) > 0 && !f.staged:
		return fmt.Errorf("several paths are for --staged only: name one folder")
	}
	return nil
}

// name is what the report calls the changes that count; "" is everything.
func (f *scopeFlags) name() string {
	switch {
	case f.staged && !f.all:
		return "the staged changes"
	case f.since != "":
		return "the changes since " + f.since
	}
	return ""
}

// A scope is the changes that findings are held against.
type scope struct {
	base    string            // the commit before them; "" if there was none
	changes []gitfs.Change    // with lines; only of what is staged
	renamed map[string]string // new path → old path
	before  *analyzers.Facts  // of base; nil if they were not needed so far
}

// narrow marks the findings that the changes neither touch nor bring, so that
// they do not count. What is undecided now and was before is returned: it does
// not count either.
func (c *command) narrow(ctx context.Context, f auditFlags, s scope, p *plan, facts *analyzers.Facts, results []*rules.Result) (old []*rules.Result, err error) {
	if f.scope.name() == "" {
		return nil, nil
	}
	var rest []*rules.Finding
	for _, f := range rules.Findings(results) {
		if f.Suppressed == nil && !s.touches(f) {
			rest = append(rest, f)
		}
	}
	undecided := rules.Undecided(results)
	if s.base == "" || len(rest)+len(undecided) == 0 {
		return nil, nil
	}
	before, err := s.auditBefore(ctx, f.about(rest, undecided), p, facts)
	if err != nil {
		return nil, err
	}
	s.mark(rest, before, "was there before "+f.scope.name())
	return undecidedBefore(results, before), nil
}

// read finds the changes. In a hook, where they are few and somebody waits, what they do
// not bear on is then spared the walks of those who are led through everything.
func (f *scopeFlags) read(ctx context.Context, facts *analyzers.Facts) (s scope, err error) {
	repo := facts.Repo.Git()
	switch {
	case f.name() == "":
		return s, nil
	case f.staged:
		if s.base, err = repo.Head(ctx); err != nil {
			return s, err
		}
		if s.changes, err = repo.Changed(ctx, "", ""); err != nil || s.base == "" {
			return s, err
		}
		if s.renamed, err = repo.Renamed(ctx, s.base, ""); err != nil {
			return s, err
		}
		if s.before, err = facts.Before(ctx, repo, s.base); err == nil {
			facts.Spare(s.before)
		}
		return s, err
	}
	if s.base, err = repo.MergeBase(ctx, f.since); err != nil {
		return s, fmt.Errorf("--since %s: %w", f.since, err)
	}
	s.renamed, err = repo.Renamed(ctx, s.base, "HEAD")
	return s, err
}

// about is the flags that ask for the rules of the findings and the results only.
// What silences nothing is known when all have been asked.
func (f auditFlags) about(findings []*rules.Finding, results []*rules.Result) auditFlags {
	ids := map[string]bool{}
	for _, finding := range findings {
		ids[finding.Rule.ID] = true
	}
	for _, r := range results {
		ids[r.Rule.ID] = true
	}
	if !ids[rules.SuppressionInvalid.ID] {
		f.only = slices.Sorted(maps.Keys(ids))
	}
	return f
}

// auditBefore judges the commit as it was, its configuration and comments
// included. A configuration that could not be read then silenced nothing.
func (s scope) auditBefore(ctx context.Context, f auditFlags, p *plan, now *analyzers.Facts) (results []*rules.Result, err error) {
	facts := s.before
	if facts == nil {
		facts, err = now.Before(ctx, now.Repo.Git(), s.base)
	}
	if err != nil || len(facts.Apps) == 0 {
		return nil, err
	}
	silent, asked := &command{stderr: io.Discard}, *p
	if len(f.only) > 0 {
		asked.rules = slices.DeleteFunc(slices.Clone(p.rules), func(r *rules.Rule) bool { return !slices.Contains(f.only, r.ID) })
	}
	if results, err = silent.judge(ctx, f, &asked, facts); err != nil {
		results = rules.Audit(ctx, facts, asked.rules, requested(f)...)
	}
	return results, ctx.Err()
}

// touches reports whether a staged line is part of the finding or of the way to
// it. A line of package.json stands for something that is missing elsewhere, and
// a renamed file was not written anew.
func (s scope) touches(f *rules.Finding) bool {
	return s.wrote(f.At) || slices.ContainsFunc(f.Trail, func(step rules.Step) bool { return s.wrote(step.At) })
}

func (s scope) wrote(at source.Span) bool {
	if _, moved := s.renamed[at.Path()]; moved || at.IsZero() || path.Base(at.Path()) == "package.json" {
		return false
	}
	i := slices.IndexFunc(s.changes, func(c gitfs.Change) bool { return c.Path == at.Path() })
	return i >= 0 && slices.ContainsFunc(s.changes[i].Added, func(l gitfs.Lines) bool {
		return l.First <= endLine(at) && at.StartLine() <= l.Last
	})
}

// mark silences the findings that stood before, a renamed file's included. One
// that was silenced before and is not now has been brought by the change.
func (s scope) mark(findings []*rules.Finding, before []*rules.Result, reason string) {
	known := map[string]bool{}
	for _, f := range rules.Findings(before) {
		known[f.Fingerprint] = f.Suppressed == nil
	}
	for _, f := range findings {
		print := f.Fingerprint
		if old, ok := s.renamed[f.At.Path()]; ok {
			print = f.FingerprintAt(old)
		}
		if known[print] {
			f.Suppressed = &rules.Suppression{Kind: report.Unchanged, Reason: reason}
		}
	}
}

func undecidedBefore(results, before []*rules.Result) (old []*rules.Result) {
	type key struct{ rule, app string }
	of := func(r *rules.Result) key { return key{r.Rule.ID, where(r.App)} }
	were := map[key]bool{}
	for _, r := range rules.Undecided(before) {
		were[of(r)] = true
	}
	for _, r := range rules.Undecided(results) {
		if were[of(r)] {
			old = append(old, r)
		}
	}
	return old
}

func endLine(at source.Span) int {
	_, end := at.Positions(source.Runes)
	return end.Line
}

func without(results, left []*rules.Result) []*rules.Result {
	return slices.DeleteFunc(slices.Clone(results), func(r *rules.Result) bool { return slices.Contains(left, r) })
}
