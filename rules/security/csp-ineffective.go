package security

import (
	"clerkvet/analyzers/headers"
	"clerkvet/rules"
)

var cspIneffective = &rules.Rule{
	ID: "csp-ineffective", Level: rules.Note, CWE: 1021, Checklist: []string{"3.6"},
	Check: func(p *rules.Pass) {
		set := p.App().Headers()
		policies, trials := set.Policies(), set.Named(headers.CSPReportOnly)
		switch {
		case len(policies)+len(trials) == 0:
			p.NotApplicable("no policy is set that can be read")
		case len(policies) == 0:
			p.Report(trials[0].At, "the only policy is report-only, so browsers block nothing")
		case set.Serve(policies):
			seen := map[string]bool{}
			for _, h := range policies {
				why := h.Policy().Weakness()
				if !seen[h.Value] && why != "" {
					seen[h.Value] = true
					p.Report(h.At, "the policy protects nothing: %s", why)
				}
			}
		default:
			p.Report(policies[0].At, "the policy is sent with no page: a browser applies it only to documents")
		}
	},
}
