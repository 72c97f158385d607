package security

import (
	"slices"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var webhookWrongStatus = &rules.Rule{
	ID: "webhook-wrong-status", Level: rules.Warning, CWE: 755, Checklist: []string{"3.3", "5.3"},
	Check: func(p *rules.Pass) {
		for _, w := range p.Webhooks() {
			seen := map[source.Span]bool{}
			if len(w.EarlyEffects()) == 0 { // else the check stops nothing, which webhook-verified-late says
				reportCheckFailed(p, w, seen)
			}
			failures := w.Failures()
			for _, f := range failures {
				if keeps(f.Event) && fine(f.Way) && !f.Expected() && !foundThen(w, f, failures) && !answeredBefore(f) && !w.Closes(f.Event) && !seen[f.Way.At] {
					seen[f.Way.At] = true
					p.Report(f.Way.At, "%s answers %d where %s() failed: the sender takes the delivery for done and never sends it again", w.Name(), f.Way.Status, f.Name).
						Via(f.At, "%s() fails here", f.Name)
				}
			}
			reportNoResponse(p, w)
		}
	},
}

// reportCheckFailed reports the first answer that takes a delivery for done although
// the check of its signature failed.
func reportCheckFailed(p *rules.Pass, w *analyzers.Webhook, seen map[source.Span]bool) {
	var first *rules.Finding
	for _, way := range w.Forged {
		if passed := checkFailed(way); passed == nil || !fine(way) || seen[way.At] {
			continue
		}
		seen[way.At] = true
		if first != nil {
			first.Via(way.At, "so it does here")
			continue
		}
		first = p.Report(way.At, "%s answers %d where the check of the signature failed: a sender with the wrong secret never learns of it", w.Name(), way.Status)
	}
}

// foundThen reports whether the handler looks, after the failure, whether a record is
// there that it inserts, and answers with an error where it is not: this is the way on
// which it is.
func foundThen(w *analyzers.Webhook, f analyzers.Failure, all []analyzers.Failure) bool {
	inserted := map[string]bool{}
	for _, way := range w.Signed {
		for _, e := range way.Events {
			inserted[e.Table()] = inserted[e.Table()] || e.Kind == visitor.Effect && e.Inserts()
		}
	}
	look := func(o analyzers.Failure) *visitor.Event {
		i := slices.IndexFunc(o.Rest, func(e *visitor.Event) bool {
			return e.Kind == visitor.Effect && e.Verb == visitor.Read && e.Table() != "" && inserted[e.Table()] && e.From.Has(visitor.Visitor)
		})
		if i < 0 {
			return nil
		}
		return o.Rest[i]
	}
	here := look(f)
	return here != nil && slices.ContainsFunc(all, func(o analyzers.Failure) bool {
		there := look(o)
		return there != nil && there.At == here.At && !fine(o.Way) && !slices.ContainsFunc(o.Rest, func(e *visitor.Event) bool { return e.Kind == visitor.Fault })
	})
}

// answeredBefore reports whether the answer was sent before the call failed: then
// it says nothing of the failure, or belongs to a delivery of another type.
func answeredBefore(f analyzers.Failure) bool {
	for _, e := range f.Way.Events {
		switch {
		case e == f.Event:
			return false
		case e.Kind == visitor.Respond:
			return true
		}
	}
	return false
}

// fine reports whether a way ends in a status that the sender takes for done.
func fine(w visitor.Way) bool { return w.Answers && !w.Threw && w.Status >= 200 && w.Status < 300 }

// checkFailed returns the check that an unsigned delivery failed on a way that
// does nothing else.
func checkFailed(w visitor.Way) *visitor.Event {
	var check *visitor.Event
	for _, e := range w.Events {
		switch {
		case e.Kind == visitor.Effect && e.Hard || e.Kind == visitor.Doubt:
			return nil
		case analyzers.Proves(e):
			check = e
		}
	}
	return check
}

// reportNoResponse reports a way of a signed delivery that answers nothing.
func reportNoResponse(p *rules.Pass, w *analyzers.Webhook) {
	for _, way := range w.Signed {
		if way.Answers || way.Threw || way.Unread || hasDoubt(way) {
			continue
		}
		p.Report(w.Resource.Span, "%s has a path that returns no response: the sender gets an error and sends the delivery again and again", w.Name())
		return
	}
}

func hasDoubt(w visitor.Way) bool {
	for _, e := range w.Events {
		if e.Kind == visitor.Doubt || e.Kind == visitor.Effect && e.Verb == visitor.Unnamed {
			return true
		}
	}
	return false
}

// keeps reports whether a call keeps what the delivery says: a message, a request
// to another host, or a line of a log that is lost is less than a record that is.
func keeps(e *visitor.Event) bool {
	return !e.Logged && (e.Verb == visitor.Write || e.Verb == visitor.Delete || e.Verb == visitor.Clerk)
}
