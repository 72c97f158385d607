package live

import (
	"clerkvet/analyzers/live"
	"clerkvet/rules"
)

var liveHealth = &rules.Rule{
	ID: "live-health", Level: rules.Warning, Checklist: []string{"4.1", "4.5"}, OnRequest: OnSite,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		if len(facts.Site.Health) == 0 {
			p.NotApplicable("the app has no health endpoint")
			return
		}
		for _, page := range facts.Site.Health {
			switch {
			case page.Status == 200:
			case page.Status == 0:
				p.Unknown(anchor(p), "%s could not be asked: %s; %s", page.Path, page.Why, ownSite)
			case page.Ending == live.Moved:
				p.Unknown(anchor(p), "%s moves to %s: name that host by --url", page.Path, page.To)
			case page.Ending == live.Refused || page.Ending == live.SentOn || page.Ending == live.Handshake:
				p.Report(anchor(p), "%s answers status %d to whoever is not signed in: a monitor takes the site for down", page.Path, page.Status).
					Because("the middleware protects the health endpoint", "make the path public in the middleware")
			default:
				p.Report(anchor(p), "%s answers status %d: a monitor takes the site for down", page.Path, page.Status).
					Because("something that the endpoint checks does not work, or the deployed code is another than this checkout", "look at the server's log for this request")
			}
		}
	},
}
