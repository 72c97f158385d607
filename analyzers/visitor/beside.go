package visitor

import "slices"

// React renders what stands side by side at once, and a request for the payload of
// server components gets what is ready before an error, or a redirect, of another part.
// So what is shown beside a guard is sent to whom the guard turns away.

// renderBeside shows one of several values, and notes what it read and shows.
func (m *run) renderBeside(v value, depth int) bool {
	before := len(m.events)
	shown := m.render(v, depth)
	if shown {
		m.noteShown(m.events[before:])
	}
	return shown
}

// showsBeside notes what was read before and stands in parts of a page that are sent
// though another part turns the visitor away.
func (m *run) showsBeside(parts []value) {
	if slices.ContainsFunc(parts, func(v value) bool { return m.sends(v, renderDepth) }) {
		m.noteShown(m.events)
	}
}

// noteShown notes that the last that was read by some events is shown.
func (m *run) noteShown(events []*Event) {
	read := lastRead(events)
	if m.visitor != SignedOut || m.around || read == nil || slices.ContainsFunc(events, func(e *Event) bool { return e.Kind == Shown }) {
		return
	}
	shown := *read
	shown.Kind = Shown
	m.note(&shown)
}

// notesBelow notes that a layout shows what stands below it, if a value is that: whatever
// it says beside it, it turns nobody away.
func (m *run) notesBelow(v value) {
	if !m.around || !slices.ContainsFunc(optionsOf(v), m.isBelow) || slices.ContainsFunc(m.events, func(e *Event) bool { return e.Kind == Below }) {
		return
	}
	m.note(&Event{Kind: Below, Name: "children"})
}

// isBelow reports whether a value is what the layout that is asked was given to show, or a
// part of it.
func (m *run) isBelow(v value) bool {
	for s := v.sym; s != nil; s = s.parent {
		if s == m.below {
			return true
		}
	}
	return false
}

// lastRead is the last of some events that read something, but for what belongs to
// nobody.
func lastRead(events []*Event) *Event {
	for _, e := range slices.Backward(events) {
		if e.Kind == Effect && !e.Hard && (e.Verb == Read || e.Verb == Network || e.Verb == Clerk) && !e.byNobody(nil) {
			return e
		}
	}
	return nil
}

// sends reports whether something that was read is in a value that is shown, as text or
// as what a component of the browser is given. What a server component is given is not
// sent unless it shows it.
func (m *run) sends(v value, depth int) bool {
	switch {
	case v.ref == nil, v.ref.query != nil:
		return v.origin().Has(FromRecord)
	case depth == 0 || !v.is(arrayShape) && !v.is(elementShape) && !v.is(plainShape):
		return false
	}
	if v.is(elementShape) && isServerComponent(v.ref) {
		return false
	}
	for _, c := range v.ref.props {
		if c.state == ready && m.sends(c.v, depth-1) {
			return true
		}
	}
	return slices.ContainsFunc(v.ref.elems, func(e value) bool { return m.sends(e, depth-1) })
}

// isServerComponent reports whether an element is of a component that runs on the server
// alone.
func isServerComponent(o *object) bool {
	return len(o.native.args) > 0 && isFunction(o.native.args[0]) && !o.native.args[0].ref.closure.module.source.HasDirective("use client")
}

// besides is what was shown beside what turned the visitor away, or nil.
func (p *path) besides() *Event {
	return first(p, func(e *Event) bool { return e.Kind == Shown })
}
