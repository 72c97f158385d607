package errors

import (
	"slices"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var webhookNotIdempotent = &rules.Rule{
	ID: "webhook-not-idempotent", Level: rules.Warning, CWE: 837, Precision: rules.Medium, Checklist: []string{"5.3"},
	Check: func(p *rules.Pass) {
		for _, w := range p.Webhooks() {
			seen := map[source.Span]bool{}
			for _, way := range w.Signed {
				for i, e := range way.Events {
					if e.Inserts() && !seen[e.At] {
						seen[e.At] = true
						judgeInsert(p, w, e, way.Events[:i], way.Events[i+1:])
					}
				}
			}
		}
	},
}

func judgeInsert(p *rules.Pass, w *analyzers.Webhook, e *visitor.Event, before, after []*visitor.Event) {
	known := func(f analyzers.Failure) bool { return f.At == e.At && f.Expected() }
	if e.Logged || e.Tolerant() || looksFirst(e, before) || e.Table() == "" || slices.ContainsFunc(w.Failures(), known) {
		return
	}
	if stopped(p, w, e, before) || ofNew(p, e, before) || slices.ContainsFunc(slices.Concat(before, after), func(x *visitor.Event) bool { return x.Inserts() && stands(w, x, e, before) }) {
		return
	}
	u := p.Facts().Unique(e)
	switch {
	case u.Given(e):
		if fails(w, e) {
			p.Report(e.At, "a repeated delivery to %s makes %s() fail on its unique field and ends in a 500: it is sent again and again", w.Name(), e.Name).With(rules.Medium)
		}
	case u.Known:
		p.Report(e.At, "%s inserts with %s() and nothing keeps the record unique: a repeated delivery makes a second one", w.Name(), e.Name)
	default:
		p.Report(e.At, "%s inserts with %s() and no key or upsert tells that the delivery came before: unless the database refuses it, a repeated one makes a second record", w.Name(), e.Name).With(rules.Low)
	}
}

// stopped reports whether a repeated delivery does not get as far as an insert: one
// before it adds a record that is there already, and its failure ends the work.
func stopped(p *rules.Pass, w *analyzers.Webhook, insert *visitor.Event, before []*visitor.Event) bool {
	return slices.ContainsFunc(before, func(e *visitor.Event) bool {
		if !e.Inserts() || e.Tolerant() || !p.Facts().Unique(e).Given(e) {
			return false
		}
		return !slices.ContainsFunc(w.Failures(), func(f analyzers.Failure) bool {
			return f.At == e.At && slices.ContainsFunc(f.Rest, func(x *visitor.Event) bool { return x.At == insert.At })
		})
	})
}

// stands reports whether an insert only happens along with another one, before or after
// it, and that only where its record was looked for, by what was sent, and not found: a
// repeated delivery finds it and ends.
func stands(w *analyzers.Webhook, first, insert *visitor.Event, before []*visitor.Event) bool {
	if first.At == insert.At || first.Table() == "" || first.SameTable(insert) || !looksFirst(first, until(before, first)) {
		return false
	}
	ends := false
	for _, way := range w.Signed {
		does := func(e *visitor.Event) bool {
			return slices.ContainsFunc(way.Events, func(x *visitor.Event) bool { return x.Kind == visitor.Effect && x.At == e.At })
		}
		looks := slices.ContainsFunc(way.Events, func(x *visitor.Event) bool {
			return x.Kind == visitor.Effect && x.Verb == visitor.Read && x.SameTable(first)
		})
		switch failed := slices.ContainsFunc(way.Events, func(x *visitor.Event) bool { return x.Kind == visitor.Fault }); {
		case failed || !looks || does(first):
		case does(insert):
			return false
		default:
			ends = true
		}
	}
	return ends
}

// until is what happened before an event, if it is among them, else all.
func until(events []*visitor.Event, e *visitor.Event) []*visitor.Event {
	if i := slices.Index(events, e); i >= 0 {
		return events[:i]
	}
	return events
}

// ofNew reports whether an insert is for a record that was inserted just before, if it
// was not there: of one that was, a statement that does nothing on a conflict gives
// nothing.
func ofNew(p *rules.Pass, insert *visitor.Event, before []*visitor.Event) bool {
	found := false
	for _, e := range before {
		if !e.Inserts() || !slices.ContainsFunc(insert.Args, func(a visitor.Arg) bool { return strings.HasPrefix(a.Name, e.Name+".") }) {
			continue
		}
		nothing := slices.ContainsFunc(e.Calls, func(c string) bool { return strings.EqualFold(c, "onConflictDoNothing") })
		if found = nothing && p.Facts().Unique(e).Given(e); !found {
			return false
		}
	}
	return found
}

// looksFirst reports whether the handler looks whether the delivery, or its
// record, is there already.
func looksFirst(insert *visitor.Event, before []*visitor.Event) bool {
	for _, e := range before {
		if e.Kind != visitor.Effect || e.Verb == visitor.Network || e.Host != "" {
			continue
		}
		if e.SameTable(insert) && e.From.Has(visitor.Visitor|visitor.FromRecord) { // by what was sent, or by what that led to
			return true
		}
		if !e.From.Has(visitor.Visitor) {
			continue
		}
		if e.From.Has(visitor.FromHeader) {
			return true
		}
		if t := e.Table(); strings.Contains(t, "event") || strings.Contains(t, "webhook") || strings.Contains(t, "processed") || strings.Contains(t, "deliver") {
			return true
		}
	}
	return false
}

// fails reports whether the handler answers with an error of its own where the
// insert fails.
func fails(w *analyzers.Webhook, insert *visitor.Event) bool {
	for _, f := range w.Failures() {
		if f.At == insert.At && (f.Way.Threw || f.Way.Status >= 500) {
			return true
		}
	}
	return false
}
