package rules

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"slices"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
)

// Audit runs the rules on every app, and repository rules once. The results
// stand in the order of apps, then rules; findings are sorted by place. A
// finding that several apps share (a module of a workspace package) is kept
// for the first of them. A rule that panics ends Skipped with Err set and
// loses no other finding.
//
// requested names the flags that were given, of rules that run on request only.
func Audit(ctx context.Context, facts *analyzers.Facts, list []*Rule, requested ...string) []*Result {
	type question struct {
		app  *analyzers.App
		rule *Rule
	}
	var questions []question
	for _, rule := range list {
		if rule.Repository {
			questions = append(questions, question{nil, rule})
		}
	}
	for _, app := range facts.Apps {
		for _, rule := range list {
			if !rule.Repository {
				questions = append(questions, question{app, rule})
			}
		}
	}
	results := make([]*Result, len(questions))
	// A context that has ended is what check answers each question with.
	_ = source.Parallel(context.WithoutCancel(ctx), len(questions), func(i int) {
		q := questions[i]
		if q.rule.OnRequest != "" && !slices.Contains(requested, q.rule.OnRequest) {
			results[i] = &Result{Rule: q.rule, App: q.app, Outcome: Skipped, Reason: "needs " + q.rule.OnRequest}
			return
		}
		results[i] = check(ctx, facts, q.app, q.rule)
	})
	dropRepeated(results)
	fingerprint(facts, results)
	return results
}

func check(ctx context.Context, facts *analyzers.Facts, app *analyzers.App, rule *Rule) (r *Result) {
	r = &Result{Rule: rule, App: app, Outcome: Passed}
	if err := ctx.Err(); err != nil {
		r.Outcome, r.Reason, r.Err = Skipped, "the audit was stopped", err
		return r
	}
	defer func() {
		if v := recover(); v != nil {
			r.Outcome, r.Reason = Skipped, "internal error"
			r.Err = fmt.Errorf("rule %s: panic: %v\n%s", rule.ID, v, debug.Stack())
		}
	}()
	rule.Check(&Pass{facts, app, r})
	slices.SortStableFunc(r.Findings, compare)
	return r
}

// compare orders findings as every output does: path, place, rule, message.
func compare(a, b *Finding) int {
	return cmp.Or(source.Compare(a.At, b.At), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Message, b.Message))
}

// dropRepeated keeps the first of findings that say the same at the same place.
func dropRepeated(results []*Result) {
	type key struct {
		rule    *Rule
		at      source.Span
		message string
	}
	seen := map[key]bool{}
	for _, r := range results {
		r.Findings = slices.DeleteFunc(r.Findings, func(f *Finding) bool {
			k := key{f.Rule, f.At, f.Message}
			dup := seen[k]
			seen[k] = true
			return dup
		})
	}
}

// Findings returns the findings of all results in output order.
func Findings(results []*Result) []*Finding {
	var all []*Finding
	for _, r := range results {
		all = append(all, r.Findings...)
	}
	slices.SortStableFunc(all, compare)
	return all
}
