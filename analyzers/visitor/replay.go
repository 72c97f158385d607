package visitor

import "slices"

// fork goes on with one of the outcomes that compute gives; the other ones are
// other paths of the current frame.
func (m *run) fork(compute func() []outcome) (value, *thrown) {
	f := m.frame
	switch {
	case f.pos == len(f.log):
		f.log = append(f.log, m.entry(compute, m.overfull))
	case f.log[f.pos].local && compute != nil:
		m.again(&f.log[f.pos], compute)
	}
	e := f.log[f.pos]
	f.pos++
	if e.outs == nil {
		panic(exhausted{"the code could not be replayed"})
	}
	o := e.outs[e.cur]
	m.apply(o)
	return o.v, o.thrown
}

// entry computes the outcomes of a call.
func (m *run) entry(compute func() []outcome, overfull func() bool) entry {
	clock, marks := m.clock, len(m.marks)
	outs := compute()
	if len(outs) > 1 && overfull() {
		outs = []outcome{gravest(outs)}
	}
	return entry{n: len(outs), outs: outs, local: slices.ContainsFunc(outs, window{m.frame.since, clock}.touched), marks: slices.Clone(m.marks[marks:])}
}

// again computes the outcomes of an entry for the variables of this path.
func (m *run) again(e *entry, compute func() []outcome) {
	for _, b := range e.marks {
		delete(m.covered, b)
	}
	now := m.entry(compute, func() bool { return e.n == 1 })
	if now.n != e.n {
		m.anew(e)
	}
	e.n = now.n
	e.outs = now.outs
}

// maxAnew bounds how often a call is taken up again from its first outcome.
const maxAnew = 4

// anew takes up a call from its first outcome, as it has other ones than on the
// last path: something that it used has been loaded since.
func (m *run) anew(e *entry) {
	if e.anew++; e.anew > maxAnew {
		panic(exhausted{"the code could not be replayed"})
	}
	m.frame.log = m.frame.log[:m.frame.pos+1]
	e.cur = 0
}

// A window is the time from when a function began to when it called another:
// what was made in it is made anew on each path.
type window struct{ since, until int }

func (w window) holds(birth int) bool { return birth > w.since && birth <= w.until }

// touched reports whether an outcome writes what was made in the window, or
// hands it out.
func (w window) touched(o outcome) bool {
	return w.handsOut(o.v, 4) || slices.ContainsFunc(o.changes, func(c *change) bool { return !c.assumed && w.holds(c.birth) })
}

// handsOut reports whether a value leads to something made in the window, in a
// few steps.
func (w window) handsOut(v value, depth int) bool {
	o := v.ref
	switch {
	case o == nil:
		return false
	case w.holds(int(o.birth)):
		return true
	case o.promise != nil:
		return w.handsOut(o.promise.v, depth)
	case depth == 0:
		return false
	case o.closure != nil && w.sees(o.closure, depth-1):
		return true
	}
	for _, c := range o.props {
		if w.handsOut(c.v, depth-1) {
			return true
		}
	}
	return slices.ContainsFunc(o.elems, func(e value) bool { return w.handsOut(e, depth-1) })
}

// sees reports whether a function has a variable around it that was made in the
// window, or that leads to such a thing.
func (w window) sees(f *closure, depth int) bool {
	for s := f.scope; s != nil && s != f.module.scope; s = s.parent {
		for _, c := range s.vars {
			if w.holds(int(c.birth)) || w.handsOut(c.v, depth) {
				return true
			}
		}
	}
	return f.this != nil && w.handsOut(*f.this, depth)
}
