package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/cmd/internal/report"
	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

// auditFlags are the flags of the audit command.
type auditFlags struct {
	format     string
	outputs    []string
	failOn     string
	only       []string
	strict     bool
	history    bool
	quiet      bool
	color      string
	noProgress bool
	living     livingFlags
	scope      scopeFlags
	network    networkFlags
	fix        fixFlags
}

func (c *command) audit() *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit [PATH]",
		Short: "Audit a checkout (default: the repository that holds the current folder)",
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := f.scope.arguments(args)
			if err == nil {
				err = f.fix.check(f.scope.staged)
			}
			if err == nil {
				err = f.network.check(f.scope)
			}
			if err == nil {
				err = c.runAudit(cmd.Context(), f, dir)
			}
			return suggestCommand(err, cmd.Root(), dir)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "text", "what to write to standard output: "+strings.Join(formatNames(), ", "))
	flags.StringArrayVar(&f.outputs, "output", nil, "also write `FORMAT=FILE` (repeatable)")
	flags.StringVar(&f.failOn, "fail-on", "error", "exit 1 on findings at this level or above: error, warning, note, never")
	flags.StringSliceVar(&f.only, "rule", nil, "run only these rules (`id[,id]`)")
	flags.BoolVar(&f.strict, "strict", false, "exit 1 when a check could not be decided, too")
	flags.BoolVar(&f.history, "history", false, "also search the whole git history for secrets")
	flags.BoolVar(&f.quiet, "quiet", false, "print findings and the verdict only")
	flags.StringVar(&f.color, "color", "auto", "colour the text: auto, always, never")
	flags.BoolVar(&f.noProgress, "no-progress", false, "show no progress")
	f.living.add(cmd)
	f.scope.add(cmd)
	flags.BoolVar(&f.network.live, "live", false, "also ask Clerk's APIs about the keys of the environment (see clerkvet live)")
	f.network.add(cmd)
	f.fix.add(cmd)
	return cmd
}

func argument(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func (c *command) runAudit(ctx context.Context, f auditFlags, path string) error {
	plan, err := c.plan(f)
	if err != nil {
		return err
	}
	done := c.progress(f.noProgress, "auditing")
	facts, release, err := loadScope(ctx, path, f.scope)
	if err != nil {
		done()
		return err
	}
	defer release()
	if len(facts.Apps) == 0 {
		done()
		return noApp(facts)
	}
	if err := c.ask(ctx, f.network, facts); err != nil {
		done()
		return err
	}
	changes, err := f.scope.read(ctx, facts)
	var results, old []*rules.Result
	if err == nil {
		results, err = c.judge(ctx, f, plan, facts)
	}
	if err == nil {
		old, err = c.narrow(ctx, f, changes, plan, facts, results)
	}
	done()
	if err := cmp.Or(ctx.Err(), err); err != nil {
		return err
	}
	if f.fix.asked() && f.fix.rounds < maxRounds {
		c.code = exitCode(without(results, old), plan)
		if written, err := c.mend(f.fix, facts, results); err != nil || f.fix.diff {
			return err
		} else if written {
			f.fix.rounds++
			return c.runAudit(ctx, f, path)
		}
	}
	audit := &report.Audit{Version: Version(), Facts: facts, Rules: plan.rules, Results: results, Partial: len(f.only) > 0, Scope: f.scope.name()}
	c.code = exitCode(without(results, old), plan) // it holds where the reader of the output leaves early
	if err := c.write(audit, plan); err != nil {
		return err
	}
	c.adviseAge(time.Now())
	if err := internalErrors(audit.Results, facts.Problems()); err != nil {
		return err
	}
	return c.settle(audit.Results, plan)
}

// staleAfter is the age from which the advisory data is worth a word.
const staleAfter = 90 * 24 * time.Hour

func (c *command) adviseAge(now time.Time) {
	if age, day := clerk.AdvisoryAge(now); age > staleAfter {
		fmt.Fprintf(c.stderr, "clerkvet: the advisory data is of %s, %d days old: update clerkvet\n", day, int(age.Hours()/24))
	}
}

// requested names the flags that ask for more than the tree.
func requested(f auditFlags) []string {
	out := f.network.requested()
	if f.history {
		out = append(out, "--history")
	}
	return out
}

// reachable fails where the history is asked for and there is none to ask.
func reachable(f auditFlags, facts *analyzers.Facts) error {
	if ok, reason := facts.Repo.Tracks(); f.history && !ok {
		return fmt.Errorf("--history: %s", reason)
	}
	return nil
}

// A plan is what the flags of an audit ask for, checked.
type plan struct {
	rules   []*rules.Rule
	outputs []output
	formats map[string]report.Format
	options report.Options
	failOn  rules.Level
	never   bool // no finding fails the run
	strict  bool
}

func (c *command) plan(f auditFlags) (*plan, error) {
	p := &plan{strict: f.strict, formats: report.Formats, never: f.failOn == "never"}
	var err error
	if !p.never {
		if p.failOn, err = rules.ParseLevel(f.failOn); err != nil {
			return nil, fmt.Errorf("--fail-on: %w, or never", err)
		}
	}
	if p.rules, err = choose(f.only); err != nil {
		return nil, err
	}
	if p.outputs, err = outputs(f.format, f.outputs); err != nil {
		return nil, err
	}
	p.options, err = c.options(f)
	return p, err
}

// choose returns the rules with the ids, or all.
func choose(ids []string) ([]*rules.Rule, error) {
	all := catalogue.All()
	if len(ids) == 0 {
		return all, nil
	}
	var chosen []*rules.Rule
	for _, id := range ids {
		r, err := find(allRules(), id)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, r)
	}
	return chosen, nil
}

func exitCode(results []*rules.Result, p *plan) int {
	switch {
	case !p.never && rules.Fails(results, p.failOn):
		return notReady
	case p.strict && len(rules.Undecided(results)) > 0:
		return notReady
	}
	return ready
}

// internalErrors reports rules that panicked, files at which a reader did, and
// what could not be read. Their findings are lost, those of the others have been
// printed.
func internalErrors(results []*rules.Result, problems []source.Problem) error {
	var errs []error
	var skipped []string
	for _, p := range problems {
		switch {
		case p.Internal:
			errs = append(errs, fmt.Errorf("%s: %s", p.Path, p.Reason))
		case p.Skipped:
			skipped = append(skipped, p.Path+" ("+p.Reason+")")
		}
	}
	if len(skipped) > 0 {
		errs = append(errs, fmt.Errorf("not everything could be audited: %s", few(skipped)))
	}
	for _, r := range results {
		if r.Err != nil {
			errs = append(errs, fmt.Errorf("internal error in %s (please report it): %w", where(r.App), r.Err))
		}
	}
	return errors.Join(errs...)
}

func where(app *analyzers.App) string {
	if app == nil {
		return "the repository"
	}
	return "app " + app.Next.Dir
}

// noApp says what was looked at where no app was found, and what of it could
// not be read.
func noApp(facts *analyzers.Facts) error {
	var seen, unread []string
	for _, p := range facts.Tree.Files() {
		if filepath.Base(p) == "package.json" {
			seen = append(seen, p)
		}
	}
	for _, p := range facts.Problems() {
		at := p.Path
		if !p.At.IsZero() {
			at = fmt.Sprintf("%s:%d", p.Path, p.At.StartLine())
		}
		unread = append(unread, at+" "+p.Reason)
	}
	what := "no package.json found: name the folder of a Next.js repository"
	if len(seen) > 0 {
		what = fmt.Sprintf("no Next.js app found: of %s, none depends on next and has pages", few(seen))
	}
	if len(unread) > 0 {
		what += "; could not be read: " + few(unread)
	}
	return errors.New(what)
}

// few lists the first few of the items.
func few(items []string) string {
	if len(items) > 5 {
		items = append(items[:5:5], fmt.Sprintf("and %d more", len(items)-5))
	}
	return strings.Join(items, ", ")
}
