package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

// baselineName is the baseline's file at the root of the repository.
const baselineName = ".clerkvet-baseline.json"

// A knownFindings is a baseline and the file that holds it; the zero value is
// no baseline.
type knownFindings struct {
	*rules.Baseline
	file *source.File
}

// readBaseline reads the baseline: the file that was named, which must be
// there, else the one at the root of what is audited, if it has one.
func readBaseline(tree fs.FS, named string) (knownFindings, error) {
	name, shown := baselineName, baselineName
	if named != "" {
		dir, base := filepath.Split(named)
		tree, name, shown = os.DirFS(cmp.Or(dir, ".")), base, filepath.ToSlash(named)
	}
	text, err := readBounded(tree, name, source.MaxFile)
	if errors.Is(err, fs.ErrNotExist) && named == "" {
		return knownFindings{}, nil
	}
	if err != nil {
		return knownFindings{}, fmt.Errorf("read the baseline %s: %w", shown, cause(err))
	}
	b, err := rules.ParseBaseline(text)
	if err != nil {
		return knownFindings{}, fmt.Errorf("read the baseline %s: %w; clerkvet baseline writes a new one once it is removed", shown, err)
	}
	return knownFindings{b, source.NewFile(shown, text)}, nil
}

// match marks the findings that the baseline knows and returns its entries that
// no finding meets.
func (k knownFindings) match(facts *analyzers.Facts, results []*rules.Result) []rules.BaselineEntry {
	if k.Baseline == nil {
		return nil
	}
	return k.Match(results, facts.Tree.Has, k.file.Whole())
}

func (c *command) baseline() *cobra.Command {
	var f auditFlags
	add := false
	cmd := &cobra.Command{
		Use:   "baseline [PATH]",
		Short: "Write the findings that are there to the baseline, or take out of it what is fixed",
		Long: `Without a baseline, baseline writes one with every finding that nothing else
silences: an audit then fails on new ones only. With one, it takes out what is
fixed; new findings are counted, and taken in with --add.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runBaseline(cmd.Context(), f, add, argument(args))
		},
	}
	f.living.cmd = cmd
	cmd.Flags().StringVar(&f.living.config, "config", "", "read the configuration from `FILE`")
	cmd.Flags().StringVar(&f.living.baseline, "baseline", "", "write `FILE` (default: "+baselineName+" at the repository's root)")
	cmd.Flags().BoolVar(&f.history, "history", false, "also search the whole git history for secrets")
	cmd.Flags().BoolVar(&add, "add", false, "take new findings in, too")
	return cmd
}

func (c *command) runBaseline(ctx context.Context, f auditFlags, add bool, path string) error {
	facts, release, err := load(ctx, path)
	if err != nil {
		return err
	}
	defer release()
	if len(facts.Apps) == 0 {
		return noApp(facts)
	}
	if err := reachable(f, facts); err != nil {
		return err
	}
	target := cmp.Or(f.living.baseline, filepath.Join(facts.Repo.Git().Root, baselineName))
	old, err := readBaseline(facts.FS, f.living.baseline)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return err
	}
	conf, err := configured(facts, f.living.config)
	if err != nil {
		return err
	}
	p := &plan{rules: allRules()}
	results := rules.Audit(ctx, facts, slices.DeleteFunc(p.rules, isSuppression), requested(f)...)
	if err := errors.Join(ctx.Err(), internalErrors(results, facts.Problems())); err != nil {
		return err
	}
	results = conf.apply(facts, results, ruleIDs(), now())
	gone := old.match(facts, results)
	next, sum := renew(old, changes{results, gone, rules.Fixed(facts, gone, results)}, add)
	if err := writeFile(target, next.Text()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, "%s: %s\n", filepath.Base(target), sum)
	return err
}

// changes are what an audit says about a baseline.
type changes struct {
	results     []*rules.Result
	gone, fixed []rules.BaselineEntry
}

// renew makes the new baseline. What belongs to rules that could not decide is
// kept: it is not known to be fixed.
func renew(old knownFindings, now changes, add bool) (*rules.Baseline, string) {
	out := &rules.Baseline{}
	fresh := old.Baseline == nil
	kept, added, left := 0, 0, 0
	for _, f := range rules.Findings(now.results) {
		switch {
		case f.Known():
			kept++
		case f.Suppressed != nil:
			continue
		case fresh || add:
			added++
		default:
			left++
			continue
		}
		out.Findings = append(out.Findings, rules.EntryOf(f))
	}
	for _, e := range now.gone {
		if !slices.Contains(now.fixed, e) {
			out.Findings = append(out.Findings, e)
			kept++
		}
	}
	if fresh {
		return out, fmt.Sprintf("%d findings written", added)
	}
	sum := fmt.Sprintf("%d kept, %d fixed and taken out, %d added", kept, len(now.fixed), added)
	if left > 0 {
		sum += fmt.Sprintf("; %d new left out (--add takes them in)", left)
	}
	return out, sum
}
