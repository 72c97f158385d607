package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"clerkvet/analyzers"
	"clerkvet/cmd/internal/report"
	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

func (c *command) live() *cobra.Command {
	f := auditFlags{noProgress: false, network: networkFlags{live: true}}
	cmd := &cobra.Command{
		Use:   "live [PATH]",
		Short: "Ask the network: are the keys, the instance and the deployed site what the code believes?",
		Long: `live asks Clerk's APIs about the keys of the environment, and with --url the
deployed site about every route. Run it where the app's secrets are: the keys are
taken from CLERK_SECRET_KEY, NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY and the variable
from which the code reads the webhook's signing secret. They are never printed.

As a gate before a deployment, in a workflow of GitHub Actions:

  - run: clerkvet live --strict
    env:
      CLERK_SECRET_KEY: ${{ secrets.CLERK_SECRET_KEY }}
      NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: ${{ vars.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY }}
      CLERK_WEBHOOK_SIGNING_SECRET: ${{ secrets.CLERK_WEBHOOK_SIGNING_SECRET }}

Exit codes: 0 ready, 1 a check failed, 2 something could not be asked.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runLive(cmd.Context(), f, argument(args))
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "text", "what to write to standard output: "+strings.Join(formatNames(), ", "))
	flags.StringArrayVar(&f.outputs, "output", nil, "also write `FORMAT=FILE` (repeatable)")
	flags.StringVar(&f.failOn, "fail-on", "error", "exit 1 on findings at this level or above: error, warning, note, never")
	flags.BoolVar(&f.strict, "strict", false, "exit 1 when a check could not be decided, too")
	flags.BoolVar(&f.quiet, "quiet", false, "print failed checks and the result only")
	flags.StringVar(&f.color, "color", "auto", "colour the text: auto, always, never")
	flags.BoolVar(&f.noProgress, "no-progress", false, "show no progress")
	f.living.add(cmd)
	f.network.add(cmd)
	return cmd
}

func (c *command) runLive(ctx context.Context, f auditFlags, path string) error {
	if err := f.network.check(f.scope); err != nil {
		return err
	}
	f.only = liveRules()
	plan, err := c.plan(f)
	if err != nil {
		return err
	}
	plan.formats = report.LiveFormats
	done := c.progress(f.noProgress, "asking the network")
	facts, release, err := load(ctx, path)
	if err != nil {
		done()
		return err
	}
	defer release()
	results, err := c.answer(ctx, f, plan, facts)
	done()
	if err != nil {
		return err
	}
	audit := &report.Audit{Version: Version(), Facts: facts, Rules: plan.rules, Results: results, Partial: true}
	c.code = exitCode(results, plan)
	if err := c.write(audit, plan); err != nil {
		return err
	}
	if err := internalErrors(results, facts.Problems()); err != nil {
		return err
	}
	return c.settle(results, plan)
}

// answer asks the network and judges the answers once, for the app whose
// deployment is asked, or for none.
func (c *command) answer(ctx context.Context, f auditFlags, p *plan, facts *analyzers.Facts) ([]*rules.Result, error) {
	if err := c.ask(ctx, f.network, facts); err != nil {
		return nil, err
	}
	if facts.LiveApp == nil {
		p.rules = once(p.rules)
		return c.judge(ctx, f, p, facts)
	}
	facts.Apps = []*analyzers.App{facts.LiveApp}
	return c.judge(ctx, f, p, facts)
}

// once makes rules about an app rules about the repository.
func once(list []*rules.Rule) (out []*rules.Rule) {
	for _, r := range list {
		of := *r
		of.Repository = true
		out = append(out, &of)
	}
	return out
}

func liveRules() (ids []string) {
	for _, r := range catalogue.All() {
		if r.Category == "live" {
			ids = append(ids, r.ID)
		}
	}
	return slices.Clip(ids)
}
