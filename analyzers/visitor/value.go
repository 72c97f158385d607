package visitor

import (
	"regexp"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// kind says what a value is.
type kind uint8

const (
	undefinedKind kind = iota
	nullKind
	boolKind
	numberKind
	stringKind
	objectKind
	unknownKind
)

// A value is one JavaScript value as far as the machine knows it. ref is set
// for objects, sym for what is unknown.
type value struct {
	kind kind
	from Origin
	str  string
	num  float64 // also 0 or 1 for booleans
	ref  *object
	sym  *symbol
}

var (
	undefined = value{kind: undefinedKind}
	null      = value{kind: nullKind}
	yes       = value{kind: boolKind, num: 1}
	no        = value{kind: boolKind}
)

func boolean(b bool) value {
	if b {
		return yes
	}
	return no
}

func text(s string) value    { return value{kind: stringKind, str: s} }
func number(f float64) value { return value{kind: numberKind, num: f} }

// with returns the value with further origins.
func (v value) with(o Origin) value {
	if v.kind == unknownKind && v.sym.from|o != v.sym.from {
		s := v.sym.child("from:" + o.String())
		s.from |= o
		return value{kind: unknownKind, sym: s}
	}
	v.from |= o
	return v
}

// origin returns where the value itself comes from, without its parts.
func (v value) origin() Origin {
	switch {
	case v.kind == unknownKind:
		return v.sym.from | v.from
	case v.ref != nil:
		return v.ref.from | v.from
	}
	return v.from
}

func (v value) nullish() bool { return v.kind == undefinedKind || v.kind == nullKind }

func (v value) is(s shape) bool { return v.ref != nil && v.ref.shape == s }

// A shape is a kind of object.
type shape uint8

const (
	plainShape shape = iota
	arrayShape
	functionShape
	promiseShape
	nativeShape   // something of a package or of the platform, known by its path
	responseShape // an HTTP response
	elementShape  // a JSX element
	regexShape
	classShape
	errorShape
	mapShape
	tableShape // a Map whose pairs are known
)

// An object is a value with an identity. What changes of it while code runs is
// written through a run, which can undo it.
type object struct {
	shape  shape
	open   bool // may have properties, or elements, beyond those known
	from   Origin
	kept   bool // made when a module was loaded: it lives on after the request
	listed bool // of a Set or a Map: it may be asked for all that it holds
	row    bool // an object with fields in a list that a module keeps
	store  bool // holds what requests put there
	birth  int32
	swept  int32 // the last list of changes of which it was noted that its elements are written
	props  map[string]*cell
	keys   []string
	elems  []value
	at     js.Node // where it was made

	closure *closure
	native  *native
	promise *outcome // of promiseShape: how it settled
	sym     *symbol  // what is not known of an open object derives from it
	class   *object  // the class of an instance
	query   *Event   // the database call that this query builder or result belongs to
	space   *module  // the module whose names these are, of import * as x
}

// A closure is a function of the app.
type closure struct {
	node   js.Node
	module *module
	scope  *scope
	this   *value
	home   *object // the class of a method, for super
	name   string
}

// A cell is one variable or property. The zero value of state is ready.
type cell struct {
	v        value
	lazy     func(*run) value // computes the value when it is first read
	getter   *object
	setter   *object
	birth    int32 // when it was made, by the clock of the run
	swept    int32 // the last list of changes of which it was noted that it is written
	state    cellState
	written  bool
	variable bool // a variable of a module that code may write
	local    bool // only the function that declares it can name it
	required bool // of a module that is loaded before anything runs: see loadedAhead
}

type cellState uint8

const (
	ready cellState = iota
	pending
	busy
)

// A symbol is something unknown, the same wherever it is read. What was
// assumed about it on a path holds for the rest of the path.
type symbol struct {
	from     Origin
	truth    truth
	set      bool   // cannot be made of a variable that is not set
	list     bool   // several of what its variable holds
	field    bool   // a field of a form or a header: no object, whatever the visitor sends
	missing  bool   // what a chain with ?. gives, so that it may be undefined
	inert    bool   // calling it only computes, as what tells the texts of a language does
	kept     bool   // is, or is a part of, what the process keeps for all requests
	hollow   bool   // an answer about somebody who is not known: nothing in it says yes
	name     string // of an environment variable, a header, a package: what messages say
	parent   *symbol
	op       string
	children map[string]*symbol
	options  []value // known alternatives, if they are all that it can be
	*lore
}

// A lore is what is known of few symbols. It is shared: see [symbol.learn].
type lore struct {
	env      string      // the variable whose value the symbol carries
	after    string      // what it is called that this was made of
	opaque   string      // the package or the reason that it is unknown, where a call made it
	at       source.Span // of opaque
	query    *Event
	callable []value     // functions handed to the opaque call that made it
	among    bool        // with something besides that may answer as well
	parts    []value     // of a text, what of it was read
	text     *value      // of a text of JSON, what it was made of
	begins   string      // of a text, as far as it is known from its start
	paths    *urlPattern // of the path of a request, those that its route takes
	density  density     // of a list
	gives    *value      // of a program of Effect, what it gives, or how it fails, as a promise
}

// noLore is the lore of most symbols.
var noLore = &lore{}

// learn returns the lore of a symbol to be written, which no other symbol has.
func (s *symbol) learn() *lore {
	own := *s.lore
	s.lore = &own
	return s.lore
}

// inherited is what parts of what a symbol stands for have of its lore.
func (l *lore) inherited() *lore {
	if l.after == "" && l.callable == nil && !l.among && l.parts == nil && l.text == nil && l.begins == "" && l.paths == nil {
		return l
	}
	return &lore{env: l.env, query: l.query, opaque: l.opaque, at: l.at}
}

type truth int8

const (
	undecided truth = iota
	truthy
	falsy
)

func fresh(from Origin, name string) value {
	return value{kind: unknownKind, sym: &symbol{from: from, name: name, lore: noLore}}
}

// saysYes is how fields of an answer are called that say who somebody is.
var saysYes = regexp.MustCompile(`(?i)^\.(ok|\w*valid|active|success|authenticated|authorized|verified|allowed|user|user_?id|id|sub|email|session)$`)

// child returns the symbol derived from s by an operation, the same each time.
func (s *symbol) child(op string) *symbol {
	if c := s.children[op]; c != nil {
		return c
	}
	if s.children == nil {
		s.children = map[string]*symbol{}
	}
	c := &symbol{from: s.from, name: s.name, parent: s, op: op, hollow: s.hollow, set: s.set, kept: s.kept, lore: s.inherited()}
	if s.hollow && saysYes.MatchString(op) {
		c.truth = falsy
	}
	s.children[op] = c
	return c
}

func (v value) derive(op string) value {
	return value{kind: unknownKind, sym: v.sym.child(op)}
}

// newObject returns an object with the given properties.
func newObject(props map[string]value) *object {
	o := &object{props: make(map[string]*cell, len(props))}
	for _, k := range sortedKeys(props) {
		o.props[k] = &cell{v: props[k]}
		o.keys = append(o.keys, k)
	}
	return o
}

func objectOf(o *object) value { return value{kind: objectKind, ref: o} }

func array(elems []value) value {
	return objectOf(&object{shape: arrayShape, elems: elems})
}

// own returns the cell of an own property, or nil.
func (o *object) own(name string) *cell { return o.props[name] }
