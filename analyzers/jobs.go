package analyzers

import (
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
)

// A Job is a path that a scheduler asks for.
type Job struct {
	Path   string // as it is listed, or the route's pattern
	Known  string // how it is known to be one
	At     source.Span
	Answer visitor.MiddlewareAnswer // what the middleware says to a visitor who is not signed in
}

// Jobs returns the scheduled jobs: what vercel.json lists, what scheduled workflows
// request, and handlers that ask for the secret of a scheduler.
func (a *App) Jobs() []Job { return a.jobs() }

func (a *App) findJobs() (out []Job) {
	listed := map[*visitor.Resource]bool{}
	list := func(asked, known string, at source.Span) {
		route := a.Next.Match(asked)
		if route == nil {
			return
		}
		for _, r := range a.Visitor().Resources() {
			listed[r] = listed[r] || r.Route == route
		}
		path, _, _ := strings.Cut(asked, "?")
		path, _, _ = strings.Cut(path, "#")
		out = append(out, Job{asked, known, at, a.Visitor().At(path)})
	}
	if v := a.Next.Vercel; v != nil {
		for _, c := range v.Crons {
			list(c.Path, "a cron job of vercel.json", c.Span)
		}
	}
	for _, r := range a.scheduledFor() {
		list(r.path, "which a scheduled workflow requests", r.at)
	}
	for _, r := range a.Visitor().Resources() {
		if r.Kind == visitor.Handler && !listed[r] && r.Code.OtherCheck == visitor.CronCheck {
			out = append(out, Job{r.Path, "which asks for a cron secret", r.Span, r.Middleware})
		}
	}
	return out
}
