package visitor

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// returnedEnd is a path that returns. What it returns is a response, an
// answer of an action, or what a page shows.
func returnedEnd(e ending, kind entryKind, p *path) ending {
	v := p.v
	if v.is(promiseShape) {
		if t := v.ref.promise.thrown; t != nil && p.handsOut != nil {
			return e.given(p.handsOut)
		} else if t != nil {
			return thrownEnd(e, t)
		}
		v = v.ref.promise.v
	}
	if kind == apiEntry || !v.is(responseShape) {
		if r := firstAnswer(p); r != nil {
			e.at = Step{Message: fmt.Sprintf("answers %d", r.Status), At: r.At}
			return e.response(p, r.Status, r.body)
		}
	}
	e.at = Step{Message: "returns"}
	if v.ref != nil && !v.ref.at.IsZero() {
		e.at.At = v.ref.at.Span()
	}
	switch {
	case v.is(responseShape):
		e.at = Step{Message: "answers", At: v.ref.at.Span()}
		return e.responseValue(p, v.ref)
	case kind == pageEntry:
		return e.page(p, v)
	}
	return e.plain(kind, p, v)
}

// firstAnswer is what the visitor got: whatever is sent after the first answer is an
// error, as its headers are sent.
func firstAnswer(p *path) *Event {
	return first(p, func(e *Event) bool { return e.Kind == Respond })
}

func (e ending) responseValue(p *path, r *object) ending {
	status := r.props["status"].v
	code := 0
	if status.kind == numberKind {
		code = int(status.num)
	}
	body := r.props["#body"].v
	if code == 0 {
		e.at.Message = "answers with a computed status"
	} else {
		e.at.Message = fmt.Sprintf("answers %d", code)
	}
	return e.response(p, code, body)
}

// response judges an answer by its status and body. An error object counts as
// a refusal whatever its status is.
func (e ending) response(p *path, status int, body value) ending {
	e.status = status
	broken := status >= 500 && handsOut(p, body) // what was read goes out all the same
	if p.handsOut == nil && !broken && (status >= 300 || status == 0 && !p.reads() || refuses(body) && !handsOut(p, body)) {
		return e.turnedAway(p)
	}
	return e.success(p, body)
}

// turnedAway is a refusal: a denial if a check came before it, else the same
// answer for everybody.
func (e ending) turnedAway(p *path) ending {
	switch {
	case p.told != nil && p.doubt() == nil:
		return e.tells(p.told)
	case e.check == nil && p.doubt() != nil:
		return e.unknown(p.doubt())
	case e.check == nil:
		return e.sameForEverybody(false)
	}
	e.verdict, e.accidental = Denied, e.check.Accidental
	if e.accidental {
		e.confidence = Low
	} else if p.reads() {
		e.confidence = Medium
	}
	return e
}

// tells is a refusal, or a way elsewhere, that tells what a record says.
func (e ending) tells(read *Event) ending {
	e.verdict, e.confidence = Reached, Low
	e.at = Step{Message: effectText(read), At: read.At}
	return e
}

// sameForEverybody is a refusal that nobody was asked anything for. What a record
// says is told to all whom it leads somewhere.
func (e ending) sameForEverybody(accidental bool) ending {
	if read := e.path.leads; read != nil {
		return e.tells(read)
	}
	e.verdict, e.accidental = Harmless, accidental
	return e
}

func (p *path) doubt() *Event { return first(p, func(x *Event) bool { return x.Kind == Doubt }) }

func (e ending) unknown(d *Event) ending {
	e.verdict, e.at = Unknown, Step{Message: d.Name, At: d.At}
	return e
}

// success is an answer that hands something out.
func (e ending) success(p *path, body value) ending {
	if d := p.doubt(); d != nil {
		return e.unknown(d)
	}
	read := p.read()
	switch {
	case read == nil && p.handsOut != nil:
		return e.given(p.handsOut)
	case read == nil && !originOf(body).Has(FromRecord):
		e.verdict = Harmless
		return e
	case read == nil:
		e.verdict, e.confidence = Reached, Low
		return e
	}
	e.verdict, e.confidence = Reached, Medium
	e.at = Step{Message: effectText(read), At: read.At}
	if read.Verb == Unnamed || read.Verb == Cookie || read.byNobody(nil) {
		e.confidence = Low
	}
	return e
}

// given is an answer that gives the visitor what proves something.
func (e ending) given(what *Event) ending {
	e.verdict, e.at = Reached, Step{Message: effectText(what), At: what.At}
	if what.Verb == Mint || what.Kind == Shown {
		e.confidence = Medium
	}
	return e
}

// handsOut reports whether something that was read for the visitor is in the
// value.
func handsOut(p *path, v value) bool {
	return originOf(v).Has(FromRecord) && p.reads()
}

// refuses reports whether a value says no: an object with an error, success or
// ok false, or a message without data.
func refuses(v value) bool {
	if v.ref == nil || v.ref.shape != plainShape {
		return false
	}
	for _, k := range v.ref.keys {
		c := v.ref.props[k]
		switch strings.ToLower(k) {
		case "error", "errors", "servererror", "validationerrors", "formerror":
			if c.state == ready && !c.v.nullish() && c.v != no && !isNoElement(c.v) {
				return true
			}
		case "success", "ok", "authenticated", "authorized", "issuccess", "allowed":
			if c.state == ready && c.v.kind == boolKind && c.v.num == 0 {
				return true
			}
		case "status", "statuscode", "code":
			if c.state == ready && c.v.kind == numberKind && c.v.num >= 400 {
				return true
			}
		}
	}
	return false
}

// isNoElement reports whether a value is a list with nothing in it: of errors, none.
func isNoElement(v value) bool { return v.is(arrayShape) && len(v.ref.elems) == 0 && !v.ref.open }

// plain judges a value that an action or a handler returns.
func (e ending) plain(kind entryKind, p *path, v value) ending {
	if v.is(nativeShape) && v.ref.query == nil && kind == handlerEntry {
		return e.unknown(&Event{Name: "what " + v.ref.native.path + " answers is not known"})
	}
	if p.handsOut != nil {
		return e.success(p, v)
	}
	if list := v; list.is(arrayShape) && len(list.ref.elems) > 0 && refuses(list.ref.elems[len(list.ref.elems)-1]) && !handsOut(p, v) {
		return e.turnedAway(p)
	}
	if e.check != nil && !handsOut(p, v) && (empty(v) || refuses(v)) {
		return e.turnedAway(p)
	}
	if refuses(v) && !handsOut(p, v) || p.read() == nil && !originOf(v).Has(FromRecord) {
		if d := p.doubt(); d != nil {
			return e.unknown(d)
		}
		e.verdict = Harmless
		return e
	}
	return e.success(p, v)
}

// read is the first effect of a path, but for what is only kept in memory.
func (p *path) read() *Event {
	return first(p, func(x *Event) bool { return x.Kind == Effect && x.Verb != Memory })
}

// empty reports whether a value tells nothing.
func empty(v value) bool {
	switch {
	case v.ref != nil && v.ref.shape == arrayShape:
		return len(v.ref.elems) == 0 && !v.ref.open
	case v.ref != nil && v.ref.shape == plainShape:
		for _, k := range v.ref.keys {
			if c := v.ref.props[k]; c.state != ready || !empty(c.v) {
				return false
			}
		}
		return !v.ref.open
	case v.kind == stringKind:
		return v.str == ""
	}
	return v.kind != unknownKind && v.ref == nil && v.num == 0
}

// page judges what a page shows.
func (e ending) page(p *path, v value) ending {
	switch {
	case !p.shown:
		return e.turnedAway(p)
	case e.check != nil && prompts(p, v):
		e.at, e.prompt = Step{Message: "shows a prompt to sign in", At: v.ref.at.Span()}, true
		e = e.turnedAway(p)
		if e.verdict == Denied {
			e.confidence = Medium
		}
		return e
	}
	if d := p.doubt(); d != nil {
		return e.unknown(d)
	}
	e.verdict = Reached
	if v.ref != nil && v.is(elementShape) {
		e.at, e.prompt = Step{Message: "shows the page", At: v.ref.at.Span()}, prompts(p, v)
	}
	if read := p.read(); read != nil {
		e.at = Step{Message: effectText(read), At: read.At}
	} else {
		e.confidence = Medium
	}
	return e
}

// prompts reports whether a path reads nothing and shows a prompt to sign in, and, of a
// layout, nothing that stands below it.
func prompts(p *path, v value) bool {
	below := slices.ContainsFunc(p.events, func(e *Event) bool { return e.Kind == Below })
	return v.ref != nil && v.is(elementShape) && p.read() == nil && !below && isPrompt(v.ref)
}

// samePrompts takes a prompt that is shown without a check for what it is where another
// path shows the same one for a check that failed: what turns away with the keys of Clerk
// in place turns away without them too.
func samePrompts(ends []ending) {
	for i := range ends {
		e := &ends[i]
		if e.verdict != Reached || e.check != nil || !e.prompt {
			continue
		}
		if j := slices.IndexFunc(ends, func(of ending) bool { return of.verdict == Denied && of.prompt && of.at.At == e.at.At }); j >= 0 {
			e.verdict, e.check, e.at = Denied, ends[j].check, ends[j].at
		}
	}
}

// unconfigured takes a fault that is told where a variable is not set for what it is where
// the same visitor, after the same check, is answered as soon as it is: the check turns
// nobody away.
func unconfigured(ends []ending) {
	for i := range ends {
		e := &ends[i]
		if e.verdict != Denied || e.accidental || e.status < 500 {
			continue
		}
		answered := func(of ending) bool {
			passed := of.verdict == Harmless && !of.accidental && of.status < 300 && slices.ContainsFunc(of.path.events, func(x *Event) bool { return x.Kind == e.check.Kind && x.At == e.check.At })
			return passed && slices.ContainsFunc(e.path.since(e.check), func(x *Event) bool { return x.Kind == Assumption && !x.Holds && of.path.assumes(x) == nil })
		}
		if slices.ContainsFunc(ends, answered) {
			e.verdict, e.confidence = Harmless, High
		}
	}
}

// since are the events of a path after one of them.
func (p *path) since(e *Event) []*Event { return p.events[slices.Index(p.events, e)+1:] }

// isPrompt reports whether an element is short and asks to sign in, or is a component that
// is short and says plainly that one has to: a landing page has a button for it as well.
func isPrompt(o *object) bool {
	says := func(n js.Node, what *regexp.Regexp) bool {
		return len(n.Text()) < promptLength && what.MatchString(propName.ReplaceAllString(n.Text(), ""))
	}
	if says(o.at, signInPrompt) {
		return true
	}
	return len(o.native.args) > 0 && len(o.elems) == 0 && isFunction(o.native.args[0]) && says(o.native.args[0].ref.closure.node, signInDemand)
}

// signInDemand is what a component says that only demands to sign in.
var signInDemand = regexp.MustCompile(`(?i)\b(please|must|have to|need to)\s+(be\s+|first\s+)?(sign|log)(ed|ged)?[\s-]?in\b|\b(sign|log)(ed|ged)?[\s-]?in\s+(is\s+)?required|unauthori[sz]ed|unauthenticated|not (authenticated|authori[sz]ed|signed in|logged in)|access denied`)

// propName matches the names of the props of elements, which nobody reads.
var propName = regexp.MustCompile(`\b[\w-]+=`)

// promptLength bounds what counts as a prompt rather than a page, in bytes.
const promptLength = 1500

// trail is the proof of an ending: the calls that led to the check, the check,
// the calls to the end, and the end.
func trail(e ending) []Step {
	var steps []Step
	if e.check != nil && e.verdict != Reached {
		steps = calls(steps, e.check)
		steps = append(steps, Step{Message: checkText(e.check), At: e.check.At})
	}
	if e.verdict == Reached || e.verdict == Unknown {
		for _, x := range e.path.events {
			if x.At == e.at.At && (x.Kind == Effect || x.Kind == Doubt) {
				steps = calls(steps, x)
				break
			}
		}
	}
	return append(steps, e.at)
}

func calls(steps []Step, e *Event) []Step {
	for _, c := range e.stack {
		if !c.at.IsZero() {
			steps = append(steps, Step{Message: "calls " + calleeText(c.at) + "()", At: c.at.Span()})
		}
	}
	return steps
}

func checkText(e *Event) string {
	switch e.Check {
	case ClerkCheck:
		return e.Name + ": nobody is signed in"
	case SignatureCheck:
		return e.Name + ": a visitor has no valid signature"
	case CronCheck, APIKeyCheck:
		return e.Name + ": a visitor does not have the secret"
	}
	return e.Name + ": the visitor has no session"
}
