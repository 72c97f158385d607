package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// A path is one way through a resource.
type path struct {
	outcome
	failed string // why the path could not be followed to its end
	shown  bool   // of a page: something is rendered
	cut    bool   // left when the verdict was known
	// handsOut is what proves something in the answer, as an effect; nil for nothing.
	handsOut *Event
	told     *Event // what a refusal, or where it leads, tells of a record; nil for nothing
	leads    *Event // what says where the visitor is sent; nil if it is no record
}

// A pace says how a question is walked.
type pace uint8

const (
	exactly  pace = iota // each path by itself
	joining              // what statements leave different is joined
	broadly              // so, and functions that tell nobody apart are not followed each time
	glancing             // joined, and each branch once: shows what is reached, as is
	swiftly              // each branch once: shows what is reached, never that the visitor is denied
)

// An attempt walks a question at a pace, with so many steps at most.
type attempt struct {
	at    pace
	steps int
	brief bool // what is reached is not believed, so that it ends the attempt
	gate  bool // what is asked is whether a request passes, not what is reached
	light bool // impartial functions that took most steps of an attempt before are not followed
}

// attempts are made one after the other until one gets to the end. What is walked
// broadly may get further than any visitor: of that only a refusal is believed
// while there is something else to try. Mostly it is one function that takes all
// steps, and is no check: a light walk leaves that out.
var attempts = []attempt{{at: exactly, steps: 1_200}, {at: broadly, steps: 8_000}, {at: exactly, steps: maxExact}, {at: exactly, steps: maxExact, light: true}, {at: joining, steps: maxSteps, light: true}, {at: broadly, steps: maxSteps}}

// ask walks all paths of an entry and returns them. Where they are too many, it
// joins them; where they still are, it walks each branch once, which may show
// what is reached. sure reports whether what is walked broadly answers the
// question.
func (w *worker) ask(v Who, entry func(m *run) value, sure func([]path) bool) []path {
	if v != SignedOut {
		paths, _ := w.explorePaths(v, entry, attempt{at: exactly, steps: maxSteps})
		return paths
	}
	var paths []path
	w.proof, w.heavy = nil, map[js.Node]bool{}
	for i, a := range attempts {
		if a.light && a.at == exactly && len(w.heavy) == 0 {
			continue
		}
		a.brief = a.at == broadly && i < len(attempts)-1
		now, more := w.explorePaths(v, entry, a)
		gets := slices.ContainsFunc(now, func(p path) bool { return reaches(&p) })
		switch {
		case a.brief:
			if !more && !gets && sure(now) {
				return now
			}
		case !more && !gets && w.proof != nil && !sure(now):
			return w.proven(now, entry, sure)
		case !more && (!gets || a.at == exactly):
			return now
		case a.at == exactly && a.steps == maxExact && slices.ContainsFunc(w.proof, (*Event).plain):
			return w.proven(now, entry, sure)
		case gets:
			return w.otherwise(now, entry, sure)
		default:
			paths = now
		}
	}
	swift, _ := w.explorePaths(v, entry, attempt{at: swiftly, steps: maxSteps})
	for _, p := range swift {
		if reaches(&p) {
			return w.otherwise(append(paths, p), entry, sure)
		}
	}
	if w.proof != nil {
		return w.proven(paths, entry, sure)
	}
	return paths
}

// gateAttempts are made to know whether a request passes: a way through is enough.
var gateAttempts = []attempt{{at: exactly, steps: 1_200}, {at: broadly, steps: 8_000}, {at: glancing, steps: 30_000}, {at: exactly, steps: maxExact}, {at: joining, steps: maxSteps}, {at: broadly, steps: maxSteps}}

// askGate is ask for what stands before resources. Where not every path can be
// walked, those that were are returned with one that could not; who passes only
// where a variable is not set may be asked on another one.
func (w *worker) askGate(entry func(m *run) value, url string) (paths []path) {
	w.gateURL = url
	all := w.gates.attempts()
	for i, a := range all {
		a.gate, w.through = true, nil
		now, more := w.explorePaths(SignedOut, entry, a)
		if w.through != nil {
			now = append(now, *w.through)
		}
		gates := w.gatesOf(now, url)
		passes := slices.ContainsFunc(gates, func(g gate) bool { return g.verdict == Passes && len(g.unset) == 0 })
		unknown := slices.ContainsFunc(gates, func(g gate) bool { return g.verdict == MiddlewareUnknown })
		switch {
		case a.at == broadly && i < len(all)-1 && (more || unknown):
		case a.at == joining && w.gates >= startMixed && !passes && (more || unknown && !w.vague):
			paths = now
		case passes, !more && a.at != glancing:
			w.begun, w.unsettled = startFor(a), unknown && !passes
			return now
		case a.at != glancing:
			paths = now
		}
	}
	return paths
}

// proven adds the path that reached something for sure before its walk had to end:
// joined, it is hidden behind what is not known then.
func (w *worker) proven(paths []path, entry func(m *run) value, sure func([]path) bool) []path {
	return w.otherwise(append(paths, path{outcome: outcome{events: w.proof}, failed: tooManySteps}), entry, sure)
}

// otherwise adds the paths on which a variable is set, where all that is reached
// for sure rests on its not being set, and not every path was walked by itself: who
// is turned away only then has to be told. If nobody gets anywhere with it, every
// path that gets somewhere is without it, also one that was joined and does not say so.
// So it does with a switch that is on wherever something is reached.
func (w *worker) otherwise(paths []path, entry func(m *run) value, sure func([]path) bool) []path {
	for _, assumed := range assumedByAll(paths) {
		other, more := w.withoutAssuming(assumed, entry, attempt{at: joining, steps: maxExact})
		if more {
			other, more = w.withoutAssuming(assumed, entry, attempt{at: broadly, steps: maxSteps})
			more = more || !sure(other) // what is walked broadly and gets somewhere may get too far
		}
		if more {
			forgetAssumed(paths, assumed)
			continue
		}
		if len(other) > 0 && sure(other) {
			for i := range paths {
				if paths[i].assumes(assumed) == nil {
					paths[i].events = append(paths[i].events, assumed)
				}
			}
		}
		paths = append(paths, other...)
	}
	return paths
}

// withoutAssuming walks the paths that do not assume something of a variable, and tells
// whether there are more of them than could be walked.
func (w *worker) withoutAssuming(assumed *Event, entry func(m *run) value, a attempt) (paths []path, more bool) {
	m := w.newRun(SignedOut, a)
	m.given = assumed
	paths = m.paths(entry)
	return slices.DeleteFunc(paths, func(p path) bool { return p.assumes(assumed) != nil }), m.steps > m.limit
}

// forgetAssumed leaves out what the paths assume of a variable that were not walked to
// their ends: it is not known whether anybody is turned away otherwise.
func forgetAssumed(paths []path, assumed *Event) {
	for i := range paths {
		if paths[i].failed != "" {
			paths[i].events = slices.DeleteFunc(slices.Clone(paths[i].events), func(e *Event) bool { return e.assumesAs(assumed) })
		}
	}
}

// assumedByAll returns what every path that reaches something for sure assumes not
// to be set, or to be switched on, by name.
func assumedByAll(paths []path) (all []*Event) {
	some := false
	for i := range paths {
		p := &paths[i]
		if !reaches(p) {
			continue
		}
		if !some {
			all = slices.DeleteFunc(slices.Clone(p.events), func(e *Event) bool {
				return e.Kind != Assumption || e.Holds && !e.switches() || p.assumes(e) != e
			})
		}
		some = true
		all = slices.DeleteFunc(all, func(e *Event) bool { return p.assumes(e) == nil })
	}
	slices.SortFunc(all, func(a, b *Event) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// without returns where the path first assumes that a variable is not set, or nil.
func (p *path) without(name string) *Event {
	return first(p, func(e *Event) bool { return e.unsets(name) })
}

// assumes returns where the path first assumes the same of a variable, or nil.
func (p *path) assumes(assumed *Event) *Event {
	return first(p, func(e *Event) bool { return e.assumesAs(assumed) })
}

// assumesAs reports whether two events assume the same of a variable.
func (e *Event) assumesAs(o *Event) bool {
	return e.Kind == Assumption && o.Kind == Assumption && e.Name == o.Name && e.Holds == o.Holds
}

// unsets reports whether an event assumes that a variable is not set.
func (e *Event) unsets(name string) bool { return e.Kind == Assumption && !e.Holds && e.Name == name }

// explorePaths reports the paths, and whether there are more of them than could
// be walked.
func (w *worker) explorePaths(v Who, entry func(m *run) value, a attempt) (paths []path, more bool) {
	m := w.newRun(v, a)
	paths = m.paths(entry)
	return paths, m.steps > m.limit
}

func (w *worker) newRun(v Who, a attempt) *run {
	return &run{worker: w, trail: w.emptyTrail(), stance: stance{visitor: v, once: a.at == swiftly || a.at == glancing, broad: a.at == broadly, light: a.light, brief: a.brief},
		joining: a.at == joining || a.at == broadly || a.at == glancing, gate: a.gate, limit: a.steps, covered: map[branch]int{}, request: &symbol{from: FromRequest, name: "the request", lore: noLore}}
}

// emptyTrail returns a list for the changes of a run, one that was used before if
// there is any.
func (w *worker) emptyTrail() []done {
	last := len(w.trails) - 1
	if last < 0 {
		return nil
	}
	trail := w.trails[last]
	w.trails = w.trails[:last]
	return trail[:0]
}

// paths walks an entry. Whatever goes wrong in the machine is an answer of its
// own, never a panic of the tool.
func (m *run) paths(entry func(m *run) value) (paths []path) {
	defer func() {
		if r := recover(); r != nil {
			paths = append(paths, m.broken(r))
		}
		m.undoTo(0, 0) // what a path did to a module is nothing to the next question
		m.trails = append(m.trails, m.trail)
	}()
	c, ways := m.fan(func() completion { return m.enterBy(entry) }, maxPaths)
	tell := func(c completion) {
		p := path{outcome: c.outcome(), shown: c.label == shown}
		if seen := viewOf(p.v, m.compact(m.trail), 0); seen != nil { // what the path did is undone when it is judged
			p.v = *seen
		}
		p.events = slices.Clone(m.events)
		p.handsOut, p.leads, p.told = p.handout(), p.leader(), p.toldRecord()
		paths = append(paths, p)
	}
	if ways == nil {
		tell(c)
	} else {
		m.eachOf(ways, tell)
	}
	return paths
}

// shown labels the way through a page on which it renders something.
const shown = "shown"

func (m *run) enterBy(entry func(m *run) value) completion {
	m.shown = false
	c := completion{kind: returned, v: entry(m)}
	if m.shown {
		c.label = shown
	}
	return c
}

// broken is the path on which the machine stopped.
func (m *run) broken(r any) path {
	p := path{outcome: outcome{events: slices.Clone(m.events)}}
	if _, ok := r.(enough); ok {
		p.cut = true
		return p
	}
	why, ok := r.(exhausted)
	if !ok {
		if m.strict {
			panic(r)
		}
		why.why = "the code could not be followed"
	}
	p.failed = why.why
	if len(p.events) < len(m.furthest) {
		p.events = m.furthest
	}
	p.events = m.withSalvaged(p.events)
	return p
}

// reaches reports whether a path gets to an effect for sure. A cookie decides nothing where
// the path did not get to its end.
func reaches(p *path) bool {
	for _, e := range p.events {
		switch {
		case e.Kind == Doubt:
			return false
		case e.Kind == Effect && e.Hard && !e.aside() && (e.Verb != Cookie || p.failed == ""):
			return true
		}
	}
	return false
}
