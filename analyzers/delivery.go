package analyzers

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
)

// Name is how a message calls the webhook.
func (w *Webhook) Name() string {
	if w.Provider == "" {
		return "this webhook"
	}
	return "this " + w.Provider + " webhook"
}

// Proves reports whether an event is a check of who sent a delivery: a
// signature, or a secret that only the sender has.
func Proves(e *visitor.Event) bool {
	return e.Kind == visitor.Check && slices.Contains([]visitor.CheckKind{visitor.SignatureCheck, visitor.APIKeyCheck,
		visitor.CronCheck, visitor.MachineCheck, visitor.OtherAuthCheck}, e.Check)
}

// Check returns the first check of who sent a delivery that an unsigned one
// meets, or nil.
func (w *Webhook) Check() *visitor.Event {
	for _, way := range w.Forged {
		if i := slices.IndexFunc(way.Events, Proves); i >= 0 {
			return way.Events[i]
		}
	}
	return nil
}

// changes reports whether an event changes something for good: code that is not
// known, caches and cookies do not count.
func changes(e *visitor.Event) bool {
	return e.Kind == visitor.Effect && e.Hard && e.Verb != visitor.Unnamed && e.Verb != visitor.Cache && e.Verb != visitor.Cookie
}

// An EarlyEffect is something that an unsigned delivery brings about although
// the handler checks signatures.
type EarlyEffect struct {
	Effect *visitor.Event
	Check  *visitor.Event
	Before bool // it happens before the check; else the check fails and does not stop it
}

// EarlyEffects returns them by place. A delivery that is only written down, or
// told to somebody, before the check counts as well.
func (w *Webhook) EarlyEffects() (out []EarlyEffect) {
	seen := map[source.Span]bool{}
	proves := w.sender()
	for _, way := range w.Forged {
		check := slices.IndexFunc(way.Events, proves)
		if check < 0 {
			continue
		}
		for i, e := range way.Events {
			if changes(e) && !seen[e.At] && !(e.Logged && notes(e, way)) && !(i > check && recordsFailure(e, way)) {
				seen[e.At] = true
				out = append(out, EarlyEffect{e, way.Events[check], i < check})
			}
		}
	}
	return out
}

// sender returns what tells the check of who sent a delivery from other events:
// where the handler checks signatures or secrets, the session that code behind
// it asks for is none.
func (w *Webhook) sender() func(*visitor.Event) bool {
	strict := func(e *visitor.Event) bool { return Proves(e) && e.Check != visitor.OtherAuthCheck }
	for _, way := range w.Forged {
		if slices.ContainsFunc(way.Events, strict) {
			return strict
		}
	}
	return Proves
}

// recordsFailure reports whether what is written after a failed check is a note
// of the failure: to a table of logs, errors or audits, or, where the delivery is
// refused, with nothing of its body.
func recordsFailure(e *visitor.Event, way visitor.Way) bool {
	if notes(e, way) || e.Logged {
		return true
	}
	return failureName.MatchString(e.Name)
}

// failureName matches what is called after failures, audits or logs in a word of its
// own: webhookErrors, failed_events, markFailed, and neither blog nor catalog.
var failureName = regexp.MustCompile(`(^|[^A-Za-z])(logs?|audits?|errors?|fail(ed|ures?|s)?)([^a-z]|$)|(Logs?|Audits?|Errors?|Fail(ed|ures?|s)?)([^a-z]|$)`)

// notes reports whether what is written holds nothing of the delivery and is a note
// of what came of it: of a refusal, or in a log.
func notes(e *visitor.Event, way visitor.Way) bool {
	refused := way.Threw || way.Answers && way.Status >= 400
	return (refused || e.Logged) && !e.From.Has(visitor.FromBody)
}

// A Failure is a call that failed while a signed delivery was worked on.
type Failure struct {
	*visitor.Event
	Way  visitor.Way
	Rest []*visitor.Event // what happened after it
}

// Expected reports whether the handler knows the failure by what the error says,
// as that of a record that is there already, and takes it for none.
func (f Failure) Expected() bool {
	return !f.Way.Threw && f.Way.Status < 500 && slices.ContainsFunc(f.Rest, func(e *visitor.Event) bool {
		return e.Kind == visitor.Known && !otherFailure.MatchString(e.Args[0].Text)
	})
}

// otherFailure is what databases call failures that no earlier delivery is the
// reason of and that a later one may not meet: no connection, no time, a record that
// is referred to and not there yet. The sender has to send again.
var otherFailure = regexp.MustCompile(`(?i)^(P1\d{3}|P20(03|24|28|34|37)|08\w{3}|23503|40(001|P01)|53\w{3}|57\w{3}|E(CONN\w+|TIMEDOUT|PIPE|AI_AGAIN)|ENOTFOUND)$`)

// asideTables matches the tables that tell somebody what happened, asideStores the
// stores that are emptied of what was read before: none of it is what was delivered.
var (
	asideTables = regexp.MustCompile(`(notifications?(_?(outbox|queue|logs?))?|activit(y|ies)|push_?tokens?)$`)
	asideStores = regexp.MustCompile(`^(redis|ioredis|@upstash/redis|@vercel/kv)#`)
)

// marks matches what notes in a store that a delivery was worked on.
var marks = regexp.MustCompile(`(?i)processed|idempoten|dedup|already_?(seen|handled)|mark\w*(seen|handled|done)`)

// marksDelivery reports whether a call notes in a store that the delivery was worked on:
// if it fails, that was done all the same.
func marksDelivery(e *visitor.Event) bool {
	if e.Verb != visitor.Write || !asideStores.MatchString(e.Method) {
		return false
	}
	within := ""
	if calls := e.Stack(); len(calls) > 0 {
		within, _, _ = strings.Cut(calls[len(calls)-1].Text(), "(")
	}
	return marks.MatchString(within) || marks.MatchString(e.At.Text())
}

// aside reports whether a failed write does not lose what was delivered: a record of
// a log, what somebody is told, a key of a store that is dropped, or that says that the
// delivery was worked on.
func aside(fault *visitor.Event, way visitor.Way) bool {
	i := slices.IndexFunc(way.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Effect && e.At == fault.At })
	if i < 0 {
		return fault.Logged
	}
	e := way.Events[i]
	return e.Logged || asideTables.MatchString(e.Table()) || e.Verb == visitor.Delete && asideStores.MatchString(e.Method) || marksDelivery(e)
}

// closing matches the tables of deliveries that were worked on.
var closing = regexp.MustCompile(`processed|web_?hook_?(event|deliver|log|id)`)

// Closes reports whether a call that failed was to note, after all the work, that the
// delivery was worked on: the sender need not send it again.
func (w *Webhook) Closes(fault *visitor.Event) bool {
	worked := false
	for _, way := range w.Signed {
		i := slices.IndexFunc(way.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Effect && e.At == fault.At })
		if i < 0 {
			continue
		}
		more := func(e *visitor.Event) bool { return changes(e) && e.At != fault.At && !e.Logged }
		if way.Unread || !closing.MatchString(way.Events[i].Table()) || slices.ContainsFunc(way.Events[i:], more) {
			return false
		}
		worked = worked || slices.ContainsFunc(way.Events[:i], more)
	}
	return worked
}

// Failures returns the failed writes of signed deliveries, one for each way.
func (w *Webhook) Failures() (out []Failure) {
	for _, way := range w.Signed {
		for i, e := range way.Events {
			if e.Kind == visitor.Fault && e.Hard && e.Verb != visitor.Unnamed && !way.Unread && !aside(e, way) {
				out = append(out, Failure{e, way, way.Events[i+1:]})
				break
			}
		}
	}
	return out
}

// Trust is how far the handler of a webhook asks who sent a delivery.
type Trust struct {
	Verified clerk.Answer
	// At is what a delivery brings about that nobody signed, or the place behind
	// which that cannot be told.
	At *visitor.Event
}

// Trust judges what an unsigned delivery brings about on ways on which nothing
// checks it. A check that is only skipped while a variable is not set counts.
// What only reads counts where there is no check at all: it may look for the
// secret.
func (w *Webhook) Trust() Trust {
	t := w.trust(delivers)
	if t.Verified == clerk.Yes && w.Check() == nil {
		return w.trust(tells)
	}
	return t
}

func (w *Webhook) trust(works func(*visitor.Event) bool) Trust {
	checks := w.Check() != nil
	out := Trust{Verified: clerk.Yes}
	for _, way := range w.Forged {
		if slices.ContainsFunc(way.Events, Proves) || checks && slices.ContainsFunc(way.Events, unset) {
			continue
		}
		acts := slices.IndexFunc(way.Events, func(e *visitor.Event) bool { return works(e) && !notes(e, way) })
		switch {
		case acts < 0 && !way.Unread:
			continue
		case acts >= 0:
			doubt := slices.IndexFunc(way.Events[:acts], doubtful)
			if doubt < 0 && !way.Unread && !mayCheck(way.Events[acts]) {
				return Trust{clerk.No, way.Events[acts]}
			}
			out.At = way.Events[max(doubt, 0)]
			if doubt < 0 {
				out.At = way.Events[acts]
			}
		}
		out.Verified = clerk.Maybe
	}
	return out
}

func unset(e *visitor.Event) bool { return e.Kind == visitor.Assumption && !e.Holds }

// doubtful reports whether an event is code that may have checked the delivery.
func doubtful(e *visitor.Event) bool { return e.Kind == visitor.Doubt && !e.Quiet }

// mayCheck reports whether an event is code that is not known and has what it
// takes to check a signature.
func mayCheck(e *visitor.Event) bool {
	return e.Verb == visitor.Unnamed && e.From.Has(visitor.FromRequest|visitor.FromHeader|visitor.FromCredential)
}

// delivers reports whether an event is the work of a delivery: an effect, or
// code that is not known and is given something of the request.
func delivers(e *visitor.Event) bool {
	if e.Kind != visitor.Effect || e.Verb == visitor.Cookie {
		return false
	}
	return e.Hard || e.Verb == visitor.Unnamed && e.From.Has(visitor.Visitor)
}

// tells reports whether an event reads something, or tells another service of
// the delivery.
func tells(e *visitor.Event) bool {
	switch {
	case e.Kind == visitor.Effect && e.Verb == visitor.Unnamed:
		return e.From.Has(visitor.Visitor)
	case e.Kind == visitor.Effect:
		return e.Verb != visitor.Cookie
	}
	return e.Kind == visitor.Tracker
}
