package visitor

import (
	"math"
	"slices"
)

// compute evaluates a lazy cell, an initializer of a module. What has only one
// outcome stays for all questions; else the choice belongs to this path. What
// happens while a module loads is nothing that a visitor does.
func (m *run) compute(c *cell) value {
	stack, context := m.stack, m.context
	m.stack, m.context = nil, 0
	defer func() { m.stack, m.context = stack, context }()
	if f := m.frame; f.pos == len(f.log) || f.log[f.pos].of != c {
		outs := m.initials(c)
		if _, sure := m.initialized[c]; sure && len(outs) == 1 { // nothing to remember for this path
			return keep(c, outs[0])
		}
		if outs = m.consistent(outs); f.pos < len(f.log) {
			panic(exhausted{"the code could not be replayed"})
		}
		f.log = append(f.log, entry{n: len(outs), outs: outs, of: c})
	}
	v, t := m.fork(nil)
	v = orFailed(outcome{v: v, thrown: t})
	first := write(c, v)
	first.loaded = true
	m.do(first)
	return v
}

// keep gives a cell its only value, for good.
func keep(c *cell, o outcome) value {
	for _, change := range o.changes {
		if !change.assumed && !change.loaded {
			change.apply()
		}
	}
	*c = cell{v: orFailed(o), birth: c.birth, variable: c.variable}
	return c.v
}

// initials returns the outcomes of an initializer. They are the same for every
// path, and computed once unless a circle of modules made them depend on where it
// was entered.
func (m *run) initials(c *cell) []outcome {
	if outs, ok := m.initialized[c]; ok {
		return outs
	}
	outer := m.circular
	m.circular = false
	outs := m.initialOutcomes(c)
	if m.loading == 0 || !m.circular {
		m.initialized[c] = outs
	}
	m.circular = m.loading > 0 && (m.circular || outer)
	return outs
}

// initialOutcomes explores an initializer as if nothing had happened yet.
func (m *run) initialOutcomes(c *cell) []outcome {
	again, since, born, walks := m.rewind(), m.clock, len(m.born), m.stance
	m.loading++
	m.stance = stance{} // whoever is first to need it
	c.state = busy
	defer func() {
		m.loading--
		m.stance = walks
		c.state = pending
		again()
	}()
	outs := m.load(c)
	m.settleBirths(born)
	for i := range outs {
		outs[i].events = slices.DeleteFunc(outs[i].events, func(e *Event) bool { return e.Kind != Assumption })
		outs[i].own(since)
	}
	if c.required {
		outs = loaded(outs)
	}
	if len(outs) > fewOutcomes || oneObject(outs) {
		return []outcome{m.anyOutcome(outs)}
	}
	return outs
}

// settleBirths makes what a module made older than whatever a question makes:
// the next question has another clock.
func (m *run) settleBirths(since int) {
	for _, birth := range m.born[since:] {
		*birth = 0
	}
	m.born = m.born[:since]
	for _, o := range m.keeping {
		o.kept = true
		for _, e := range o.elems {
			markRows(e, originDepth)
		}
	}
	m.keeping = m.keeping[:0]
}

// markRows marks an object in a list, and the objects that it holds, as what a request may
// change one of.
func markRows(v value, depth int) {
	if depth == 0 || !isRow(v) || v.ref.row {
		return
	}
	v.ref.row = true
	for _, c := range v.ref.props {
		if c.state == ready {
			markRows(c.v, depth-1)
		}
	}
}

// own marks what an outcome does to what it made itself, whatever the clock of
// the question that takes it up.
func (o *outcome) own(since int) {
	for i := range o.changes {
		if o.changes[i].birth > since {
			o.changes[i].birth = math.MaxInt
		}
	}
}

// rewind takes back the whole path, and returns how to go on with it.
func (m *run) rewind() (again func()) {
	trail, events, joining, crowded, meddled := m.trail, m.events, m.joining, m.crowded, m.meddled
	for i := range slices.Backward(trail) {
		trail[i].undo()
	}
	m.trail, m.events, m.joining, m.crowded, m.meddled = nil, nil, false, false, 0
	return func() {
		for i := range trail {
			trail[i] = trail[i].apply()
		}
		m.trail, m.events, m.joining, m.crowded, m.meddled = trail, events, joining, crowded, meddled
	}
}

// maxLoad bounds the nodes evaluated to compute one variable of a module, without
// those that it uses. It is not counted for the question: what was loaded serves
// all of them.
const maxLoad = 150_000

// load explores an initializer with a budget of its own. What takes too long to
// load stays unknown.
func (m *run) load(c *cell) (outs []outcome) {
	steps, carried, frame := m.steps, m.carried, m.frame
	m.steps, m.carried = m.limit-maxLoad, 0
	defer func() {
		m.steps, m.carried, m.frame = steps, carried, frame
		r := recover()
		if _, ok := r.(exhausted); ok {
			m.undoTo(0, 0)
			outs = []outcome{{v: fresh(0, "a value that takes too long to compute")}}
		} else if r != nil {
			panic(r)
		}
	}()
	return m.explore(func() value { return c.lazy(m) })
}

// oneObject reports whether an initializer gives an object of a package on some
// ways, and on the other ones what is not known because they are too many.
func oneObject(outs []outcome) bool {
	objects := 0
	for _, o := range outs {
		switch {
		case o.thrown == nil && o.v.is(nativeShape):
			objects++
		case o.thrown == nil && o.v.kind == unknownKind && o.v.sym.name == manyPaths:
		default:
			return false
		}
	}
	return objects > 0 && len(outs) > 1
}

// anyOutcome is one outcome for many: its value may be any of theirs. An object
// of a package is that object however its options were computed. Where the program
// throws, the module is not loaded and nobody gets anything.
func (m *run) anyOutcome(outs []outcome) outcome {
	var o outcome
	for i, x := range loaded(outs) {
		x.v = x.view()
		switch v := orFailed(x); {
		case i == 0:
			o.v = v
		case o.v.isApart() && v.isApart():
			o.v = m.either(o.v, v)
		case v.is(nativeShape) && o.v.kind == unknownKind:
			o.v = v
		case o.v.is(nativeShape) && v.kind == unknownKind:
		default:
			o.v = m.blurred(o.v, v)
		}
	}
	return o
}

// loaded leaves out the ways on which the program throws, unless it always does.
func loaded(outs []outcome) []outcome {
	if kept := slices.DeleteFunc(slices.Clone(outs), throws); len(kept) > 0 {
		return kept
	}
	return outs
}

// throws reports whether a way ends with a throw statement.
func throws(o outcome) bool { return o.thrown != nil && !o.thrown.accidental }

// isApart reports whether a value, or each that it may be, is none or acts as it is
// written: a function, an object of a class of the app or of a package.
func (v value) isApart() bool {
	return !slices.ContainsFunc(optionsOf(v), func(o value) bool {
		return !o.nullish() && (o.ref == nil || o.ref.class == nil && !isFunction(o) && !o.is(nativeShape))
	})
}

// consistent keeps the outcomes that assume what the path assumes.
func (m *run) consistent(outs []outcome) (kept []outcome) {
	for _, o := range outs {
		fits := true
		for _, e := range o.events {
			t := m.variables[e.Name].sym.truth
			fits = fits && (t == undecided || t == truthIf(e.Holds))
		}
		if fits {
			kept = append(kept, o)
		}
	}
	if len(kept) == 0 {
		return outs
	}
	return kept
}

// orFailed is the value of an initializer; of one that fails nothing is known.
func orFailed(o outcome) value {
	if o.thrown != nil {
		return fresh(0, "a value whose computation fails")
	}
	return o.v
}
