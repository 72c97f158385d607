package environment

import "clerkvet/rules"

var providerMissing = &rules.Rule{
	ID: "provider-missing", Level: rules.Error, Checklist: []string{"1.6"},
	Check: func(p *rules.Pass) {
		none, first, routes := p.App().Clerk.ProviderGap()
		switch {
		case first.Name == "":
			p.NotApplicable("the app uses no hook or component of Clerk")
		case none:
			p.Report(first.Span, "%s needs <ClerkProvider> above it, and the app renders none: it throws", first.Name)
		}
		for _, r := range routes {
			p.Report(r.Module.File.Whole(), "%s uses Clerk in the browser, and no layout above it renders <ClerkProvider>: it throws", r.Path).With(rules.Medium)
		}
	},
}
