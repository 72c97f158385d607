package visitor

import (
	"cmp"
	"slices"
	"strings"

	"clerkvet/analyzers/source"
)

// A Verdict says what a visitor gets from a resource.
type Verdict string

// The verdicts; see the design of the question in the package comment of each.
const (
	Denied   Verdict = "denied"   // on every path turned away, before any effect
	Harmless Verdict = "harmless" // no path has an effect or hands out data
	Reached  Verdict = "reached"  // some path gets to an effect, or to data
	Unknown  Verdict = "unknown"  // the answer depends on code that cannot be read
)

// A Confidence says how sure an answer is.
type Confidence string

// The confidences.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// A Step is one place of a trail.
type Step struct {
	Message string
	At      source.Span
}

// An Answer is what a visitor gets, and why.
type Answer struct {
	Verdict    Verdict
	Confidence Confidence
	Trail      []Step    // the places that decided, in order
	OtherCheck CheckKind // what turns the visitor away if it is not Clerk; "" else
	Status     int       // of the response to the visitor who is turned away; 0 if none or several
	// FailsOpen names the variables without which the check is skipped: only
	// where one of them is not set the resource is reached.
	FailsOpen []string
	// OpensWith names the variables that switch the check off: only where one of
	// them is set to what the code expects the resource is reached.
	OpensWith []string
	// Accidental is set if the visitor is turned away only because something
	// fails: a TypeError, a lookup of nobody.
	Accidental bool
	Events     []*Event // everything that was seen on any path, by place
	// Reaches are the effects on the paths that reach something, by place.
	Reaches []*Event
	// Hands is set if one of these paths hands out what it read.
	Hands bool
	// Tells is set if none of them does, but one says yes or no about what it read.
	Tells bool
	// Refusals are the statuses of the paths on which a check turns the visitor
	// away, each once, with the place of its answer; see Refusal.
	Refusals []Refusal
	Renders  bool // a path returns an element
}

// ending is how one path ends.
type ending struct {
	verdict    Verdict
	confidence Confidence
	status     int
	accidental bool
	prompt     bool // reads nothing, and shows a prompt to sign in
	at         Step
	check      *Event
	path       *path
}

// entryKind says what a function is for the one who calls it.
type entryKind uint8

const (
	handlerEntry entryKind = iota
	pageEntry
	actionEntry
	apiEntry // pages/api: the response is an argument
)

// judge sums up the paths of an entry.
func judge(kind entryKind, paths []path) Answer { return judgeBy(kind, paths, decisive) }

// judgeBy judges the paths of an entry by the check that each of them has.
func judgeBy(kind entryKind, paths []path, by func(p *path) *Event) Answer {
	var ends []ending
	for i := range paths {
		if !paths[i].cut {
			ends = append(ends, endOf(kind, &paths[i], by(&paths[i])))
		}
	}
	samePrompts(ends)
	unconfigured(ends)
	a := decide(ends)
	a.Events = allEvents(paths)
	a.Reaches, a.Hands, a.Tells = reachedEffects(ends)
	a.Refusals = refusals(ends)
	a.Renders = slices.ContainsFunc(paths, func(p path) bool { return p.v.is(elementShape) })
	return a
}

// order ranks verdicts: the first one that any path has is the answer.
var order = []Verdict{Reached, Unknown, Denied, Harmless}

func decide(ends []ending) Answer {
	for _, v := range order {
		of := only(ends, v)
		if len(of) == 0 {
			continue
		}
		best := slices.MinFunc(of, func(a, b ending) int { return rank(a.confidence) - rank(b.confidence) })
		a := Answer{Verdict: v, Confidence: best.confidence}
		if v == Denied {
			best = slices.MaxFunc(of, func(a, b ending) int {
				return cmp.Or(rank(a.confidence)-rank(b.confidence), refusal(a.status)-refusal(b.status))
			})
			a.Confidence, a.Accidental = best.confidence, best.accidental
			a.Status = commonStatus(of)
			a.OtherCheck = otherCheck(of)
		}
		if v == Reached {
			a.FailsOpen = failsOpen(ends)
			a.OpensWith = opensWith(ends)
		}
		if v == Harmless && !slices.ContainsFunc(of, func(e ending) bool { return !e.accidental }) {
			a.Verdict, a.Confidence, a.Accidental, a.Status = Denied, Low, true, commonStatus(of)
		}
		a.Trail = slices.Concat(without(a.FailsOpen, best), switched(a.OpensWith, best), trail(best))
		return a
	}
	return Answer{Verdict: Unknown, Confidence: Low}
}

// refusal ranks the statuses by how plainly they refuse: the plainest answer is
// the one to show.
func refusal(status int) int {
	switch {
	case status == 401 || status == 403:
		return 2
	case status >= 300 && status < 500:
		return 1
	}
	return 0
}

func only(ends []ending, v Verdict) (out []ending) {
	for _, e := range ends {
		if e.verdict == v {
			out = append(out, e)
		}
	}
	return out
}

func rank(c Confidence) int {
	return slices.Index([]Confidence{High, Medium, Low}, c)
}

func commonStatus(ends []ending) int {
	for _, e := range ends[1:] {
		if e.status != ends[0].status {
			return 0
		}
	}
	return ends[0].status
}

// otherCheck names what turns the visitor away, if on no path Clerk does.
func otherCheck(ends []ending) (kind CheckKind) {
	for _, e := range ends {
		if e.check == nil || e.check.Check == ClerkCheck {
			return ""
		}
		kind = e.check.Check
	}
	return kind
}

// failsOpen returns the variables that are unset on every path that reaches
// something, and set on another.
func failsOpen(ends []ending) (out []string) {
	open := map[string]int{}
	reached := only(ends, Reached)
	if len(reached) == len(ends) {
		return nil
	}
	for _, e := range reached {
		for name := range e.unset() {
			open[name]++
		}
	}
	for _, name := range sortedKeys(open) {
		if open[name] >= len(reached) {
			out = append(out, name)
		}
	}
	return out
}

// unset returns the variables that a path assumes not to be set, or not to be
// what they are compared with, and where.
func (e ending) unset() map[string]source.Span {
	out := map[string]source.Span{}
	for _, x := range e.path.events {
		if _, ok := out[x.Name]; !ok && x.Kind == Assumption && !x.Holds {
			out[x.Name] = x.At
		}
	}
	return out
}

// without are the steps of a trail that say for lack of what no check turns the
// visitor away.
func without(names []string, e ending) (steps []Step) {
	at := e.unset()
	for _, name := range names {
		steps = append(steps, Step{Message: "nothing turns the visitor away where " + name + " is not set to what the code expects", At: at[name]})
	}
	return steps
}

// endOf judges one path by the check on it.
func endOf(kind entryKind, p *path, check *Event) ending {
	e := ending{path: p, confidence: High, check: check}
	hard := func(x *Event) bool { return x.Kind == Effect && x.Hard && x.Verb != Cookie }
	if done := first(p, func(x *Event) bool { return hard(x) && !x.aside() }); done != nil {
		return effectEnd(e, p, done)
	}
	end, noted := endWithout(e, kind, p), first(p, hard)
	switch {
	case noted == nil:
		return memoryEnd(cookieEnd(end, p), p)
	case end.verdict == Denied && p.notes(), end.verdict == Harmless && end.status >= 400, p.failed != "":
		return end
	}
	return effectEnd(e, p, noted)
}

// cookieEnd judges a path that at most sets cookies, by how it ends without
// them. A refusal may set some: what a check that came before denies stays denied.
func cookieEnd(e ending, p *path) ending {
	i := slices.IndexFunc(p.events, func(x *Event) bool { return x.Kind == Effect && x.Verb == Cookie })
	if i < 0 {
		return e
	}
	cookie := p.events[i]
	switch e.verdict {
	case Denied:
		if !cookie.Hard || slices.ContainsFunc(p.events[:i], (*Event).denies) {
			return e
		}
	case Harmless:
		if e.status >= 400 && !cookie.Hard {
			return e
		}
	default:
		return e
	}
	e.confidence = High
	return effectEnd(e, p, cookie)
}

// endWithout judges a path without an effect that counts.
func endWithout(e ending, kind entryKind, p *path) ending {
	if p.failed != "" {
		e.verdict, e.at = Unknown, Step{Message: p.failed}
		return e
	}
	if d := first(p, func(x *Event) bool { return x.Kind == Doubt && strings.HasPrefix(x.Name, "the code has too many") }); d != nil {
		e.verdict, e.at = Unknown, Step{Message: d.Name}
		return e
	}
	if p.thrown != nil && p.handsOut != nil {
		return e.given(p.handsOut)
	}
	if p.thrown != nil {
		return thrownEnd(e, p.thrown)
	}
	return returnedEnd(e, kind, p)
}

// decisive returns the check that turned the visitor away on a path: the last
// one that can deny.
func decisive(p *path) *Event {
	for _, e := range slices.Backward(p.events) {
		if e.Kind == Check && !e.Quiet {
			return e
		}
	}
	return nil
}

func first(p *path, f func(*Event) bool) *Event {
	if i := slices.IndexFunc(p.events, f); i >= 0 {
		return p.events[i]
	}
	return nil
}

// effectEnd is a path with an effect: reached, unless something before it may
// have turned the visitor away and cannot be read.
func effectEnd(e ending, p *path, hard *Event) ending {
	e.at = Step{Message: effectText(hard), At: hard.At}
	e.verdict = Reached
	for _, x := range p.events {
		if x == hard {
			break
		}
		if x.Kind == Doubt {
			e.verdict, e.at = Unknown, Step{Message: x.Name, At: x.At}
			return e
		}
	}
	switch hard.Verb {
	case Cookie, Cache, Memory, Unnamed:
		e.confidence = Low
	case Network:
		e.confidence = Medium
	}
	return e
}

func effectText(e *Event) string {
	if e.Verb == Mint || e.Verb == Secret {
		return mintText(e)
	}
	what := map[Verb]string{Read: "reads from the database", Write: "writes", Delete: "deletes", Pay: "calls a paid service",
		Mail: "sends a message", Network: "asks another host", Clerk: "asks Clerk's Backend API", Cookie: "sets a cookie",
		Cache: "revalidates the cache", Unnamed: "calls code that is not known"}[e.Verb]
	if e.Host != "" {
		what += " at " + e.Host
	}
	if e.Verb == Memory {
		return e.Name + " is changed, which the process keeps for others, by a visitor who is not signed in"
	}
	return e.Name + "() " + what + " for a visitor who is not signed in"
}

// thrownEnd is a path that ends in an error or a thrown redirect.
func thrownEnd(e ending, t *thrown) ending {
	message := t.denial
	if message == "" {
		message = "an error is thrown"
	}
	e.at, e.status = Step{Message: message, At: t.at}, t.status
	if e.status == 0 {
		e.status = 500
	}
	if told := e.path.told; told != nil && e.path.doubt() == nil {
		return e.tells(told)
	}
	if e.check == nil {
		return e.sameForEverybody(t.accidental)
	}
	e.verdict, e.accidental = Denied, t.accidental || e.check.Accidental
	if e.accidental {
		e.confidence = Low
	} else if e.path.reads() {
		e.confidence = Medium
	}
	return e
}

// reads reports whether something was read on the path.
func (p *path) reads() bool {
	return first(p, func(x *Event) bool {
		return x.Kind == Effect && x.Verb != Cookie && x.Verb != Memory && x.Verb != Unnamed
	}) != nil
}

// An eventKey tells events apart.
type eventKey struct {
	kind         EventKind
	name, method string
	check        CheckKind
	at           source.Span
}

func allEvents(paths []path) (out []*Event) {
	seen := map[eventKey]bool{}
	for _, p := range paths {
		for _, e := range p.events {
			key := eventKey{kind: e.Kind, name: e.Name, check: e.Check, at: e.At}
			if !seen[key] {
				seen[key] = true
				out = append(out, e)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *Event) int { return source.Compare(a.At, b.At) })
	return out
}
