package security

import (
	"clerkvet/analyzers/headers"
	"clerkvet/rules"
)

var cspMissing = &rules.Rule{
	ID: "csp-missing", Level: rules.Warning, CWE: 1021, Checklist: []string{"3.6"},
	Check: func(p *rules.Pass) {
		set := p.App().Headers()
		if !p.App().Next.HasPages() {
			p.NotApplicable("the app serves no pages")
			return
		}
		policies := set.Named(headers.CSP, headers.CSPReportOnly)
		if set.Serve(policies) || len(set.Elsewhere) > 0 {
			return
		}
		for _, l := range set.Libraries {
			if !l.Off {
				return
			}
		}
		for _, u := range set.Unread {
			p.Unknown(u.Span, "this part of the configuration may set a policy and cannot be read")
			return
		}
		what := "no Content-Security-Policy is set"
		if len(policies) > 0 {
			what = "no page is sent with a Content-Security-Policy"
		}
		f := p.Report(p.App().Next.Anchor, "%s, so a script that gets into a page can send the session anywhere", what)
		if len(set.Libraries) > 0 {
			f.Via(set.Libraries[0].At, "%s is used with its policy switched off", set.Libraries[0].Package)
		}
		for _, h := range policies {
			f.Via(h.At, "this policy is sent with no page")
		}
	},
}
