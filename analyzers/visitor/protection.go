package visitor

import (
	"slices"

	"clerkvet/analyzers/next"
)

// A Protection sums up what protects a resource.
type Protection string

// The protections.
const (
	Twice        Protection = "twice"      // the middleware and the code
	ByMiddleware Protection = "middleware" // the middleware only
	ByCode       Protection = "code"       // the code only
	// ByLayout is that of a page that hands out nothing, where a layout above it turns the
	// visitor away. Next.js renders a page beside the layouts above it, and sends what it
	// shows with their refusal, in the document and in the payload of a navigation (run with
	// next 14.2.35, 15.0.7, 15.5.9, 16.0.7 and 16.4.6: redirect(), notFound(), and a layout
	// that leaves its children out): no layout protects what a page reads.
	ByLayout  Protection = "layout"
	Public    Protection = "public" // by declaration: an exception of a middleware that protects everything else
	Open      Protection = "open"
	Undecided Protection = "unknown"
)

// sum works out what protects each resource.
func (m *Machine) sum() {
	m.answerMiddleware()
	m.answerBatches()
	m.placeCompanions()
	for _, r := range m.resources {
		if r.guards() {
			m.guards = append(m.guards, r)
		}
	}
	closed := m.closedPolicy()
	for _, r := range m.resources {
		r.Protection = protection(r, closed, m.guard(r) != nil)
		m.declare(r)
	}
	m.sumMounts()
}

func protection(r *Resource, closed, guarded bool) Protection {
	code := r.Code.Verdict == Denied || r.Code.Verdict == Harmless
	switch mw := r.gate; {
	case mw == Denies && code:
		return Twice
	case mw == Denies:
		return ByMiddleware
	case code:
		return ByCode
	case r.Kind == Page && r.Code.Verdict == Reached && !r.HandsOut() && guarded:
		return ByLayout
	case mw == Passes && closed && !r.slipped:
		return Public
	case r.Code.Verdict == Unknown || mw == MiddlewareUnknown:
		return Undecided
	}
	return Open
}

// Guard returns the outermost layout around the resource that turns a signed-out visitor
// away, or nil.
func (m *Machine) Guard(r *Resource) *Resource {
	m.answered()
	return m.guard(r)
}

func (m *Machine) guard(r *Resource) *Resource {
	if i := slices.IndexFunc(m.guards, r.Below); i >= 0 {
		return m.guards[i]
	}
	return nil
}

// Below reports whether a layout stands around the resource.
func (r *Resource) Below(layout *Resource) bool {
	return r.Route != nil && slices.ContainsFunc(r.Route.Segments, func(s *next.Segment) bool {
		l := s.Files["layout"]
		return l != nil && l.Path == layout.File
	})
}
