package visitor

import (
	"maps"
	"slices"
	"strings"

	"clerkvet/analyzers/source"
)

// A Way is one way through a resource: what happens on it, in order, and how
// it ends.
type Way struct {
	Events []*Event
	Status int // of the response; 500 of an error that leaves the function, 0 if it is computed or there is none
	// Threw is set if an error, or a thrown redirect, leaves the function.
	Threw bool
	// Denial says how a thrown error turns the visitor away; "" if it does not.
	Denial string
	// Answers is set if the function gives a response or a value.
	Answers bool
	Body    []Arg       // the parts of what it gives
	At      source.Span // of the response or the error
	// Unread is set if the way could not be followed to its end.
	Unread bool
}

// Ways returns the ways of a visitor through a resource: each branch is walked
// at least once, not each combination of branches.
func (m *Machine) Ways(r *Resource, who Who) []Way { return m.journey(r, who).ways }

// Indifferent reports whether a visitor who is not signed in gets from the resource
// what the way gives: no check on it decides about anything.
func (r *Resource) Indifferent(w Way) bool {
	n := len(r.Code.Trail)
	if n == 0 || w.At.IsZero() || r.Code.Trail[n-1].At != w.At {
		return false
	}
	for _, part := range w.Body {
		if part.From.Has(FromRecord) {
			return false
		}
	}
	for _, e := range w.Events {
		same := func(x *Event) bool { return x.Kind == Effect && x.At == e.At }
		if e.Kind == Effect && !slices.ContainsFunc(r.Code.Events, same) {
			return false
		}
	}
	return true
}

// Stranger answers the second question: what somebody gets from the resource
// who is signed in, but a stranger to its records.
func (m *Machine) Stranger(r *Resource) Answer { return m.journey(r, Stranger).answer }

// A journey is what the walk of one visitor through a resource found.
type journey struct {
	ways    []Way
	answer  Answer    // of a Stranger
	fetches []fetched // of the signed-in user, by a Stranger
}

// asked is a question: who asks for what.
type asked struct {
	of  *Resource
	who Who
}

func (m *Machine) journey(r *Resource, who Who) journey {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r.entry == nil {
		return journey{answer: Answer{Verdict: Unknown, Confidence: Low}}
	}
	if who == Delivery && r.kind != apiEntry {
		who = Sender
	}
	if led(who) && !m.walked {
		m.walkAll()
	}
	j, ok := m.journeys[asked{r, who}]
	if !ok {
		j, ok = m.recalled(r, who)
	}
	switch {
	case ok:
	case led(who):
		w := m.hire()
		m.keep(r, w.lead(r, maxSteps))
		m.release(w)
		j = m.journeys[asked{r, who}]
	default:
		w := m.hire()
		j, _ = w.journey(r, who, maxSteps, nil)
		m.release(w)
		m.journeys[asked{r, who}] = j
	}
	return j
}

// led reports whether a visitor is led through everything, as rules ask that
// of him.
func led(who Who) bool { return who == Stranger || who == Beyond }

// walkAll walks what rules ask of every resource, on all processors.
func (m *Machine) walkAll() {
	m.walked = true
	var of []*Resource
	for _, r := range m.surfaces {
		if r.entry != nil {
			of = append(of, r)
		}
	}
	all := make([]map[Who]journey, len(of))
	m.each(len(all), func(w *worker, i int) { all[i] = w.lead(of[i], maxSteps) })
	long := unended(all)
	if len(long) <= fewLong {
		m.each(len(long), func(w *worker, i int) { all[long[i]] = w.lead(of[long[i]], maxLong) })
	}
	for i, journeys := range all {
		m.keep(of[i], journeys)
	}
}

// unended lists the resources through which a visitor was not led to the end.
func unended(all []map[Who]journey) (long []int) {
	for i, journeys := range all {
		for _, j := range journeys {
			if slices.ContainsFunc(j.ways, func(w Way) bool { return w.Unread }) {
				long = append(long, i)
				break
			}
		}
	}
	return long
}

func (m *Machine) keep(r *Resource, journeys map[Who]journey) {
	for who, j := range journeys {
		m.journeys[asked{r, who}] = j
	}
}

// lead walks a Stranger through a resource, and a Sender where no Stranger goes, in so
// many steps each.
func (w *worker) lead(r *Resource, steps int) map[Who]journey {
	if w.spared(r) {
		return map[Who]journey{Stranger: {}, Beyond: {}}
	}
	if j, ok := w.recalled(r, Stranger); ok {
		if beyond, ok := w.recalled(r, Beyond); ok {
			return map[Who]journey{Stranger: j, Beyond: beyond}
		}
	}
	j, covered := w.journey(r, Stranger, steps, nil)
	beyond, _ := w.journey(r, Beyond, steps, covered)
	return map[Who]journey{Stranger: j, Beyond: beyond}
}

// journey walks each branch that is not covered. It returns those that are
// afterwards, or none if it did not get to the end.
func (w *worker) journey(r *Resource, who Who, steps int, covered map[branch]int) (j journey, after map[branch]int) {
	visitor := who
	if who == Beyond || who == Delivery {
		visitor = Sender
	}
	run := w.newRun(visitor, attempt{at: swiftly, steps: steps})
	run.whole, run.led, run.posts = true, led(who), who == Delivery
	run.joining = run.led
	if covered != nil {
		run.covered, run.choices = covered, slices.Max(append(slices.Collect(maps.Values(covered)), 0))
	}
	paths := run.paths(r.entry)
	for i := range paths {
		if !paths[i].cut {
			j.ways = append(j.ways, wayOf(r.kind, &paths[i]))
		}
	}
	if who == Stranger {
		j.answer = judge(r.kind, paths)
		j.fetches = w.mostFetches(paths)
	}
	places := map[*call]*call{}
	for i := range paths {
		forget(paths[i].events, places)
	}
	if run.steps > run.limit {
		return j, nil
	}
	return j, run.covered
}

func wayOf(kind entryKind, p *path) Way {
	w := Way{Events: p.events, Unread: p.failed != ""}
	v, t := p.v, p.thrown
	if v.is(promiseShape) {
		v, t = v.ref.promise.v, v.ref.promise.thrown
	}
	switch r := firstAnswer(p); {
	case t != nil:
		w.Threw, w.Denial, w.Status, w.At = true, t.denial, t.status, t.at
		if w.Status == 0 {
			w.Status = 500
		}
	case v.is(responseShape) && (kind != apiEntry || r == nil): // at the edge, a handler of pages/api gives its response, too
		w.Answers, w.At = true, v.ref.at.Span()
		w.Body = partsOf(v.ref.props["#body"].v)
		if s := v.ref.props["status"].v; s.kind == numberKind {
			w.Status = int(s.num)
		}
	case r != nil:
		w.Answers, w.Status, w.At, w.Body = true, r.Status, r.At, partsOf(r.body)
	case kind == apiEntry:
		w.Answers = handedOn(p.events)
	default:
		w.Answers = !v.nullish()
		w.Body = partsOf(v)
	}
	return w
}

// handedOn reports whether code that is not known may have answered.
func handedOn(events []*Event) bool {
	for _, e := range events {
		if e.Kind == Doubt || e.Kind == Effect && e.Verb == Unnamed {
			return true
		}
	}
	return false
}

// partsOf lists the parts of a value with their origins.
func partsOf(v value) []Arg {
	e := &Event{every: true}
	e.addArg("", v, argDepth)
	return e.Args
}

// source is how a value was read from something unknown, as it would be
// written: "currentUser().privateMetadata", "error.message"; "" of a value that
// was computed.
func (v value) source() string {
	if v.kind != unknownKind {
		return ""
	}
	for s := v.sym; s != nil; s = s.parent {
		if computes(s.op) {
			return ""
		}
	}
	return v.sym.source()
}

// computes reports whether an operation makes another value, rather than read a
// part or the same one again.
func computes(op string) bool {
	return op == "!" || op == "typeof" || op == "text" || strings.HasPrefix(op, says) || strings.HasPrefix(op, "==")
}

// source is how a symbol, or what a condition on it looks at, was read.
func (s *symbol) source() string {
	switch {
	case s.parent == nil && s.env != "":
		return "process.env." + s.env
	case s.parent == nil:
		return s.name + s.after
	case s.op[0] == '.', s.op[0] == '[':
		return s.parent.source() + s.op
	}
	return s.parent.source()
}

// Surfaces returns the resources and, unlike Resources, every layout: all that
// renders something.
func (m *Machine) Surfaces() []*Resource {
	m.Resources()
	return m.surfaces
}
