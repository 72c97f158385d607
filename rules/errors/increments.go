package errors

import (
	"slices"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// worth matches fields that hold what somebody has: adding to one twice gives it twice.
var worth = source.Pattern(`(?i)credit|balance|token|quota|points?$|coin|wallet|minutes|seats|stock|quantity|inventory`)

// increments is the field of something of worth that a write adds to, or "".
func increments(e *visitor.Event) string {
	if e.Kind != visitor.Effect || e.Verb != visitor.Write {
		return ""
	}
	for _, a := range e.Args {
		parts := strings.Split(a.Path, ".")
		n := len(parts)
		switch {
		case n >= 2 && (parts[n-1] == "increment" || parts[n-1] == "decrement") && worth().MatchString(parts[n-2]):
			return parts[n-2]
		case n >= 2 && parts[n-2] == "$inc" && worth().MatchString(parts[n-1]):
			return parts[n-1]
		}
	}
	return ""
}

// judgeIncrement reports a write that adds to what is there, where nothing tells that the
// delivery came before: no look at it or at its record, no record of it that is kept
// unique, and no further condition in the write itself.
func judgeIncrement(p *rules.Pass, w *analyzers.Webhook, e *visitor.Event, before, after []*visitor.Event) {
	kept := func(x *visitor.Event) bool { return x.Inserts() && p.Facts().Unique(x).Given(x) }
	if conditional(e) || looksFirst(e, before) || slices.ContainsFunc(slices.Concat(before, after), kept) {
		return
	}
	p.Report(e.At, "%s adds to %s with %s() and nothing tells that the delivery came before: a repeated one adds it again", w.Name(), increments(e), e.Name).With(rules.Medium)
}

// conditional reports whether a write asks for more than whose record it is.
func conditional(e *visitor.Event) bool {
	n := 0
	for _, a := range e.Args {
		if strings.HasPrefix(a.Path, "0.where.") || strings.HasPrefix(a.Path, "0.") && slices.ContainsFunc(e.Args, func(b visitor.Arg) bool { return strings.HasPrefix(b.Path, "1.$inc.") }) {
			n++
		}
	}
	return n > 1
}
