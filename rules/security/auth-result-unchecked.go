package security

import (
	"fmt"
	"slices"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authResultUnchecked = &rules.Rule{
	ID: "auth-result-unchecked", Level: rules.Warning, Precision: rules.Medium, CWE: 252, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		hooks := p.App().Clerk.Webhooks()
		asked := append(endpoints(p), ofKind(p, visitor.Action)...)
		var unknown undecided
		for _, r := range asked {
			if r.Code.Verdict == visitor.Unknown {
				unknown.add(r)
			}
			if !reportDropped(p, r) && !reported(r, hooks) {
				reportUnchecked(p, r)
			}
		}
		unknown.report(p, len(asked), "handlers and actions")
	},
}

// reportDropped reports a refusal that ends nothing, and whether there is one.
func reportDropped(p *rules.Pass, r *visitor.Resource) bool {
	drop, next := dropped(p, r)
	if drop == nil {
		return false
	}
	if f := p.Told(drop.At); f != nil {
		alike(f, r)
		return true
	}
	what, fix := "the response that refuses is dropped: it stops nobody", "return the response"
	switch {
	case drop.Kind == visitor.Respond:
		what, fix = fmt.Sprintf("the answer %d ends nothing", drop.Status), "return after the answer"
	case drop.Name != "":
		what = fmt.Sprintf("the response of %s() that refuses is dropped: it stops nobody", drop.Name)
	}
	f := p.Report(drop.At, "%s, and %s goes on", what, title(r)).With(sure(r.Code.Confidence))
	f.Because("", fix)
	if behind(r) {
		f.As(rules.Note)
	}
	f.Via(r.Span, "%s is asked for", title(r)).Via(next.At, "goes on as far as %s()", next.Name)
	return true
}

// dropped is a refusal of whom Clerk does not know, or who may not do what others may,
// that does not end the work, with the effect that comes after it. In pages/api an
// answer is sent where it stands.
func dropped(p *rules.Pass, r *visitor.Resource) (drop, next *visitor.Event) {
	refuses := func(e *visitor.Event) bool {
		return e.Kind == visitor.Dropped || e.Kind == visitor.Respond && (e.Status == 401 || e.Status == 403)
	}
	var who visitor.Who
	switch {
	case r.Code.Verdict == visitor.Reached && slices.ContainsFunc(r.Code.Events, refuses):
		who = visitor.SignedOut
	case r.Code.Verdict == visitor.Denied:
		who = visitor.Stranger
	default:
		return nil, nil
	}
	for _, way := range p.App().Visitor().Ways(r, who) {
		check := slices.IndexFunc(way.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Check && e.Check == visitor.ClerkCheck })
		at := slices.IndexFunc(way.Events, refuses)
		if check < 0 || at < check || !answersAfter(way, at) {
			continue
		}
		drop := way.Events[at]
		for _, e := range way.Events[at+1:] {
			if e.Kind == visitor.Effect && !e.Logged && (e.Hard || drop.Kind == visitor.Dropped) {
				return drop, e
			}
		}
	}
	return nil, nil
}

// answersAfter reports whether the way ends in no refusal although one was made, or
// answers once more: what an app notes of a refusal is no work that goes on.
func answersAfter(way visitor.Way, refusal int) bool {
	if way.Events[refusal].Kind == visitor.Dropped {
		return !refused(way)
	}
	return slices.ContainsFunc(way.Events[refusal+1:], func(e *visitor.Event) bool { return e.Kind == visitor.Respond })
}

// reported reports whether the rules on open handlers and actions speak of it.
func reported(r *visitor.Resource, hooks []clerk.Webhook) bool {
	if received(hooks, r) {
		return true
	}
	_, ok := exposed(r)
	return ok && r.Code.Verdict == visitor.Reached && r.Protection != visitor.ByMiddleware
}

func reportUnchecked(p *rules.Pass, r *visitor.Resource) {
	e := unchecked(r)
	if e == nil {
		return
	}
	if f := p.Told(e.At); f != nil {
		alike(f, r)
		return
	}
	f := p.Report(e.At, "%s passes on the user id without asking whether there is one: for a signed-out visitor it is null here", title(r)).With(rules.Medium)
	if behind(r) {
		f.As(rules.Note)
	}
	f.Via(r.Span, "%s is asked for", title(r))
}

// alike adds a resource to the finding at a place that it runs into, too: one finding
// is enough for what many share.
func alike(f *rules.Finding, r *visitor.Resource) {
	if !behind(r) {
		f.As(rules.Warning)
	}
	f.Via(r.Span, "so is %s", title(r))
}

// behind reports whether the middleware keeps everybody from a resource who is not
// signed in.
func behind(r *visitor.Resource) bool {
	return r.Middleware.Verdict == visitor.Denies && r.Kind != visitor.Action
}

// unchecked is the first use of the null that Clerk gives for nobody.
func unchecked(r *visitor.Resource) *visitor.Event {
	for _, e := range r.Code.Events {
		if e.Kind == visitor.Effect && forNobody(e) || e.Kind == visitor.Check && e.Check == visitor.ClerkCheck && e.Accidental {
			return e
		}
	}
	return nil
}
