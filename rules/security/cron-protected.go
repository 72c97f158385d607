package security

import "clerkvet/rules"

var cronProtected = &rules.Rule{
	ID: "cron-protected", Level: rules.Warning, Checklist: []string{"3.1", "4.5"},
	Check: func(p *rules.Pass) {
		jobs := p.App().Jobs()
		if len(jobs) == 0 {
			p.NotApplicable("no scheduled job asks the app for a path")
			return
		}
		told := map[string]*rules.Finding{}
		for _, j := range jobs {
			path := pathOf(j.Path)
			switch first := told[path]; {
			case !j.Answer.Refuses():
			case first != nil:
				first.Via(j.At, "so it turns it away from %s", j.Path)
			default:
				told[path] = p.Report(j.At, "the middleware turns the scheduler away from %s, %s, as it does not sign in: the job never runs", j.Path, j.Known).
					Along(j.Answer.Trail)
			}
		}
	},
}
