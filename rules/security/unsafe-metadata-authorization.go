package security

import (
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var unsafeMetadataAuthorization = &rules.Rule{
	ID: "unsafe-metadata-authorization", Level: rules.Error, CWE: 807, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		machine := p.App().Visitor()
		p.Unread(machine.Resources(), visitor.Stranger)
		for _, at := range p.App().Clerk.UnsafeConditions(rightWords()) {
			p.Report(at, "the middleware lets in by unsafeMetadata, which every user can write in the browser: anybody can give himself that right")
		}
		for _, r := range machine.Resources() {
			for at, d := range deciding(machine.Ways(r, visitor.Stranger)) {
				p.Report(at, "%s is let in by %s, which every user can write in the browser: anybody can give himself that right", resourceName(r), d.Name)
			}
		}
	},
}

func resourceName(r *visitor.Resource) string { return claim{resource: r}.name() }

// deciding returns the conditions on unsafeMetadata that let some in and turn
// others away: it ends in a refusal one way, and in something else the other.
func deciding(ways []visitor.Way) map[source.Span]*visitor.Event {
	type sides struct{ refused, let [2]bool }
	all := map[source.Span]*sides{}
	out := map[source.Span]*visitor.Event{}
	for _, w := range ways {
		for _, e := range w.Events {
			if e.Kind != visitor.Decision || !e.From.Has(visitor.FromMetadata) || !rightWords().MatchString(e.Name) {
				continue
			}
			s := all[e.At]
			if s == nil {
				s = &sides{}
				all[e.At] = s
			}
			side := 0
			if e.Holds {
				side = 1
			}
			s.refused[side] = s.refused[side] || refused(w)
			s.let[side] = s.let[side] || !refused(w)
			if s.refused[0] && s.let[1] || s.refused[1] && s.let[0] {
				out[e.At] = e
			}
		}
	}
	return out
}

// refused reports whether a way turns the visitor away.
func refused(w visitor.Way) bool {
	return w.Threw || w.Status == 401 || w.Status == 403 || w.Status == 404 || w.Status >= 300 && w.Status < 400
}
