package monitoring

import "clerkvet/rules"

var errorTrackingAnonymous = &rules.Rule{
	ID: "error-tracking-anonymous", Level: rules.Note, Checklist: []string{"4.2"},
	Check: func(p *rules.Pass) {
		t := p.App().Clerk.Tracking()
		at := t.Browser
		if at.IsZero() {
			at = t.Server
		}
		switch {
		case p.App().Clerk.Absent():
			p.NotApplicable("the app does not use Clerk")
		case at.IsZero():
			p.NotApplicable("the app starts no error tracker")
		case t.User.IsZero():
			p.Report(at, "nothing tells the error tracker which user of Clerk an error happened to")
		}
	},
}
