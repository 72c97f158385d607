package visitor

import (
	"math"
	"slices"

	"clerkvet/analyzers/js"
)

// A function is impartial if it cannot tell visitors apart, nor do anything for
// one of them but read: it asks no one who is there, whatever it is given and
// whatever the state of the modules is. Where paths are joined it is not followed
// at each call: what it gives is as unknown as what it was given. A visitor who is
// led through everything sees once what it reads, and is patient at first.

// maxLearn bounds the nodes evaluated to find that a function is impartial. It
// is not counted for the question: what was learned serves all of them.
const maxLearn = 6_000

// patience is how many nodes are evaluated for a visitor who is led through
// everything before impartial functions are no longer followed.
const patience = 1_000

// A portrait is all that an impartial function does.
type portrait struct {
	gives   []value // what it gives, of an async function when that has settled
	throws  bool
	reads   []*Event
	logs    bool      // it logs something
	cells   []*cell   // the variables of modules that it writes, all with data
	objects []*object // the objects of modules that it changes
	wrote   Origin
	looks   []*cell // the variables of modules that it reads and somebody may write
	keeps   bool    // it gives, or stores, an argument or a part of one
	// clients are the variables of modules that it gives an object of a package.
	clients []clientOf
}

// A clientOf is a variable of a module with the object of a package that it is
// given.
type clientOf struct {
	cell *cell
	v    value
}

// client is what a variable is given, or undefined.
func (p *portrait) client(x *cell) value {
	for _, c := range p.clients {
		if c.cell == x {
			return c.v
		}
	}
	return undefined
}

// impartially returns the ways of a call if its function is known to be
// impartial.
func (m *run) impartially(c *call) ([]outcome, bool) {
	f := c.fn.ref.closure
	if !m.hurries(f.node) || m.loading > 0 || !alone(f) || slices.ContainsFunc(c.args, decides) || c.takesDefault() {
		return nil, false
	}
	p := m.portraitOf(c)
	if p == nil || m.meddled > 0 || m.led && (len(p.reads) > 0 || p.logs) && !m.met(c) || p.keeps && slices.ContainsFunc(c.args, isObject) || slices.ContainsFunc(p.looks, p.misses) {
		return nil, false
	}
	return m.pose(p, c), true
}

// hurries reports whether an impartial function is not followed.
func (m *run) hurries(function js.Node) bool {
	return m.visitor == SignedOut && (m.broad || m.light && m.heavy[function]) || m.led && m.steps > patience
}

// weigh notes the functions that are being run, now that the steps have run out, and
// that took most of them.
func (m *run) weigh() {
	if m.loading > 0 || m.learning != nil || m.heavy == nil { // that has steps of its own
		return
	}
	for _, c := range m.stack {
		if f := c.fn.ref; f != nil && f.closure != nil && m.steps-int(c.begun) > m.limit/2 {
			m.heavy[f.closure.node] = true
		}
	}
}

// met reports whether a function was called before with arguments like these in
// this question, and notes that it is.
func (m *run) met(c *call) bool {
	var s signature
	s.identity(c.fn.ref.closure)
	for _, a := range c.args {
		s.number(int(a.kind), int(originOf(a)))
		s.text(a.source(), a.asText())
	}
	known := m.acquainted[s.String()]
	if m.acquainted == nil {
		m.acquainted = map[string]bool{}
	}
	m.acquainted[s.String()] = true
	return known
}

// portraitOf returns what a function does if it is impartial, or nil. Of one that
// is being learned it is assumed that it is: whatever a call of itself does, its
// other ways do.
func (m *run) portraitOf(c *call) *portrait {
	node := c.fn.ref.closure.node
	p, known := m.portraits[node]
	if known {
		return p
	}
	if at := m.lessons[node]; at > 0 {
		m.leans = min(m.leans, at)
		return &portrait{gives: []value{fresh(0, calleeText(c.at))}, throws: true, keeps: true}
	}
	m.lessons[node] = len(m.lessons) + 1
	outer, steps := m.leans, 0
	m.leans = math.MaxInt
	p, steps = m.learn(c)
	if m.leans < m.lessons[node] {
		m.steps += steps // of a circle only what was asked for first is known
	} else {
		m.portraits[node], m.leans = p, math.MaxInt
	}
	delete(m.lessons, node)
	m.leans = min(m.leans, outer)
	return p
}

// learn runs a function in general: with whatever arguments, and with variables
// of its module that hold what they hold at first or anything that is data. It
// returns nil if the function is not impartial.
func (m *run) learn(c *call) (p *portrait, steps int) {
	for n := range c.fn.ref.closure.node.Descendants() {
		if n.Kind() == js.This || n.Kind() == js.Identifier && n.Text() == "arguments" {
			return nil, 0
		}
	}
	again := m.rewind()
	defer again()
	p = &portrait{}
	for range 2 { // the second time with what it wrote
		s := m.newRun(SignedOut, attempt{at: broadly, steps: maxLearn})
		s.learning = &lesson{}
		ways := s.lesson(c, p)
		if steps += s.steps; ways == nil || !p.shows(ways, s.learning) {
			return nil, steps
		}
		if len(p.cells)+len(p.objects)+len(p.looks) == 0 {
			break
		}
	}
	return p, steps
}

// A lesson notes what a function looks at while it is learned.
type lesson struct{ looks []*cell }

// lesson returns the ways through a function, or nil if it cannot be impartial.
func (m *run) lesson(of *call, before *portrait) (ways []outcome) {
	back := before.spread()
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(exhausted); !ok && m.strict {
				panic(r)
			}
			ways = nil
		}
		m.undoTo(0, 0)
		back() // last, as it was first
	}()
	general := &call{at: of.at, fn: of.fn, open: true}
	for range of.fn.ref.closure.node.Field(js.FieldParameters).Named() {
		general.args = append(general.args, fresh(FromArgument, anArgument))
	}
	since, begun := m.mark(), m.clock
	c, ways := m.fan(func() completion {
		return completion{kind: returned, v: m.settle(func() []outcome { return m.follow(general) })}
	}, maxPaths)
	if ways == nil {
		return []outcome{m.taken(c, since, begun, false)}
	}
	return ways
}

// changes is told that a part of a value is written. If it is not known what the
// value is, the function may do so to an argument.
func (m *run) changes(of value) {
	if of.kind == unknownKind && of.sym.from.Has(FromArgument) {
		m.leaveOut()
	}
}

// spread lets the variables that a function looks at, and the objects that it
// changes, hold anything that is data, and returns how to take that back.
func (p *portrait) spread() (back func()) {
	var undo []func()
	for _, x := range p.looks {
		old := *x
		if old.state != ready || isData(old.v, originDepth) {
			options := []value{fresh(0, "a variable of a module")}
			if old.state == ready {
				options = append(options, old.v)
			}
			if v := p.client(x); v.ref != nil {
				options[0] = v
			}
			*x = cell{v: value{kind: unknownKind, sym: &symbol{name: "a variable of a module", options: options, lore: noLore}}, variable: true}
			undo = append(undo, func() { *x = old })
		}
	}
	for _, o := range p.objects {
		open := o.open
		o.open = true
		undo = append(undo, func() { o.open = open })
	}
	return func() {
		for _, f := range slices.Backward(undo) { // one may be there twice
			f()
		}
	}
}

// alone reports whether a function sees nothing but its module.
func alone(f *closure) bool {
	return f.scope == f.module.scope && f.this == nil && f.home == nil && !f.node.Is(js.GeneratorFunction, js.GeneratorFunctionDeclaration)
}

// misses reports whether a variable that the function looks at was given what it
// was not learned with.
func (p *portrait) misses(x *cell) bool {
	if x.state != ready || !x.written {
		return false
	}
	for _, v := range optionsOf(x.v) {
		if v.nullish() && !v.from.Has(FromClerk) || sameNative(v, p.client(x)) {
			continue
		}
		if decides(v) {
			return true
		}
	}
	return false
}

// decides reports whether a value may tell visitors apart, or what is done: what
// is known, what Clerk gave, what acts.
func decides(v value) bool {
	return v.nullish() || v.kind == boolKind || v.kind == stringKind && v.str == "" || !isData(v, originDepth)
}

// isData reports whether a value only holds what is no secret and asks nobody.
func isData(v value, depth int) bool {
	return !(envOf(v) != "" && !publicVariable(v)) && holdsData(v, depth, Visitor, isData)
}

// isGiven reports whether what a function gives is data. It may hold secrets of
// the app, but not be one.
func isGiven(v value, depth int) bool {
	return !(envOf(v) != "" && !publicVariable(v)) && holdsData(v, depth, Visitor&^FromArgument, isPart)
}

// isInstance reports whether a value is an object of a class of the app: its methods may
// do anything.
func isInstance(v value) bool { return v.is(plainShape) && v.ref.class != nil }

func isPart(v value, depth int) bool {
	return holdsData(v, depth, Visitor&^FromArgument, isPart)
}

// holdsData reports whether a value is neither Clerk's, nor proven with a secret,
// nor a credential of the visitor, nor acts, and its parts are data.
func holdsData(v value, depth int, sent Origin, data func(value, int) bool) bool {
	if o := v.origin(); o.Has(FromClerk|FromSecret) || o.Has(FromCredential) && o.Has(sent) {
		return false
	}
	switch {
	case v.kind == unknownKind:
		return v.sym.callable == nil && !v.sym.hollow && !slices.ContainsFunc(v.sym.options, func(o value) bool { return !data(o, depth) })
	case v.ref == nil || v.is(regexShape):
		return true
	case isInstance(v), depth == 0 || v.ref.shape != plainShape && v.ref.shape != arrayShape && v.ref.shape != mapShape && v.ref.shape != errorShape:
		return false
	}
	for _, c := range v.ref.props {
		if c.state != ready || c.getter != nil || !data(c.v, depth-1) {
			return false
		}
	}
	return !slices.ContainsFunc(v.ref.elems, func(e value) bool { return !data(e, depth-1) })
}
