package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/source"
)

// manyWays is how many ways are kept apart that differ in what they computed.
const manyWays = 3

// join makes one of the outcomes that end alike after the same checks and
// effects. Variables that they leave different hold either value afterwards.
func (m *run) join(outs []outcome, since int) []outcome {
	if len(outs) < 2 {
		return outs
	}
	rules := []likeness{{value: likeValue, assumed: true}, {value: roughlyLike, assumed: true}, {value: roughlyLike}}
	if m.led {
		rules = []likeness{likeness{value: likeValue}.ofLed(), likeness{value: roughlyLike}.ofLed()}
	}
	for _, l := range rules {
		if outs = m.joinAlike(outs, since, l); len(outs) <= manyWays {
			return outs
		}
	}
	return outs
}

// A likeness says which outcomes are joined.
type likeness struct {
	// value writes what of values must be equal. It reports whether that can be said.
	value   func(s *signature, v value, depth int) bool
	assumed bool // so must be what they assume about the environment
	led     bool // only what tells visitors apart must be the same of what they do
}

// ofLed is the likeness of the ways of a visitor who is led through everything:
// what is done on one of them is then done on both. What an error says is told
// apart, as it may be answered.
func (l likeness) ofLed() likeness {
	like := l.value
	l.led = true
	l.value = func(s *signature, v value, depth int) bool {
		if originOf(v).Has(FromError) {
			return writeKey(s, v, 3)
		}
		return like(s, v, depth)
	}
	return l
}

// tellsApart reports whether outcomes with the event are told from those without.
func (l likeness) tellsApart(e *Event) bool {
	switch e.Kind {
	case Log:
		return false
	case Assumption:
		return l.assumed && !l.led
	case Effect:
		return (e.Hard || e.Verb == Memory) && !l.led || e.From.Has(FromClerk) && e.From.Has(Visitor)
	case Check, Compare, Relation, Decision, Unsettled, Respond:
		return true
	}
	return !l.led
}

func (m *run) joinAlike(outs []outcome, since int, alike likeness) []outcome {
	return grouped(outs, func(o *outcome, s *signature) bool { return o.ending(since, alike, s) },
		func(a, b outcome) outcome { return m.joined(a, b, since) })
}

// ending tells outcomes apart by their checks and effects and how they end. What
// was only read does not tell them apart: the way that read more stands for both.
func (o *outcome) ending(since int, alike likeness, s *signature) bool {
	for _, c := range o.changes {
		switch {
		case c.cell == nil || c.birth > since:
		case c.cell.getter != nil:
			return false
		case alike.led && c.ofError():
			s.identity(c.cell)
			if !writeKey(s, c.now, 3) {
				return false
			}
		}
	}
	for _, e := range o.events {
		if alike.tellsApart(e) {
			s.text(string(e.Kind), e.Name)
			s.flag(e.Holds)
			s.number(e.At.Start)
			if alike.led && originOf(e.body).Has(FromError) && !writeKey(s, e.body, 3) {
				return false
			}
		}
	}
	s.number(int(o.end.kind))
	s.text(o.end.label)
	if t := o.thrown; t != nil {
		t.writeLikeness(s)
		return !alike.led || writeKey(s, t.v, 3)
	}
	return alike.value(s, o.view(), 2)
}

// roughlyLike is the likeness where ways are too many: of data it only counts
// whether there is any.
func roughlyLike(s *signature, v value, depth int) bool {
	switch {
	case v.is(promiseShape) && v.ref.promise.thrown == nil:
		return roughlyLike(s, v.ref.promise.v, depth)
	case originOf(v).Has(FromClerk | FromSecret | FromCredential), doesSomething(v, 3):
		return likeValue(s, v, depth)
	case v.kind == unknownKind:
		s.number(int(v.sym.truth))
	case v.ref != nil:
		s.number(int(truthy))
	default:
		return likeValue(s, v, depth)
	}
	return true
}

// doesSomething reports whether there is something in a value that acts.
func doesSomething(v value, depth int) bool {
	switch {
	case acts(v):
		return true
	case v.ref == nil:
		return false
	case depth == 0:
		return true
	}
	for _, c := range v.ref.props {
		if c.state != ready || c.getter != nil || doesSomething(c.v, depth-1) {
			return true
		}
	}
	return slices.ContainsFunc(v.ref.elems, func(e value) bool { return doesSomething(e, depth-1) })
}

// joined is the outcome that stands for both.
func (m *run) joined(a, b outcome, since int) outcome {
	j := joint{run: m, a: a, b: b, since: since}
	j.inner(a)
	if slices.ContainsFunc(b.changes, func(c *change) bool { return !c.assumed && c.birth <= since }) {
		j.inner(b) // what b made may be in what it wrote
	}
	j.cells()
	j.objects()
	out := a
	out.changes = j.changes
	if reads(b.events) > reads(a.events) {
		out.events = b.events
	}
	if m.led {
		out.events = union(a.events, b.events)
	}
	out.events = agreed(out.events, a.events, b.events)
	if a.thrown == nil {
		out.v, out.seen = m.joinedValue(a.view(), b.view()), nil
	}
	return out
}

// agreed leaves out what only one of two outcomes assumed, or knows of an error.
func agreed(events, a, b []*Event) []*Event {
	return slices.DeleteFunc(slices.Clone(events), func(e *Event) bool {
		same := func(x *Event) bool { return x.Kind == e.Kind && x.Name == e.Name && x.Holds == e.Holds }
		return (e.Kind == Assumption || e.Kind == Known) && !(slices.ContainsFunc(a, same) && slices.ContainsFunc(b, same))
	})
}

// A deed is what tells events apart that happen on one of two joined ways or on the
// other.
type deed struct {
	kind  EventKind
	name  string
	at    source.Span
	from  Origin
	holds bool
}

func (e *Event) deed() deed {
	return deed{e.Kind, e.Name, e.At, e.From | originOf(e.body)&FromError, e.Holds}
}

// union is what either of two outcomes did.
func union(a, b []*Event) []*Event {
	done := make(map[deed]bool, len(a))
	for _, e := range a {
		done[e.deed()] = true
	}
	all := slices.Clone(a)
	for _, e := range b {
		if !done[e.deed()] {
			all = append(all, e)
		}
	}
	return all
}

func reads(events []*Event) (n int) {
	for _, e := range events {
		if e.Kind == Effect {
			n++
		}
	}
	return n
}

func (m *run) joinedValue(a, b value) value {
	switch {
	case a == b, a.is(promiseShape) && a.ref.promise.thrown != nil, m.led && sameKey(a, b):
		return a
	case a.is(promiseShape) && b.is(promiseShape):
		return resolved(m.joinedValue(a.ref.promise.v, b.ref.promise.v))
	case a.is(plainShape) && b.is(plainShape), doesSomething(a, 3), doesSomething(b, 3):
		return m.blurred(a, b)
	}
	v := m.oneOf(a, b)
	if m.truthOf(a) == m.truthOf(b) {
		v.sym.truth = m.truthOf(a)
	}
	return v
}

// oneOf is a value of which it is forgotten which of two it is. Of a visitor who is
// led through everything it says what they are called, or what they look at:
// conditions tell by that whether they are about him.
func (m *run) oneOf(a, b value) value {
	name := several
	if of := looksAt(a) + " " + looksAt(b); m.led && len(of) < 200 {
		name += of
	}
	return fresh(originOfOne(a, b), name)
}

// looksAt is what a value that is one of two is called, or what it was computed of.
func looksAt(v value) string {
	if v.kind != unknownKind {
		return ""
	}
	return strings.TrimPrefix(v.sym.source(), several)
}

// A joint is two outcomes being made one.
type joint struct {
	*run
	a, b    outcome
	since   int // the clock before both
	changes []*change
}

// inner keeps what an outcome did to what it made itself.
func (j *joint) inner(o outcome) {
	for _, c := range o.changes {
		if !c.assumed && c.birth > j.since {
			j.changes = append(j.changes, c)
		}
	}
}

// outer calls f for what either did to what was there before.
func (j *joint) outer(f func(*change)) {
	for _, changes := range [][]*change{j.a.changes, j.b.changes} {
		for _, c := range changes {
			if !c.assumed && c.birth <= j.since {
				f(c)
			}
		}
	}
}

func (j *joint) cells() {
	var written []*cell
	assigned := map[*cell]bool{}
	j.outer(func(c *change) {
		if c.cell != nil && !slices.Contains(written, c.cell) {
			written = append(written, c.cell)
		}
		assigned[c.cell] = assigned[c.cell] || !c.loaded
	})
	for _, c := range written {
		if assigned[c] { // else its first value can be computed again
			j.changes = append(j.changes, write(c, j.meet(j.a.leaves(c), j.b.leaves(c))))
		}
	}
}

// objects joins what the outcomes did to objects. A property or an element that
// only one of them gave is no longer known to be there.
func (j *joint) objects() {
	var changed []*object
	more := map[*object]Origin{}
	j.outer(func(c *change) {
		if c.object != nil && !slices.Contains(changed, c.object) {
			changed = append(changed, c.object)
		}
		more[c.object] |= c.more
	})
	for _, o := range changed {
		j.changes = append(j.changes, opening(o, more[o]))
		j.elements(o)
		j.properties(o)
	}
}

func (j *joint) elements(o *object) {
	a, inA := j.a.elements(o)
	b, inB := j.b.elements(o)
	if inA || inB {
		j.changes = append(j.changes, replacement(o, j.common(a, b)))
	}
}

// common are the elements of a list that may be either. What only one of them has
// may be there: an element that acts is kept, of another one only where it is from.
func (m *run) common(a, b []value) []value {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := slices.Clone(a)
	for i := range out {
		if i >= len(b) {
			out[i] = m.meet(a[i], undefined)
		} else if a[i] != b[i] {
			out[i] = m.meet(a[i], b[i])
		}
	}
	return out
}

// elements is what a list holds after an outcome, and whether that changed it.
func (o *outcome) elements(of *object) ([]value, bool) {
	for _, c := range slices.Backward(o.changes) {
		if c.object == of && c.relisted {
			return c.list, true
		}
	}
	return of.elems, false
}

func (j *joint) properties(o *object) {
	var keys []string
	j.outer(func(c *change) {
		if c.object == o && c.added != nil && !slices.Contains(keys, c.key) {
			keys = append(keys, c.key)
		}
	})
	for _, k := range keys {
		c := j.cell(j.meet(j.a.gives(o, k), j.b.gives(o, k)))
		j.changes = append(j.changes, addition(o, k, c))
	}
}

// gives is the value of a property that an outcome added.
func (o *outcome) gives(to *object, key string) value {
	for _, c := range slices.Backward(o.changes) {
		if c.object == to && c.key == key && c.added != nil {
			return o.leaves(c.added)
		}
	}
	return undefined
}

// meet is what a variable holds that may be either. Alternatives multiply the
// paths again, so that they are kept only where they may tell who is there, or
// what is called.
func (m *run) meet(a, b value) value {
	switch {
	case a == b, sameNative(a, b), m.led && sameKey(a, b):
		return a
	case originOf(a, b).Has(FromClerk | FromSecret | FromCredential), doesSomething(a, 3), doesSomething(b, 3):
		return m.either(a, b)
	case a.is(plainShape) && b.is(plainShape):
		return blurredObject(a.ref, b.ref)
	}
	return m.oneOf(a, b)
}

// sameKey reports whether a caller cannot tell two values apart.
func sameKey(a, b value) bool {
	var x, y signature
	return writeKey(&x, a, 3) && writeKey(&y, b, 3) && x.String() == y.String()
}

func sameNative(a, b value) bool {
	return a.is(nativeShape) && b.is(nativeShape) && a.ref.native.path == b.ref.native.path && a.origin() == b.origin() && askTheSame(a.ref.native, b.ref.native)
}

// acts reports whether something can be called or asked of a value, or whether it
// is an answer.
func acts(v value) bool {
	return isInstance(v) || v.ref != nil && v.ref.shape != plainShape && v.ref.shape != arrayShape || v.kind == unknownKind && (v.sym.callable != nil || len(v.sym.options) > 0)
}
