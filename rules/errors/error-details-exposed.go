package errors

import (
	"slices"
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var errorDetailsExposed = &rules.Rule{
	ID: "error-details-exposed", Level: rules.Warning, CWE: 209, Checklist: []string{"5.2"},
	Check: func(p *rules.Pass) {
		var handlers []*visitor.Resource
		hooks := map[*visitor.Resource]bool{}
		for _, w := range p.App().Webhooks() {
			hooks[w.Resource] = true
		}
		for _, r := range p.App().Visitor().Resources() {
			if r.Kind == visitor.Handler || r.Kind == visitor.Procedure {
				handlers = append(handlers, r)
				reportLeaks(p, r, hooks[r])
			}
		}
		p.Unread(handlers, visitor.Stranger, visitor.Beyond)
	},
}

func reportLeaks(p *rules.Pass, r *visitor.Resource, hook bool) {
	seen := map[source.Span]bool{}
	for _, who := range []visitor.Who{visitor.Stranger, visitor.Beyond} {
		ways := p.App().Visitor().Ways(r, who)
		for _, way := range ways {
			what, confidence := leaked(way)
			if what == "" || seen[way.At] || trusted(r, way, ways, hook) {
				continue
			}
			seen[way.At] = true
			at := way.At
			if at.IsZero() { // a package answers
				at = r.Span
			}
			p.Report(at, "the response hands the caller %s of an error that may come from anywhere: it can name tables, hosts and files", what).With(confidence)
		}
	}
}

// leaked says what a response holds of a caught error, or nothing: the stack, or
// else what is surest. A fault makes the error an unknown one.
func leaked(w visitor.Way) (what string, confidence rules.Confidence) {
	if w.Threw || !w.Answers {
		return "", rules.Low
	}
	for _, part := range w.Body {
		if !part.From.Has(visitor.FromError) || harmless(part) || holds(w.Body, part) || expected(w, part) {
			continue
		}
		said, sure := partOf(w, part)
		if what == "" || sure < confidence || said == stack {
			what, confidence = said, sure
		}
	}
	return what, confidence
}

// trusted reports whether only a service that signs what it sends to a webhook, or the
// app's own scheduler, which knows a secret, gets this far. A browser may hand a
// signature on as well.
func trusted(r *visitor.Resource, w visitor.Way, all []visitor.Way, hook bool) bool {
	return r.Code.Verdict == visitor.Denied && !slices.ContainsFunc(all, r.Indifferent) && slices.ContainsFunc(w.Events, func(e *visitor.Event) bool {
		return e.Kind == visitor.Check && (hook && e.Check == visitor.SignatureCheck || e.Check == visitor.CronCheck)
	})
}

const stack = "the stack"

// partOf says what part of an error a part of a response is. What JSON keeps of an
// error itself depends on its class: nothing of a bare one, the query of Prisma's.
func partOf(w visitor.Way, part visitor.Arg) (string, rules.Confidence) {
	switch {
	case part.Vague() || w.At.IsZero() && part.Path == "": // it may be no error at all, or a response
		return "something", rules.Low
	case strings.HasSuffix(part.Name, ".stack"):
		return stack, rules.High
	case part.Name == "" && part.Path != "":
		return "the message or the fields", rules.Medium
	}
	return "the message", rules.High
}

// expected reports whether the way asked whether the part says a text of the
// code, and it does: what the app threw itself.
func expected(w visitor.Way, part visitor.Arg) bool {
	return slices.ContainsFunc(w.Events, func(e *visitor.Event) bool {
		if e.Kind != visitor.Known {
			return false
		}
		if of, said := strings.CutSuffix(e.Name, ".message"); said && part.Path != "" && part.Name != of && !strings.Contains(part.Name, ".") {
			return true // it is computed of the message
		}
		return e.Name == part.Name || ofValidation(e, part)
	})
}

// ofValidation reports whether an error was found, by its name, to be that of a
// validation, and the part is of the same error, or an error as it is: it tells the caller
// of his own input.
func ofValidation(known *visitor.Event, part visitor.Arg) bool {
	of, named := strings.CutSuffix(known.Name, ".name")
	whole := part.Name == "" && part.Path != "" && !part.Vague()
	return named && (whole || strings.HasPrefix(part.Name, of+".")) && !strings.HasSuffix(part.Name, ".stack") &&
		slices.ContainsFunc(known.Args, func(a visitor.Arg) bool { return validationClass().MatchString(a.Text) })
}

// validationClass matches the names of the errors of validators.
var validationClass = source.Pattern(`^(Zod|Valibot|Yup|Validation|\$?ZodValidation|ValiError|AjvValidation)(Error)?$`)

var (
	// meant are the parts of an error that are written for the caller: codes, what
	// a validation found in his own input, and messages that say so.
	meant = source.Pattern(`(?i)\.(digest|code|status(Code)?|issues|errors|(safe|user|public|client|friendly|display)_?message)$|^a validation error\b`)
	// className is the name of an error: that of its class.
	className = source.Pattern(`^[^.]+\.name$`)
	// sanitizer is a function that makes a text for the caller of an error.
	sanitizer = source.Pattern(`(?i)(saniti[sz]e|redact|mask|friendly|safe|public|clean|format_?zod|flatten|treeify|translate|localize)\w*\(\)$`)
	// sorted is what a schema made of its findings, told the fields of an error in
	// which libraries keep texts: any other is one that the app gave to its own
	// error. telling is a function by whose name its result is such a text.
	sorted  = source.Pattern(`\.(flatten|format|treeify)(\(\))?(\.|$)`)
	told    = source.Pattern(`(?i)\.(\w*message|stack|cause|\w*errors?|details?|hint|meta|description|reason|info|response|headers|data|body|text|output|std(out|err)|query|sql|config|request|path|value|name)(\(\))?(\.|$)`)
	telling = source.Pattern(`(?i)(err|message|msg|fail|exception|reason|detail|string|json|inspect|serial|describe|text|response)\w*\(\)$`)
)

// harmless reports whether a part of a response that an error went into is meant
// for the caller, or is none of its text: a field of the app's own, or what a
// function of it made.
func harmless(part visitor.Arg) bool {
	switch {
	case meant().MatchString(part.Name), className().MatchString(part.Name), sanitizer().MatchString(part.Name), sorted().MatchString(part.Name):
		return true
	case strings.HasSuffix(part.Name, "()"):
		return !telling().MatchString(part.Name)
	}
	return strings.Contains(part.Name, ".") && !told().MatchString(part.Name)
}

// holds reports whether a part is a list or an object of others, or of records:
// an error only had a hand in it.
func holds(body []visitor.Arg, part visitor.Arg) bool {
	return part.Name == "" && (part.From.Has(visitor.FromRecord) || slices.ContainsFunc(body, func(o visitor.Arg) bool {
		return len(o.Path) > len(part.Path) && strings.HasPrefix(o.Path, part.Path+".")
	}))
}
