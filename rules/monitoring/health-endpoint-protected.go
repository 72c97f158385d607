package monitoring

import (
	"clerkvet/rules"
)

var healthEndpointProtected = &rules.Rule{
	ID: "health-endpoint-protected", Level: rules.Warning, Checklist: []string{"4.1", "4.5"},
	Check: func(p *rules.Pass) {
		endpoints := p.App().HealthEndpoints()
		if len(endpoints) == 0 {
			p.NotApplicable("the app has no health endpoint")
			return
		}
		said := map[string]bool{}
		for _, r := range endpoints {
			switch {
			case said[r.Path]:
			case r.Middleware.Refuses():
				p.Report(r.Span, "the middleware turns a monitor that asks %s away, as it does not sign in: the endpoint always looks down", r.Path).
					Along(r.Middleware.Trail)
				said[r.Path] = true
			case r.Code.RefusesHere() && !sharedName().MatchString(r.Path):
				p.Report(r.Span, "the health endpoint %s asks for a signed-in user, which no monitor is: it always looks down", r.Path).
					With(rules.Medium).Along(r.Code.Trail)
				said[r.Path] = true
			}
		}
	},
}
