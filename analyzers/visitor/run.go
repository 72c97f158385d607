package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// Bounds of one question. Running out of one is Unknown, never a guess.
const (
	maxExact = 10_000  // nodes evaluated while every path is walked by itself
	maxSteps = 40_000  // nodes evaluated where the paths are joined
	maxLong  = 160_000 // so many where a visitor is led through one of the few resources that need more
	fewLong  = 8       // resources are few
	maxDepth = 48      // nested calls
	maxPaths = 64      // paths through an entry
	maxInner = 20      // paths through one call
	// maxChecking bounds the paths through a call that checks who is there: what
	// it decides must be known exactly.
	maxChecking = 200
)

// A run answers one question: it walks all paths of an entry. What it changes
// is logged so that the next path starts from the same state.
type run struct {
	*worker
	stance
	trail      []done
	noted      *Event // an effect that was not looked at
	events     []*Event
	frame      *frame
	stack      []*call // from the entry inwards
	steps      int
	clock      int
	covered    map[branch]int // when they were, from 1
	marks      []branch       // what was covered, in order
	context    uint64         // hash of the calls on the stack
	request    *symbol
	route      string             // the URL pattern of what is asked for
	href       *symbol            // the URL of the request
	crowded    bool               // what is run has had all the ways that it may have
	divided    int                // how often paths parted by whether a secret variable is set
	undivided  bool               // whether one is set is no path of its own
	measuring  bool               // which list a length is asked of is no path of its own
	joining    bool               // what statements leave different is joined
	acquainted map[string]bool    // the impartial functions that were met, with their arguments
	repeats    map[string]*repeat // what calls did of which more of the kind are not followed
	furthest   []*Event           // what happened on the way of a sender that did most, should the walk not end
	salvaged   map[deed]*Event    // what happened on ways that do not end
	choices    int                // how many branches were covered
	oldest     int                // which of them were not walked again: the first
	limit      int                // of the steps
	carried    int                // changes that do not yet make a step
	gate       bool               // it is asked whether a request passes, not what is reached
	handling   int                // catch clauses that are run
	loading    int                // modules being initialized
	learning   *lesson            // set while a function is looked at in general
	meddled    int                // changes to objects and variables of modules on this path, but by impartial functions
	born       []*int32           // the births of what was made by modules being initialized
	keeping    []*object          // what modules being initialized made
	circular   bool               // a variable of a module was read while it was being initialized
	shown      bool               // of a page: something was rendered on this path
	// procedure is the key of the procedure that is asked for behind an adapter;
	// "" of the handler itself.
	procedure string
	around    bool    // a layout is asked
	below     *symbol // what it is given to show
	given     *Event  // what no path may assume: one that does is left
}

// A stance is who walks, and how: all that what a module does as it loads must not hang on.
type stance struct {
	visitor Who
	posts   bool // the method of the request is POST
	once    bool // each branch is walked once
	broad   bool // impartial functions are not followed
	light   bool // those of them are not that took too many steps before
	led     bool // ways are joined though they do not do the same, if nothing tells visitors apart
	whole   bool // paths are walked to their ends though the verdict is known
	brief   bool // what is reached ends the run: it would not be believed
}

// Who is who asks.
type Who uint8

// The visitors.
const (
	SignedOut Who = iota
	Stranger      // signed in, but a stranger to the record
	Sender        // nobody, but one who can sign what is sent: the service behind a webhook
	Beyond        // a Sender, but only where no Stranger goes
	Delivery      // a Sender that posts: where one handler takes all methods, a request of another is none of it
)

// note adds an event to the path.
func (m *run) note(e *Event) *Event {
	if e.stack == nil {
		e.stack = slices.Clone(m.stack)
	}
	if m.learning != nil && m.loading == 0 && e.Kind != Effect && !e.impartial() { // an effect may turn out to be a write later
		panic(exhausted{"not impartial"})
	}
	e.handled = e.Kind == Effect && m.handling > 0
	m.events = append(m.events, e)
	if e.Kind == Effect {
		m.noted = e
	}
	if m.given != nil && m.loading == 0 && e.assumesAs(m.given) {
		panic(&thrown{v: fresh(FromError, "error"), at: e.At})
	}
	return e
}

// A frame is one function being explored: the choices made on the path so far.
type frame struct {
	since int // the clock when it began: what is younger is made anew on each path
	log   []entry
	pos   int
	paths int
	limit int
	full  bool // there are more paths than were walked
	// crowded is set if the function has had all the paths that it may have.
	crowded bool
}

// An entry is one choice among alternatives, or a call with its outcomes.
type entry struct {
	cur  int
	n    int
	alts []int
	outs []outcome
	of   *cell // whose initializer has the outcomes, if it is one
	// local is set if an outcome writes what the function made: on the next path
	// that is another variable, so that the call has to be run again.
	local bool
	anew  int      // how often it was taken up from its first outcome
	marks []branch // covered while the outcomes were computed
}

// An outcome is one way in which a call ends.
type outcome struct {
	v       value
	seen    *value // a view of v, if a part of it was changed on the way
	end     manner // of a statement
	thrown  *thrown
	changes []*change
	events  []*Event
}

// A manner is how a statement ends, without what it gives.
type manner struct {
	kind  completionKind
	label string
	at    js.Node
}

// newFrame returns a frame for something to be explored; leave is told when it was.
func (m *run) newFrame(limit int) *frame {
	f := &frame{}
	if last := len(m.left) - 1; last >= 0 {
		f, m.left = m.left[last], m.left[:last]
	}
	*f = frame{since: m.clock, paths: 1, limit: limit, crowded: m.crowded, log: f.log[:0]}
	return f
}

func (m *run) leave(f *frame) {
	clear(f.log[:cap(f.log)])
	m.left = append(m.left, f)
}

// next moves to the next path; it reports whether there is one.
func (f *frame) next() bool {
	for len(f.log) > 0 {
		last := &f.log[len(f.log)-1]
		if last.cur++; last.cur < last.n {
			f.pos = 0
			f.paths++
			return true
		}
		f.log = f.log[:len(f.log)-1]
	}
	return false
}

// thrown is what a throw statement, or code that fails, carries upwards. The
// machine unwinds with a panic of this type, as JavaScript would.
type thrown struct {
	v          value
	denial     string // how the visitor is turned away, if that is what it means
	digest     string // how that of an error of Next.js's begins
	status     int
	accidental bool
	outside    bool // what a package's call failed with: no error of a class of the app
	at         source.Span
}

const tooManySteps = "the code takes too many steps to follow"

// exhausted ends a run that went over one of its bounds.
type exhausted struct{ why string }

// enough ends a run whose verdict is known.
type enough struct{}

func (m *run) step() {
	if m.noted != nil {
		m.gets()
	}
	if m.steps++; m.steps > m.limit {
		m.weigh()
		panic(exhausted{tooManySteps})
	}
}

// gets looks at what the path has done, once it is known what the last event is. The
// first path that reaches something for sure is kept, should no walk get to its end.
func (m *run) gets() {
	e := m.noted
	m.noted = nil
	if !e.Hard || m.visitor != SignedOut || m.whole || m.loading > 0 || m.learning != nil || !reaches(&path{outcome: outcome{events: m.events}}) {
		return
	}
	if m.brief {
		panic(enough{})
	}
	if m.joining && !m.gate && e.plain() {
		m.limit = min(m.limit, max(m.steps, maxExact)) // more would tell little
	}
	if m.proof == nil || e.plain() && !slices.ContainsFunc(m.proof, (*Event).plain) {
		m.proof = slices.Clone(m.events)
	}
}

// plain reports whether an event is an effect of which it is sure what it does.
func (e *Event) plain() bool {
	return e.Kind == Effect && e.Hard && !e.aside() && e.Verb != Cookie && e.Verb != Cache && e.Verb != Unnamed && e.Verb != Network
}

// attempt runs body once and catches what it throws.
func (m *run) attempt(body func() value) (o outcome) {
	depth := len(m.stack)
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *thrown:
			m.stack = m.stack[:depth]
			o.thrown = r
		default:
			panic(r)
		}
	}()
	o.v = body()
	return o
}

// explore returns every way in which body can end. The state is afterwards as
// it was before.
func (m *run) explore(body func() value) []outcome {
	return m.collect(func(k then) {
		m.evaluate(func() completion { return completion{kind: returned, v: body()} }, k)
	})
}

// manyPaths names what is not known as not every way to it was walked.
const manyPaths = "what a function with many paths gives"

// anythingElse stands for the ways through a function that were not walked. If
// it checks who is there, they may matter.
func anythingElse(outs []outcome) outcome {
	o := outcome{v: fresh(0, manyPaths)}
	for _, x := range outs {
		if x.thrown == nil {
			o.end = x.end
		}
		for _, e := range x.events {
			if e.denies() {
				o.events = []*Event{{Kind: Doubt, Name: "a check has too many paths to follow", At: e.At, stack: e.stack}}
			}
		}
	}
	return o
}

// gravest is the outcome with an effect, else one that goes on.
func gravest(outs []outcome) outcome {
	best := outs[0]
	for _, o := range outs {
		switch {
		case slices.ContainsFunc(o.events, func(e *Event) bool { return e.Kind == Effect && e.Hard }):
			return o
		case best.fails() && !o.fails():
			best = o
		}
	}
	return best
}

// fails reports whether an outcome is an error, or a promise of one.
func (o *outcome) fails() bool {
	return o.thrown != nil || o.v.is(promiseShape) && o.v.ref.promise.thrown != nil
}

// settle is fork, throwing what the outcome threw.
func (m *run) settle(compute func() []outcome) value {
	v, t := m.fork(compute)
	if t != nil {
		panic(t)
	}
	return v
}

// A branch is one alternative of a choice in one context of calls.
type branch struct {
	context uint64
	at      js.Node
	alt     int
}

// choose returns one of n alternatives; the others are other paths. Once the
// path has reached an effect its end no longer matters: each branch is then
// walked once, for its events.
func (m *run) choose(at js.Node, n int) int {
	f := m.frame
	if f.pos == len(f.log) {
		f.log = append(f.log, entry{n: n, alts: m.alternatives(at, n)})
		f.log[f.pos].n = len(f.log[f.pos].alts)
	}
	e := f.log[f.pos]
	f.pos++
	if e.alts == nil {
		panic(exhausted{"the code could not be replayed"})
	}
	return e.alts[e.cur]
}

func (m *run) alternatives(at js.Node, n int) []int {
	survey := m.surveying() || m.overfull()
	var alts []int
	for i := range n {
		b := branch{m.context, at, i}
		at := m.covered[b]
		if !survey || at == 0 {
			alts = append(alts, i)
		} else {
			m.oldest = min(m.oldest, at)
		}
		if at == 0 {
			m.choices++
			m.covered[b] = m.choices
			m.marks = append(m.marks, b)
		}
	}
	if alts == nil {
		alts = []int{0}
	}
	return alts
}

// overfull reports whether the frame has had all the paths that it may have.
func (m *run) overfull() bool {
	f := m.frame
	switch {
	case f.crowded:
		m.leaveOut()
		return true
	case f.paths <= f.limit:
		return false
	}
	if f.limit == maxPaths {
		m.note(&Event{Kind: Doubt, Name: "the code has too many paths to follow"})
	}
	f.full = true
	m.leaveOut()
	return true
}

// leaveOut is told where ways are not walked: then a function is not known to be
// impartial.
func (m *run) leaveOut() {
	if m.learning != nil && m.loading == 0 {
		panic(exhausted{"not every way was walked"})
	}
}

// surveying reports whether the verdict of the current path is known.
func (m *run) surveying() bool {
	return m.loading == 0 && (m.once || m.visitor != SignedOut || slices.ContainsFunc(m.events, func(e *Event) bool { return e.Kind == Effect && e.Hard && !e.aside() }))
}
