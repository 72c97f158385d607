package headers

import (
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/next"
)

// clerkPolicies reads clerkMiddleware({contentSecurityPolicy}).
func (s *Set) clerkPolicies(c *clerk.App) {
	for _, o := range c.PolicyOptions() {
		name := CSP
		if o.ReportOnly {
			name = CSPReportOnly
		}
		value := o.Policy(c)
		s.Headers = append(s.Headers, Header{Name: name, Value: value, Known: !strings.Contains(value, next.Hole), By: ByClerk, At: o.At})
	}
	slices.SortStableFunc(s.Headers, func(a, b Header) int { return strings.Compare(string(a.By), string(b.By)) })
}
