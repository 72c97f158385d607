package performance

import (
	"fmt"

	"clerkvet/analyzers/next"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var userDataUncached = &rules.Rule{
	ID: "user-data-uncached", Level: rules.Note, Checklist: []string{"6.2"},
	Check: func(p *rules.Pass) {
		app := p.App()
		if len(app.Clerk.ServerUses()) == 0 && len(app.Clerk.Uses("clerkClient")) == 0 {
			p.NotApplicable("the app asks Clerk for nobody on the server")
			return
		}
		var worst []*visitor.Event
		var at *next.Route
		others := 0
		for _, r := range app.Next.Routes {
			if r.Kind != next.PageRoute || r.Module == nil || r.Intercepts {
				continue
			}
			found := repeated(app.Visitor().UserRequests(r))
			if len(found) > 0 {
				others++
			}
			if len(found) > len(worst) {
				worst, at = found, r
			}
		}
		if at != nil {
			reportRequests(p, at, worst, others-1)
		}
	},
}

// repeated returns the fetches that are made more than once: those of Clerk's
// API together, those of the database together.
func repeated(events []*visitor.Event) (out []*visitor.Event) {
	var api, database []*visitor.Event
	for _, e := range events {
		if e.Verb == visitor.Clerk {
			api = append(api, e)
		} else {
			database = append(database, e)
		}
	}
	if len(api) > 1 {
		out = append(out, api...)
	}
	if len(database) > 1 {
		out = append(out, database...)
	}
	return out
}

func reportRequests(p *rules.Pass, r *next.Route, events []*visitor.Event, others int) {
	api := 0
	for _, e := range events {
		if e.Verb == visitor.Clerk {
			api++
		}
	}
	from, too := fmt.Sprintf(", %d of them from Clerk's Backend API", api), ""
	switch api {
	case 0:
		from = " from the database"
	case len(events):
		from = " from Clerk's Backend API"
	}
	switch {
	case others == 1:
		too = "; so does another page"
	case others > 1:
		too = fmt.Sprintf("; so do %d other pages", others)
	}
	f := p.Report(events[0].At, "one request of %s fetches the signed-in user %d times%s%s", r.Path, len(events), from, too)
	for _, e := range events {
		if stack := e.Stack(); len(stack) > 0 {
			f.Via(stack[0], "calls what asks %s at %s:%d", e.Name, e.At.Path(), e.At.StartLine())
		} else {
			f.Via(e.At, "asks %s", e.Name)
		}
	}
}
