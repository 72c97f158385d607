package security

import (
	"slices"

	"clerkvet/analyzers/headers"
	"clerkvet/rules"
)

var cspIneffective = &rules.Rule{
	ID: "csp-ineffective", Level: rules.Note, CWE: 1021, Checklist: []string{"3.6"},
	Check: func(p *rules.Pass) {
		set := p.App().Headers()
		policies, trials := set.Policies(), set.Named(headers.CSPReportOnly)
		switch {
		case len(policies) == 0 && unreadPolicy(p, set):
		case !set.Serve(slices.Concat(policies, trials)): // csp-missing says so
			p.NotApplicable("no page is sent with a policy")
		case !set.Serve(policies):
			p.Report(trials[0].At, "the only policy is report-only, so browsers block nothing")
		default:
			seen := map[string]bool{}
			for _, h := range policies {
				why := h.Weakness()
				if !seen[h.Text()] && why != "" && len(set.Pages(h)) > 0 {
					seen[h.Text()] = true
					p.Report(h.At, "the policy protects nothing: %s", why)
				}
			}
		}
	},
}
