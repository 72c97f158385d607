package visitor

import (
	"math"
	"slices"
)

// A visitor who is led through everything need not be led through one call many
// times: given what is as like as can be told, a function does what it did before
// in this question. Calls that ask who is there are followed each time, as what is
// known of him by then decides what they do.

// minRepeat is how many nodes a call has to evaluate so that its repeats are not
// followed.
const minRepeat = 60

// maxAlike bounds the parts of the arguments of a call that are compared.
const maxAlike = 200

// A repeat is what a call did of which more of the kind are not followed.
type repeat struct {
	ways  []outcome
	depth int // of the calls around it
}

// followOnce runs a function, unless a call like it was run before.
func (m *run) followOnce(c *call) []outcome {
	if !m.led || m.loading > 0 || m.learning != nil || !alone(c.fn.ref.closure) {
		return m.follow(c)
	}
	like, ok := alike(c)
	if !ok {
		return m.follow(c)
	}
	if r := m.repeats[like]; r != nil && m.steps > patience {
		return r.by(c, m.stack)
	}
	older, choices, clock := m.oldest, m.choices, m.clock
	m.oldest = math.MaxInt
	ways := m.follow(c)
	all := m.oldest > choices
	m.oldest = min(m.oldest, older)
	if all && m.steps-int(c.begun) >= minRepeat {
		m.remember(like, ways, clock)
	}
	return ways
}

// remember keeps the ways of a call that began at a time for its repeats, unless it asks who
// is there or changes what was there before.
func (m *run) remember(like string, ways []outcome, since int) {
	if m.repeats[like] != nil || slices.ContainsFunc(ways, outcome.asks) || slices.ContainsFunc(ways, window{0, since}.touched) {
		return
	}
	if m.repeats == nil {
		m.repeats = map[string]*repeat{}
	}
	m.repeats[like] = &repeat{m.joinAlike(slices.Clone(ways), since, likeness{value: roughlyLike}.ofLed()), len(m.stack)}
}

// asks reports whether a way tells visitors apart, or answers.
func (o outcome) asks() bool {
	return slices.ContainsFunc(o.events, func(e *Event) bool { return !e.errand() })
}

// errand reports whether an event has nothing to do with who is there.
func (e *Event) errand() bool {
	switch e.Kind {
	case Log, Assumption, Effect, Tracker, Limiter, Fault, Doubt:
		return true
	}
	return false
}

// by is what the call did, done by another one.
func (r *repeat) by(c *call, stack []*call) []outcome {
	ways := slices.Clone(r.ways)
	for i := range ways {
		events := make([]*Event, len(ways[i].events))
		for k, e := range ways[i].events {
			again := *e
			again.stack = slices.Concat(stack, []*call{c}, e.stack[min(len(e.stack), r.depth+1):])
			events[k] = &again
		}
		ways[i].events = events
	}
	return ways
}

// alike returns a text that calls have in common which do the same, for all that
// can be told: data is compared by how it was read, anything else by what it is.
func alike(c *call) (like string, ok bool) {
	a := kin{left: maxAlike}
	a.identity(c.fn.ref.closure)
	a.flag(c.open)
	a.value(c.this)
	for _, v := range c.args {
		a.value(v)
	}
	return a.String(), a.left > 0
}

// A kin is the signature of values that are alike.
type kin struct {
	signature
	left int // how many more parts are looked at; 0 if they are too many, or cannot be compared
}

func (a *kin) value(v value) {
	if a.left == 0 {
		return
	}
	a.left--
	a.number(int(v.kind), int(v.from))
	switch {
	case v.kind == unknownKind:
		a.symbol(v)
	case v.ref == nil:
		a.text(v.asText())
	case v.is(promiseShape) && v.ref.promise.thrown == nil:
		a.value(v.ref.promise.v)
	case v.is(plainShape) && v.ref.class == nil, v.is(arrayShape), v.is(responseShape):
		a.object(v.ref)
	case v.is(functionShape), v.is(nativeShape), v.is(classShape), v.ref.birth == 0:
		a.identity(v.ref)
	default:
		a.left = 0
	}
}

func (a *kin) symbol(v value) {
	a.number(int(v.origin()), int(v.sym.truth))
	if !isData(v, originDepth) {
		a.identity(v.sym)
	}
	a.text(v.source(), v.sym.name)
	for _, o := range v.sym.options {
		a.value(o)
	}
}

func (a *kin) object(o *object) {
	a.number(int(o.shape), int(o.from), len(o.elems))
	a.flag(o.open)
	for _, k := range o.keys {
		c := o.props[k]
		if c == nil || c.state != ready || c.getter != nil {
			a.left = 0
			return
		}
		a.text(k)
		a.value(c.v)
	}
	for _, e := range o.elems {
		a.value(e)
	}
}
