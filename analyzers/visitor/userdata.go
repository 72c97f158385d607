package visitor

import (
	"regexp"
	"strconv"
	"strings"

	"clerkvet/analyzers/next"
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

// userRecord matches the names of records that stand for the signed-in user.
var userRecord = regexp.MustCompile(`(?i)user|account|profile|member`)

// asksForUser reports whether an event fetches the signed-in user: from Clerk's
// Backend API, or as a record of the database.
func asksForUser(e *Event) bool {
	if e.Kind != Effect {
		return false
	}
	if e.Verb == Clerk {
		return strings.HasSuffix(e.Method, "#currentUser") || strings.HasSuffix(e.Method, ".getUser")
	}
	if e.Verb != Read || len(e.Calls) == 0 || !oneVerbs[strings.ToLower(e.Calls[0])] || !userRecord.MatchString(e.Name) {
		return false
	}
	for _, a := range e.Args {
		if a.From.Has(FromClerk) {
			return true
		}
	}
	return false
}

// UserRequests returns every fetch of the signed-in user that one request of a
// page makes, in its layouts, its metadata and itself: one event for each call,
// of a function that React remembers one in all.
func (m *Machine) UserRequests(r *next.Route) []*Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.spare == nil {
		m.spare = m.worker()
	}
	var entries []*Resource
	for _, s := range r.Segments {
		if layout := s.Files["layout"]; layout != nil {
			entries = append(entries, m.resource(Layout, layout, "default", pageEntry))
		}
	}
	entries = append(entries, m.ofRoute(r)...)
	remembered := map[string]bool{}
	var out []*Event
	for _, entry := range entries {
		for _, e := range m.spare.mostRequests(entry) {
			key := place(e)
			if e.cached { // it stands where it is called
				key = e.Method
			}
			if e.cached || m.spare.isCached(e) {
				if remembered[key] {
					continue
				}
				remembered[key] = true
			}
			out = append(out, e)
		}
	}
	return out
}

// mostRequests returns the fetches of the way through an entry that has most.
func (w *worker) mostRequests(r *Resource) (most []*Event) {
	if r.entry == nil {
		return nil
	}
	known, ok := w.requests[r.File+" "+r.Name]
	if ok {
		return known
	}
	paths, _ := w.explorePaths(Stranger, r.entry, swiftly)
	for i := range paths {
		var found []*Event
		seen := map[string]bool{}
		for _, e := range paths[i].events {
			key := place(e)
			for _, c := range e.stack {
				key += " " + strconv.Itoa(c.at.Span().Start) + c.at.Span().Path()
			}
			if asksForUser(e) && !seen[key] { // a loop asks again for the same
				seen[key] = true
				found = append(found, e)
			}
		}
		if len(found) > len(most) {
			most = found
		}
	}
	w.requests[r.File+" "+r.Name] = most
	return most
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
