package security

import (
	"fmt"
	"slices"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var vulnerableDependency = &rules.Rule{
	ID: "vulnerable-dependency", Level: rules.Error, CWE: 1395, Checklist: []string{"3.1"},
	Check: func(p *rules.Pass) {
		sure, remarks := map[string][]clerk.Vulnerable{}, map[string][]clerk.Vulnerable{}
		var packages []string
		gates := func() bool { return turnsAway(p.App().Visitor()) }
		for _, v := range p.App().Clerk.Vulnerable(gates) {
			if len(sure[v.Package])+len(remarks[v.Package]) == 0 {
				packages = append(packages, v.Package)
			}
			if v.Applies && v.Confirmed && !v.Availability {
				sure[v.Package] = append(sure[v.Package], v)
			} else {
				remarks[v.Package] = append(remarks[v.Package], v)
			}
		}
		for _, name := range packages {
			reportAdvisories(p, sure[name], "")
			if f := reportAdvisories(p, remarks[name], "; nothing shows that this app is concerned"); f != nil {
				f.As(rules.Note)
			}
		}
	},
}

// turnsAway reports whether the middleware turns visitors away from something;
// it does where that cannot be told.
func turnsAway(m *visitor.Machine) bool {
	answers := []visitor.MiddlewareAnswer{m.At("/clerkvet-no-such-page")}
	for _, r := range m.Resources() {
		answers = append(answers, r.Middleware)
	}
	return slices.ContainsFunc(answers, func(a visitor.MiddlewareAnswer) bool {
		return a.Verdict == visitor.MiddlewareUnknown || a.Verdict == visitor.Denies && !a.Locale
	})
}

// reportAdvisories makes one finding of the advisories of a package; the trail
// names each.
func reportAdvisories(p *rules.Pass, hits []clerk.Vulnerable, remark string) *rules.Finding {
	if len(hits) == 0 {
		return nil
	}
	first := hits[0]
	ids := first.ID
	if len(hits) > 1 {
		ids = fmt.Sprintf("%s and %d more", first.ID, len(hits)-1)
	}
	f := p.Report(first.At, "%s %s falls under %s%s: %s%s", first.Package, first.Version, ids, upTo(hits), first.Title, remark)
	if len(hits) == 1 {
		return f // the message has said it
	}
	for _, h := range hits {
		f.Via(h.At, "%s: %s (fixed in %s)", h.ID, h.Title, orNone(h.Fixed))
	}
	return f
}

// upTo says which version is free of all of them.
func upTo(hits []clerk.Vulnerable) string {
	if fixed := clerk.FixedIn(hits); fixed != "" {
		return " (fixed in " + fixed + ")"
	}
	return ""
}

func orNone(version string) string {
	if version == "" {
		return "no known version"
	}
	return version
}
