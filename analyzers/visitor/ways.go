package visitor

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A mark is a state to go back to.
type mark struct{ trail, events int }

func (m *run) mark() mark { return mark{len(m.trail), len(m.events)} }

func (m *run) back(to mark) { m.undoTo(to.trail, to.events) }

// fan evaluates something in every way in which it can end. If there is only
// one, it returns how it ends and no ways: what it did stands. Where there are more
// ways than are walked as each secret variable may be set or not, as in a table of
// the settings, that is no path of its own.
func (m *run) fan(eval func() completion, limit int) (only completion, ways []outcome) {
	divided := m.divided
	only, ways, full := m.fanOut(eval, limit)
	if !full || m.divided == divided || m.undivided {
		return only, ways
	}
	m.undivided = true
	defer func() { m.undivided = false }()
	only, ways, _ = m.fanOut(eval, limit)
	return only, ways
}

func (m *run) fanOut(eval func() completion, limit int) (only completion, ways []outcome, full bool) {
	outer, before, context := m.frame, m.mark(), m.context
	f := m.newFrame(limit)
	c := m.along(f, eval)
	if !f.next() && !f.full {
		m.frame, m.context = outer, context
		m.leave(f)
		return c, nil, false
	}
	ways = append(ways, m.taken(c, before, f.since, false))
	m.back(before)
	for more := len(f.log) > 0; more; more = f.next() {
		if f.limit == maxInner && ways[len(ways)-1].checks() {
			f.limit = maxChecking
		}
		m.context = context
		ways = append(ways, m.taken(m.along(f, eval), before, f.since, false))
		m.back(before)
	}
	m.frame, m.context = outer, context
	if ways, full = m.settled(ways, f.since), f.full; full {
		ways = append(ways, anythingElse(ways))
	}
	m.leave(f)
	return completion{}, ways, full
}

// along evaluates something on one path of a frame.
func (m *run) along(f *frame, eval func() completion) (c completion) {
	m.frame = f
	o := m.attempt(func() value { c = eval(); return undefined })
	if o.thrown != nil {
		return completion{kind: threw, thrown: o.thrown}
	}
	return c
}

// evaluate runs an expression and goes on from every way in which it can end.
func (m *run) evaluate(eval func() completion, k then) {
	c, ways := m.fan(eval, maxInner)
	if ways == nil {
		k(c)
		return
	}
	m.eachOf(ways, k)
}

func (m *run) eachOf(ways []outcome, k then) {
	before := m.mark()
	for _, way := range ways {
		m.apply(way)
		k(way.completion())
		m.back(before)
	}
}

// collect returns the ways that something tells. The state is afterwards as it
// was before.
func (m *run) collect(run func(then)) (outs []outcome) { return m.collected(run, false) }

// collected is collect; left is set of a function that is left.
func (m *run) collected(run func(then), left bool) (outs []outcome) {
	frame, context, depth := m.frame, m.context, len(m.stack)
	before, since := m.mark(), m.clock
	m.frame = nil                  // a choice belongs to what is evaluated, never to a statement
	cut := m.led && m.loading == 0 // what a module does as it loads is no visitor's
	defer func() {
		if cut {
			m.salvage(outs)
		}
	}()
	run(func(c completion) {
		outs = append(outs, m.taken(c, before, since, left))
		m.getsFurther()
	})
	m.back(before)
	cut = false
	m.frame, m.context, m.stack = frame, context, m.stack[:depth]
	return m.settled(outs, since)
}

// getsFurther keeps the way of one who sends something that did most: where the walk does
// not end, which way is at hand then is chance.
func (m *run) getsFurther() {
	if m.visitor == Sender && m.loading == 0 && len(m.events) > len(m.furthest) && slices.ContainsFunc(m.events, func(e *Event) bool { return e.Kind == Effect }) {
		m.furthest = slices.Clone(m.events)
	}
}

// withSalvaged are events and what else happened on ways that were walked, in order.
func (m *run) withSalvaged(events []*Event) []*Event {
	for _, e := range events {
		delete(m.salvaged, e.onceBy())
	}
	more := slices.Collect(maps.Values(m.salvaged))
	slices.SortFunc(more, func(a, b *Event) int {
		return cmp.Or(strings.Compare(a.At.Path(), b.At.Path()), a.At.Start-b.At.Start, strings.Compare(string(a.Kind)+a.Name, string(b.Kind)+b.Name), int(a.From)-int(b.From))
	})
	return append(events, more...)
}

// onceBy tells what happens at a place from what else does, by whose it is.
func (e *Event) onceBy() deed {
	return deed{kind: e.Kind, name: e.Name, at: e.At, from: e.From & (FromClerk | Visitor)}
}

// salvage keeps what happens on ways that were walked of a visitor who cannot be led to
// the end, for the way that stands for the rest: once at each place, by whose it is.
func (m *run) salvage(outs []outcome) {
	if m.salvaged == nil {
		m.salvaged = map[deed]*Event{}
	}
	for _, o := range outs {
		for _, e := range o.events {
			switch e.Kind {
			case Log, Assumption, Fault, Respond, Known:
				continue
			}
			if d := e.onceBy(); m.salvaged[d] == nil {
				m.salvaged[d] = e
			}
		}
	}
}

// settled makes one of outcomes that need not be told apart.
func (m *run) settled(outs []outcome, since int) []outcome {
	outs = merge(outs, since)
	if m.joining {
		return m.join(outs, since)
	}
	return m.condense(outs, since)
}

// taken is what was done since the mark, at which the clock stood at begun.
func (m *run) taken(c completion, since mark, begun int, left bool) outcome {
	o := c.outcome()
	o.changes = m.compact(m.trail[since.trail:])
	if left {
		o.changes = leave(o.changes, begun)
	}
	o.seen = viewOf(o.v, o.changes, begun)
	o.events = slices.Clone(m.events[since.events:])
	m.carry(len(o.changes))
	return o
}

func (c completion) outcome() outcome {
	return outcome{v: c.v, end: manner{c.kind, c.label, c.at}, thrown: c.thrown}
}

func (o *outcome) completion() completion {
	return completion{kind: o.end.kind, v: o.v, label: o.end.label, at: o.end.at, thrown: o.thrown}
}

// passes reports whether the next statement follows.
func (o *outcome) passes() bool { return o.thrown == nil && o.end.kind == normal }

// checks reports whether something on the way asks who is there.
func (o *outcome) checks() bool { return slices.ContainsFunc(o.events, (*Event).denies) }

// leaves is what a way leaves in a variable.
func (o *outcome) leaves(c *cell) value {
	for _, x := range slices.Backward(o.changes) {
		if x.cell == c {
			return x.now
		}
	}
	if c.state == pending {
		return fresh(0, "the first value of a variable")
	}
	return c.v
}

// carry counts changes that are copied or made again among the steps: a path
// that drags many along is as costly as one that does much.
func (m *run) carry(changes int) {
	m.carried += changes
	m.steps += m.carried / changesAStep
	m.carried %= changesAStep
}

const changesAStep = 16

// apply goes on with an outcome.
func (m *run) apply(o outcome) {
	m.carry(len(o.changes))
	for _, c := range o.changes {
		m.do(c)
	}
	m.events = append(m.events, o.events...)
}

// compact leaves out writes that later ones undo.
func (m *run) compact(trail []done) []*change {
	out := make([]*change, 0, len(trail))
	if len(trail) < 32 {
		for i := range trail {
			out = append(out, trail[i].change)
		}
		return out
	}
	m.sweeps++
	for i := range slices.Backward(trail) {
		c := trail[i].change
		if c.cell != nil && !c.assumed {
			if c.cell.swept == m.sweeps {
				continue
			}
			c.cell.swept = m.sweeps
		}
		if c.relisted && !c.assumed {
			if c.object.swept == m.sweeps {
				continue
			}
			c.object.swept = m.sweeps
		}
		out = append(out, c)
	}
	slices.Reverse(out)
	return out
}
