package security

import (
	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// A job is a path that a scheduler asks for.
type job struct {
	path, known string // known: how it is known to be one
	at          source.Span
	answer      visitor.MiddlewareAnswer
}

var cronProtected = &rules.Rule{
	ID: "cron-protected", Level: rules.Warning, Checklist: []string{"3.1", "4.5"},
	Check: func(p *rules.Pass) {
		jobs := jobsOf(p.App())
		if len(jobs) == 0 {
			p.NotApplicable("no scheduled job asks the app for a path")
			return
		}
		told := map[string]*rules.Finding{}
		for _, j := range jobs {
			path := pathOf(j.path)
			switch first := told[path]; {
			case !j.answer.Refuses():
			case first != nil:
				first.Via(j.at, "so it turns it away from %s", j.path)
			default:
				told[path] = p.Report(j.at, "the middleware turns the scheduler away from %s, %s, as it does not sign in: the job never runs", j.path, j.known).
					Along(j.answer.Trail)
			}
		}
	},
}

// jobsOf returns the scheduled jobs: what vercel.json lists, and handlers that
// ask for the secret of a scheduler.
func jobsOf(app *analyzers.App) (out []job) {
	listed := map[*visitor.Resource]bool{}
	if v := app.Next.Vercel; v != nil {
		for _, c := range v.Crons {
			route := app.Next.Match(c.Path)
			if route == nil {
				continue
			}
			for _, r := range app.Visitor().Resources() {
				listed[r] = listed[r] || r.Route == route
			}
			out = append(out, job{c.Path, "a cron job of vercel.json", c.Span, app.Visitor().At(pathOf(c.Path))})
		}
	}
	for _, r := range app.Visitor().Resources() {
		if r.Kind == visitor.Handler && !listed[r] && r.Code.OtherCheck == visitor.CronCheck {
			out = append(out, job{r.Path, "which asks for a cron secret", r.Span, r.Middleware})
		}
	}
	return out
}
