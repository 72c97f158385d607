package monitoring

import "clerkvet/rules"

var healthEndpointMissing = &rules.Rule{
	ID: "health-endpoint-missing", Level: rules.Note, Checklist: []string{"4.1"},
	Check: func(p *rules.Pass) {
		app := p.App().Next
		switch {
		case app.Config != nil && app.Config.Output == "export":
			p.NotApplicable("a static export has no server to ask")
		case len(p.App().HealthEndpoints()) == 0:
			f := p.Report(app.Anchor, "the app has no health endpoint such as /api/health, so no monitor can tell whether it is up")
			if app.AppDir == "" {
				f.Because("", "add pages/api/health.ts that answers 200 without a session")
			}
		}
	},
}
