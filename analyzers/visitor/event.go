package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/source"
)

// An EventKind says what kind of thing happened while the code ran.
type EventKind string

// The kinds of events.
const (
	Check      EventKind = "check"      // something that tells visitors apart: Clerk, another auth system, a signature, a secret
	Effect     EventKind = "effect"     // changes the world, or asks another service or the database
	Respond    EventKind = "response"   // a response or a value that leaves the function
	Log        EventKind = "log"        // a line in a log
	Limiter    EventKind = "limiter"    // a rate limiter was asked
	Tracker    EventKind = "tracker"    // an error tracker was told
	Assumption EventKind = "assumption" // a path on which a variable is set (Holds) or not
	Doubt      EventKind = "doubt"      // something that cannot be read and may decide: why, in Name
	Compare    EventKind = "compare"    // a value of the visitor was compared with a secret variable, Name, that may not be set: the argument "sent" says what then passes
	Fault      EventKind = "fault"      // a call failed on this path: only of visitors who get that far
	Relation   EventKind = "relation"   // Clerk's user was compared with something else, Name if it is a record's: "team.ownerId"; of a Stranger only
	Decision   EventKind = "decision"   // a condition on the user held (Holds) or not: Name says which; of a Stranger only
	Unsettled  EventKind = "unsettled"  // a part, Name, was read of a promise of what Clerk says
	Known      EventKind = "known"      // an error says, in the part of it that Name tells, what the code expects, which the argument holds: not of a SignedOut
	Dropped    EventKind = "dropped"    // a response that refuses whom Clerk does not know was made, or given by a call, Name, and nothing takes it: of a SignedOut and a Stranger
	Forgeable  EventKind = "forgeable"  // something was signed with a text of the code in place of a variable, which the argument names
	Shown      EventKind = "shown"      // what was read is shown beside what turns the visitor away; of a SignedOut only
	Below      EventKind = "below"      // a layout that is asked shows what stands below it
	Pass       EventKind = "pass"       // a component that runs in the browser was given props, in Args
)

// A Verb says what an effect does.
type Verb string

// The verbs.
const (
	Read    Verb = "read"    // from a database or another service
	Write   Verb = "write"   // to a database or a store
	Delete  Verb = "delete"  // from a database or a store
	Pay     Verb = "pay"     // a call that costs money: payments, models
	Mail    Verb = "mail"    // a message to somebody
	Network Verb = "network" // a request to another host
	Clerk   Verb = "clerk"   // Clerk's Backend API
	Cookie  Verb = "cookie"  // sets a cookie
	Cache   Verb = "cache"   // revalidates, or keeps what was read
	Mint    Verb = "mint"    // makes a token, or signs a URL, that is handed out
	Secret  Verb = "secret"  // hands out a secret of the app
	Memory  Verb = "memory"  // changes what the process keeps for other requests
	Unnamed Verb = "unknown" // code of a package that nothing is known about
)

// An Event is one thing that happened on some path of a resource.
type Event struct {
	Kind   EventKind
	Name   string // what was called, as written: prisma.user.create; of a check, what checks: auth(), svix
	Verb   Verb   // of an effect
	Method string // Package and path of the function called: "@prisma/client#PrismaClient().user.create"
	Host   string // of a request over HTTP to a service that is known by its host
	Check  CheckKind
	Hard   bool // an effect that no later denial makes good: all but reads
	Holds  bool // of an assumption
	Stands bool // of an assumption that does not hold: a text of the code stands in for the variable
	// Compared is the text with which an assumption compares the variable, if it does.
	Compared string
	// Accidental marks a check that only works because something fails.
	Accidental bool
	// OnBehalf marks an effect on a database that is asked with the visitor's own token,
	// or none: its own policies say what he may.
	OnBehalf bool
	// Refills marks a write that keeps something for a time, and nothing that the visitor
	// sent, by a key that the path has asked the store for: what a cache is filled with.
	Refills bool
	Quiet   bool // a check that denies nobody by itself, or a doubt that is about no check
	Status  int  // of a response: 200 if none is given, 0 if unknown

	At    source.Span
	Args  []Arg
	From  Origin   // origins of everything that went in
	Calls []string // the methods of a query builder, in order

	of string // the table or collection that a query names by a text, in lower case

	// handled marks an effect in the handling of an error: what an app notes of a
	// refusal, if the path ends in one.
	handled bool
	// Logged marks an effect that only adds a record to a log: what an app notes of
	// what happened, not what was asked for.
	Logged   bool
	refusing bool // so, in a branch that leaves
	stack    []*call
	found    *symbol // what a query gave
	args     []value
	body     value
	header   value // of a response, what proves something
	every    bool  // each of several values is an argument by itself
	cached   bool  // made by a function that React remembers for a request
}

// An Arg is one argument of an effect: a part of it with its path.
type Arg struct {
	Path string // where it stands: "0.where.id"
	From Origin
	Null bool // null or undefined, as Clerk gives it to a signed-out visitor
	// Empty is set for an empty text. From Clerk, it stands in for what is null.
	Empty bool
	Text  string
	// Name is how the value was read, if it was not computed:
	// "currentUser().privateMetadata", "process.env.NAME".
	Name string
}

// Names of what is unknown as it may be one of several values, or any part of an
// object.
const (
	several = "one of several"
	mixed   = "a part of an object"
)

// Vague reports whether the argument is the value at hand on another path, for
// all that is known: where it was read cannot be told.
func (a Arg) Vague() bool {
	return strings.HasPrefix(a.Name, several) || strings.HasPrefix(a.Name, mixed)
}

// A CheckKind names what a check looks at.
type CheckKind string

// The kinds of checks.
const (
	ClerkCheck     CheckKind = "clerk"
	OtherAuthCheck CheckKind = "other-auth" // another authentication system
	SignatureCheck CheckKind = "signature"
	APIKeyCheck    CheckKind = "api-key"
	CronCheck      CheckKind = "cron-secret"
	MachineCheck   CheckKind = "machine-token"
)

// Stack returns the calls that led to the event, the entry's first: the spans
// of the call expressions.
func (e *Event) Stack() []source.Span {
	var out []source.Span
	for _, c := range e.stack {
		if at := c.at.Span(); !at.IsZero() { // the framework calls too
			out = append(out, at)
		}
	}
	return out
}

// denies reports whether the event is a check that can turn a visitor away.
func (e *Event) denies() bool { return e.Kind == Check && !e.Quiet }

// forget drops what only the walk needed: of the calls that led to an event it
// keeps where they stand. Otherwise every walk would keep all that it made.
func forget(events []*Event, places map[*call]*call) {
	for _, e := range events {
		e.body, e.header, e.found = value{}, value{}, nil
		e.args = slices.DeleteFunc(slices.Clone(e.args), func(v value) bool { return !isTable(v) }) // is asked what it keeps unique
		for i, c := range e.stack {
			place := places[c]
			if place == nil {
				place = &call{at: c.at}
				places[c], places[place] = place, place
			}
			e.stack[i] = place
		}
	}
}
