package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var roleFromRequest = &rules.Rule{
	ID: "role-from-request", Level: rules.Error, CWE: 269, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		for _, c := range claims(p, func(c claim) bool { return c.granted() != "" && !c.shares() }) {
			f := p.Report(c.effect.At, "%s writes %s as the request says, by %s() and without asking for a role: every caller can make himself an administrator", c.name(), c.granted(), c.effect.Name)
			switch asked := c.permitted(); {
			case c.passesGuard():
				f.With(rules.Low)
			case asked: // on other ways, or with no effect on this one
				f.With(rules.Medium)
			}
		}
	},
}

var (
	rightWords = source.Pattern(`(?i)role|admin|permission|moderator|staff|owner|plan|tier|premium|subscri|access|paid|is_?pro\b`)
	roleFields = source.Names(`(?i)^(role|roles|permissions?|is_?admin|is_?super_?(admin|user)|admin)$`)
	// owning are fields that say whose a record is, at the end of how it was read.
	owning       = source.Pattern(`(?i)\.((clerk|owner|admin|author|creator|manager|host|organi[sz]er|created_?by)_?(clerk_?)?(user_?)?(id)?|(clerk_?)?user_?id)$`)
	peopleTables = source.Names(`(?i)user|member|profile|account|invit|organi[sz]ation|team|admin|role|permission|collaborator|staff`)
)

// granted returns the field through which the request says what somebody may do,
// whatever is asked on the ways to the write, or "".
func (c claim) granted() (field string) {
	var ways []answers
	for _, d := range c.ways {
		f := grants(d.effect)
		if f == "" || slices.ContainsFunc(d.way.Events, unclear) {
			continue
		}
		if given, clear := answersOf(d.way.Events); clear {
			field = f
			ways = append(ways, given)
		}
	}
	if !decideNothing(ways) || c.permitted() && c.passesGuard() {
		return ""
	}
	return field
}

// grants returns the field of a write through which the request says what
// somebody may do, or "".
func grants(e *visitor.Event) string {
	if e.Verb == visitor.Read || e.Verb == visitor.Delete || e.Verb != visitor.Clerk && !peopleTables(e.Table()) {
		return ""
	}
	if slices.ContainsFunc(e.Args, func(a visitor.Arg) bool { return key(a) == "inviterUserId" && a.From.Has(visitor.FromClerk) }) {
		return "" // Clerk asks whether the inviter may
	}
	i := slices.IndexFunc(e.Args, func(a visitor.Arg) bool {
		return a.From.Has(visitor.Visitor) && !strings.Contains(a.Path, ".where.") && !strings.Contains(a.Path, "unsafeMetadata") && grantsBy(a, e.Verb == visitor.Clerk)
	})
	if i < 0 {
		return ""
	}
	return key(e.Args[i])
}

// guardCall matches calls of functions that, by their names, ask for a role: what they
// ask could not be followed where the way holds no such question.
var guardCall = source.Pattern(`(?i)^(await )?([\w.]+\.)?(is|has|verify|require|check|assert|ensure|can|must|may)\w*(admin|role|permission|owner|moderat|staff|access|authori)\w*\(`)

// passesGuard reports whether the way leads through a function that asks for a role by
// its name.
func (c claim) passesGuard() bool {
	return c.some(func(e *visitor.Event) bool {
		return slices.ContainsFunc(e.Stack(), func(at source.Span) bool { return guardCall().MatchString(at.Text()) })
	})
}

// shares reports whether the one who acts was found to own a record of another
// kind than the one that is written: what others may do with it is his to say.
func (c claim) shares() bool {
	return c.some(func(e *visitor.Event) bool {
		return e.Kind == visitor.Relation && owning().MatchString(e.Name) && !strings.HasPrefix(e.Name, c.effect.Table()+".")
	})
}

// grantsBy reports whether an argument says what somebody may do: a field of
// that name, or all of the metadata that only the backend may write.
func grantsBy(a visitor.Arg, clerk bool) bool {
	return roleFields(key(a)) || clerk && (key(a) == "publicMetadata" || key(a) == "privateMetadata")
}
