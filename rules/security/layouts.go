package security

import (
	"slices"

	"clerkvet/analyzers/next"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// layoutsBeside reports the layouts that show what they read though only what is below
// them turns a visitor away: Next.js sends what they show with that refusal (see
// [visitor.ByLayout]).
func layoutsBeside(p *rules.Pass, pages []*visitor.Resource) {
	for _, l := range ofKind(p, visitor.Layout) {
		if l.Protection != visitor.Open || !l.Code.Hands || byVariable(l) {
			continue
		}
		below := slices.DeleteFunc(slices.Clone(pages), func(r *visitor.Resource) bool { return !under(r, l.File) })
		if len(below) == 0 || slices.ContainsFunc(below, func(r *visitor.Resource) bool { return !refuses(r) }) {
			continue
		}
		p.Report(l.Span, "every page below %s turns a signed-out visitor away, and the layout shows what it read: Next.js sends that with the refusal", l.Path).With(rules.Medium).
			Via(shownBy(l).At, "what is read").Via(below[0].Span, "the page has a check")
	}
}

// refuses reports whether code turns a signed-out visitor away from a page, its own or
// that of a layout.
func refuses(r *visitor.Resource) bool {
	return r.Protection == visitor.ByLayout || r.Protection == visitor.ByCode && r.Code.Verdict == visitor.Denied
}

// shownBy is what is read first of what a resource hands out.
func shownBy(r *visitor.Resource) *visitor.Event {
	for _, e := range r.Code.Reaches {
		if e.Kind == visitor.Effect {
			return e
		}
	}
	return &visitor.Event{At: r.Span}
}

// refusingLayout returns the outermost layout above the resource that turns a signed-out
// visitor away, or nil.
func refusingLayout(resources []*visitor.Resource, r *visitor.Resource) *visitor.Resource {
	for _, l := range resources {
		if l.Kind == visitor.Layout && l.Code.Verdict == visitor.Denied && under(r, l.File) {
			return l
		}
	}
	return nil
}

// under reports whether a layout stands around a resource.
func under(r *visitor.Resource, layout string) bool {
	return r.Route != nil && slices.ContainsFunc(r.Route.Segments, func(s *next.Segment) bool {
		l := s.Files["layout"]
		return l != nil && l.Path == layout
	})
}
