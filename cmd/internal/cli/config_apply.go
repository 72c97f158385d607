package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"clerkvet/analyzers"
	"clerkvet/cmd/internal/report"
	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

// livingFlags are the flags about findings that are known.
type livingFlags struct {
	config         string
	baseline       string
	showSuppressed bool
	cmd            *cobra.Command // tells which flags were given
}

func (f *livingFlags) add(cmd *cobra.Command) {
	f.cmd = cmd
	cmd.Flags().StringVar(&f.config, "config", "", "read the configuration from `FILE` (default: clerkvet.yaml at the repository's root)")
	cmd.Flags().StringVar(&f.baseline, "baseline", "", "read known findings from `FILE` (default: "+baselineName+" at the repository's root)")
	cmd.Flags().BoolVar(&f.showSuppressed, "show-suppressed", false, "list suppressed findings, too, in text and SARIF")
}

// configured reads the configuration and tells the apps what it declares.
func configured(facts *analyzers.Facts, named string) (*config, error) {
	conf, err := readConfig(facts.FS, named)
	if err != nil {
		return nil, err
	}
	if conf.file != nil {
		if err := conf.check(facts); err != nil {
			return nil, err
		}
	}
	conf.declare(facts)
	return conf, nil
}

// judge runs the rules and lets the configuration, the comments of the code and
// the baseline speak about what they found.
func (c *command) judge(ctx context.Context, f auditFlags, p *plan, facts *analyzers.Facts) ([]*rules.Result, error) {
	if err := reachable(f, facts); err != nil {
		return nil, err
	}
	conf, err := configured(facts, f.living.config)
	if err != nil {
		return nil, err
	}
	known, err := readBaseline(facts.FS, f.living.baseline)
	if err != nil {
		return nil, err
	}
	p.obey(conf, f)
	if len(f.only) == 0 {
		facts.Ahead()
	}
	results := rules.Audit(ctx, facts, slices.DeleteFunc(slices.Clone(p.rules), isSuppression), requested(f)...)
	results = conf.apply(facts, results, ruleIDs(), now())
	p.only(&results, f.only)
	gone := known.match(facts, results)
	c.warn(conf.warnings(facts, results, now()))
	if n := len(rules.Fixed(facts, gone, results)); n > 0 && !f.quiet && len(facts.Others) == 0 {
		fmt.Fprintf(c.stderr, "clerkvet: fixed since the baseline: %s; run clerkvet baseline to prune it\n", report.Plural(n, "finding"))
	}
	return results, nil
}

// now is the day that ignores expire by.
func now() time.Time { return time.Now().UTC() }

// obey takes from the configuration what no flag says.
func (p *plan) obey(conf *config, f auditFlags) {
	p.options.Suppressed = f.living.showSuppressed
	if level := conf.failOn.text; level != "" && !f.living.cmd.Flags().Changed("fail-on") {
		p.never = level == "never"
		p.failOn, _ = rules.ParseLevel(level) // checked when it was read
	}
	if conf.protects() && len(f.only) == 0 {
		p.rules = append(slices.Clip(p.rules), rules.PolicyBroken)
	}
}

// only drops the result about suppressions where other rules were asked for,
// and else describes its rule where there is one.
func (p *plan) only(results *[]*rules.Result, ids []string) {
	i := slices.IndexFunc(*results, func(r *rules.Result) bool { return isSuppression(r.Rule) })
	switch {
	case i < 0:
	case len(ids) > 0 && !slices.Contains(ids, rules.SuppressionInvalid.ID):
		*results = slices.Delete(*results, i, i+1)
	case !slices.ContainsFunc(p.rules, isSuppression):
		p.rules = append(slices.Clip(p.rules), rules.SuppressionInvalid)
	}
}

func isSuppression(r *rules.Rule) bool { return r.ID == rules.SuppressionInvalid.ID }

func (c *command) warn(all []complaint) {
	for _, w := range all {
		fmt.Fprintf(c.stderr, "clerkvet: warning: %s\n", w)
	}
}

// allRules are the rules of the catalogue and those of the configuration.
func allRules() []*rules.Rule { return slices.Concat(catalogue.All(), rules.Configured()) }
