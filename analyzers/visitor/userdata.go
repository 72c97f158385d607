package visitor

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// cached is React's cache(): what a function gives is remembered for a request.
func (m *run) cached(c *call) value {
	f := m.force(c.arg(0))
	if isFunction(f) && f.ref.closure != nil {
		m.cachedNodes[f.ref.closure.node] = true
		return f
	}
	return nativeFunc("react#cache()", func(m *run, c *call) value {
		before := len(m.events)
		v := m.call(&call{at: c.at, fn: f, args: c.args, this: c.this})
		for _, e := range m.events[min(before, len(m.events)):] {
			e.cached = true
		}
		return v
	})
}

// userRecord matches the names of tables whose records stand for the signed-in user,
// not those of what a user has.
var userRecord = regexp.MustCompile(`(?i)^([a-z]+_)?(app|db|auth|clerk|local|current|site)?_?(user_?(account|profile|data|info|record)?|account|profile|member)s?_?(table|model|schema|collection)?$`)

// asksForUser reports whether an event fetches the signed-in user: from Clerk's
// Backend API, or as a record of the database.
func (w *worker) asksForUser(e *Event) bool {
	if e.Kind != Effect {
		return false
	}
	own := slices.ContainsFunc(e.Args, func(a Arg) bool { return a.From.Has(FromClerk) })
	if e.Verb == Clerk {
		return strings.HasSuffix(e.Method, "#currentUser") || strings.HasSuffix(e.Method, ".getUser") && own
	}
	return own && e.Verb == Read && len(e.Calls) > 0 && oneVerbs[strings.ToLower(e.Calls[0])] && w.nameMatches(userRecord, e.Table())
}

// UserRequests returns every fetch of the signed-in user that one request of a
// resource makes, of a page in its layouts, its metadata and itself: one event for each
// call, of a function that React remembers one in all.
func (m *Machine) UserRequests(r *Resource) (out []*Event) {
	remembered := map[string]bool{}
	for _, s := range m.Surfaces() {
		if s != r && (r.Kind != Page || s.Route != r.Route && !(s.Kind == Layout && r.Below(s))) {
			continue
		}
		for _, f := range m.journey(s, Stranger).fetches {
			if f.once == "" || !remembered[f.once] {
				out = append(out, f.event)
			}
			remembered[f.once] = true
		}
	}
	return out
}

// fetched is a fetch of the signed-in user. Those that are remembered for a
// request are made once: once tells them apart.
type fetched struct {
	event *Event
	once  string
}

// mostFetches returns the fetches of the path that has most.
func (w *worker) mostFetches(paths []path) (most []fetched) {
	for i := range paths {
		var found []fetched
		seen := map[string]bool{}
		for _, e := range paths[i].events {
			if !w.asksForUser(e) {
				continue
			}
			key := place(e)
			for _, c := range e.stack {
				key += " " + strconv.Itoa(c.at.Span().Start) + c.at.Span().Path()
			}
			if !seen[key] { // a loop asks again for the same
				seen[key] = true
				found = append(found, w.fetched(e))
			}
		}
		if len(found) > len(most) {
			most = found
		}
	}
	return most
}

func (w *worker) fetched(e *Event) fetched {
	switch {
	case e.cached: // it stands where it is called
		return fetched{e, e.Method}
	case w.isCached(e):
		return fetched{e, place(e)}
	}
	return fetched{event: e}
}

func place(e *Event) string { return e.At.Path() + ":" + strconv.Itoa(e.At.Start) }

// isCached reports whether a function that React remembers led to the event.
func (w *worker) isCached(e *Event) bool {
	for _, c := range e.stack {
		if c.fn.ref != nil && c.fn.ref.closure != nil && w.cachedNodes[c.fn.ref.closure.node] {
			return true
		}
	}
	return false
}

// SpreadUser is the member of an object that all fields of a Clerk backend user are
// spread over.
const SpreadUser = "…user"

// isWholeUser reports whether a value is a user as Clerk's Backend API gives him.
func (v value) isWholeUser() bool {
	if v.kind != unknownKind || !v.origin().Has(FromClerk) {
		return false
	}
	s := v.source()
	return s == "currentUser()" || s == "clerkClient.getUser()"
}
