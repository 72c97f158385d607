package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// aside reports whether an effect is no work of its own: it belongs to the
// handling of an error, or adds a record to a log. What the visitor sent may be the
// work itself, as a workout is logged too, unless only those are noted who get no
// further.
func (e *Event) aside() bool {
	return e.handled && e.notesError() || e.Logged && (e.refusing || !e.From.Has(sentAsData))
}

// notesError reports whether an effect in the handling of an error may be to note that.
// It may add what is about the thing that was asked for; to change or to delete what the
// visitor names, or to keep what he sent, is work.
func (e *Event) notesError() bool {
	switch {
	case e.Verb == Delete:
		return !e.From.Has(sentAsData)
	case e.Verb != Write:
		return true
	}
	adds := !slices.ContainsFunc(e.Calls, func(name string) bool {
		verb := strings.ToLower(name)
		return writeVerbs[verb] && !inserts[verb]
	})
	return !e.From.Has(sentAsData) || adds && !e.From.Has(FromBody|FromArgument)
}

// sentAsData are the parts of a request that say what is asked for.
const sentAsData = FromBody | FromQuery | FromParams | FromArgument

// refusing reports whether a call, or one that led to it, stands in a branch that
// leaves its function.
func (m *run) refusing(at js.Node) bool {
	return leaves(at) || slices.ContainsFunc(m.stack, func(c *call) bool { return leaves(c.at) })
}

// leaves reports whether a node stands in a branch that ends with return or throw.
func leaves(n js.Node) bool {
	for p := n; !p.IsZero() && !p.IsFunction(); p = p.Parent() {
		if !p.Is(js.StatementBlock) || !p.Parent().Is(js.IfStatement, js.ElseClause, js.CatchClause) {
			continue
		}
		if all := slices.Collect(p.Named()); len(all) > 0 && all[len(all)-1].Is(js.ReturnStatement, js.ThrowStatement) {
			return true
		}
	}
	return false
}

// notes reports whether a check came before each record that a refusal leaves in
// a log: what is written down before anybody is asked who he is may be what he
// came for.
func (p *path) notes() bool {
	check := slices.IndexFunc(p.events, (*Event).denies)
	logged := slices.IndexFunc(p.events, func(e *Event) bool { return e.Kind == Effect && e.aside() && !e.handled })
	return logged < 0 || check >= 0 && check < logged
}

// logCallers is how many of the calls that led to a write are asked whether they
// say that they log.
const logCallers = 3

// logs reports whether a write only adds a record to a log: into a table of logs or
// audits, or in a function that is called after what it does: logFailedAuth().
func (m *run) logs(e *Event, verb string) bool {
	if verb := strings.ToLower(verb); !inserts[verb] && verb != "upsert" {
		return false
	}
	if table := e.Table(); m.nameMatches(logTable, e.Name) || m.nameMatches(logTable, table) {
		return true
	}
	for _, c := range m.stack[max(0, len(m.stack)-logCallers):] {
		if m.nameMatches(logFunction, lastName(calleeText(c.at))) {
			return true
		}
	}
	return false
}

// logTable matches the tables that hold what happened: prisma.auditLog.create.
var logTable = regexp.MustCompile(`[aA]udit_?([lL]og|[tT]rail|[eE]ntr|[eE]vent|[rR]ecord)|[a-z]Logs?\.|_logs?($|\.)|(^|\.)logs?\.|(access|security|error|activity|event|auth|system|request)logs?$|[sS]ecurity_?[eE]vent`)

// logFunction matches the functions that log what happened, and not logIn.
var logFunction = regexp.MustCompile(`^log($|_|[A-HJ-NP-Z]|I[^n]|O[^u])|^(audit|record|report|track|write|save|store|emit|add|create|insert|send|note)\w*(Audit|Logs?($|[A-Z])|Fail|Denied|Denial|Refus|Reject|Attempt|Unauthori[sz]ed|SecurityEvent|Violation|Suspicious)`)
