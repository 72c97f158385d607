package visitor

import (
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// Layouts returns every layout with its answer, also those that deny nobody.
func (m *Machine) Layouts() []*Resource {
	var out []*Resource
	for _, r := range m.list() {
		if r.Kind == Layout {
			out = append(out, r)
		}
	}
	m.each(len(out), func(w *worker, i int) { w.answer(out[i]) })
	return out
}

// Behind is At for a request that the matcher lets through to the middleware.
func (m *Machine) Behind(url string) MiddlewareAnswer {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := MiddlewareAnswer{URL: url, Verdict: NotRun}
	if mw := m.app.Middleware; mw == nil || mw.Export == "" || mw.Config.Fails {
		return a
	}
	a.Runs = true
	w := m.hire()
	defer m.release(w)
	w.runMiddlewareAt(&a, strings.TrimPrefix(url, w.basePath()))
	return a
}

// sessionReaders are the functions of Clerk that throw where its middleware did
// not run (facts.md F1.10).
var sessionReaders = map[string]bool{"auth()": true, "currentUser()": true, "getAuth()": true, "auth.protect()": true}

// SessionRead returns the first call that asks Clerk for the session of the
// request, or nil: one that only works where Clerk's middleware has run. Calls
// whose failure the code catches do not count.
func (m *Machine) SessionRead(a Answer) *Event {
	for _, e := range a.Events {
		if e.Kind == Check && e.Check == ClerkCheck && sessionReaders[e.Name] && !m.caught(e) {
			return e
		}
	}
	return nil
}

// caught reports whether the event, or a call that led to it, stands in a try
// statement or before a catch().
func (m *Machine) caught(e *Event) bool {
	for _, c := range e.stack {
		if triedAt(c.at) {
			return true
		}
	}
	return triedAt(m.callAt(e.At))
}

func (m *Machine) callAt(at source.Span) js.Node {
	if at.IsZero() {
		return js.Node{}
	}
	mod := m.app.Project.Graph.Module(at.Path())
	if mod == nil {
		return js.Node{}
	}
	for n := range mod.Root().Descendants() {
		if n.Is(js.CallExpression) && n.Span() == at {
			return n
		}
	}
	return js.Node{}
}

// triedAt reports whether a call stands in the body of a try statement that
// catches, in its own function.
func triedAt(n js.Node) bool {
	for child := n; !n.IsZero() && !n.IsFunction(); child, n = n, n.Parent() {
		if n.Is(js.TryStatement) && child.Span() == n.Field(js.FieldBody).Span() {
			return true
		}
		if n.Is(js.MemberExpression) && n.Field(js.FieldProperty).Text() == "catch" {
			return true
		}
	}
	return false
}
