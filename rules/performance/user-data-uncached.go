package performance

import (
	"fmt"

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
		var worst requests
		others := -1
		for _, r := range app.Visitor().Resources() {
			asked := requestsOf(app.Visitor(), r)
			if len(asked.events) > 0 {
				others++
			}
			if len(asked.events) > len(worst.events) {
				worst = asked
			}
		}
		if len(worst.events) > 0 {
			worst.report(p, others)
		}
	},
}

// requests are the fetches of the signed-in user that one call of a resource makes more
// than once: those of Clerk's API together, those of the database together.
type requests struct {
	of     *visitor.Resource
	api    int
	events []*visitor.Event
}

// requestsOf leaves out what React does not let happen: of the same request to an API, a
// page of the app router makes one, with all that is around it.
func requestsOf(m *visitor.Machine, r *visitor.Resource) requests {
	found := requests{of: r}
	if r.Name == "generateMetadata" || r.Route != nil && r.Route.Intercepts { // part of the page; shown within another one
		return found
	}
	var api, database []*visitor.Event
	for _, e := range m.UserRequests(r) {
		switch {
		case e.Verb != visitor.Clerk:
			database = append(database, e)
		case !rendered(r):
			api = append(api, e)
		}
	}
	if len(api) > 1 {
		found.events, found.api = append(found.events, api...), len(api)
	}
	if len(database) > 1 {
		found.events = append(found.events, database...)
	}
	return found
}

// rendered reports whether the resource is a page of the app router.
func rendered(r *visitor.Resource) bool {
	return r.Kind == visitor.Page && r.Route != nil && r.Route.AppRouter
}

func (r requests) report(p *rules.Pass, others int) {
	from, too := fmt.Sprintf(", %d of them from Clerk's Backend API", r.api), ""
	switch r.api {
	case 0:
		from = " from the database"
	case len(r.events):
		from = " from Clerk's Backend API"
	}
	switch {
	case others == 1:
		too = "; another page, handler or action does it too"
	case others > 1:
		too = fmt.Sprintf("; %d other pages, handlers and actions do it too", others)
	}
	f := p.Report(r.events[0].At, "one request of %s fetches the signed-in user %d times%s%s", r.title(), len(r.events), from, too)
	for _, e := range r.events {
		if stack := e.Stack(); len(stack) > 0 {
			f.Via(stack[0], "calls what asks %s at %s:%d", e.Name, e.At.Path(), e.At.StartLine())
		} else {
			f.Via(e.At, "asks %s", e.Name)
		}
	}
}

func (r requests) title() string {
	switch {
	case r.of.Kind == visitor.Page || r.of.Name == "default":
		return r.of.Path
	case r.of.Kind == visitor.Handler:
		return r.of.Name + " " + r.of.Path
	}
	return "the " + string(r.of.Kind) + " " + r.of.Name
}
