package security

import (
	"slices"

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
		below := slices.DeleteFunc(slices.Clone(pages), func(r *visitor.Resource) bool { return !r.Below(l) })
		if len(below) == 0 || slices.ContainsFunc(below, func(r *visitor.Resource) bool { return !refuses(r) }) {
			continue
		}
		p.Report(l.Span, "every page below %s turns a signed-out visitor away, and the layout shows what it read: Next.js sends that with the refusal", l.Path).With(rules.Medium).
			Via(shownBy(l).At, "what is read").Via(below[0].Span, "the page has a check")
	}
}

// metadataBeside reports what makes the title of a page of what it read, where only the
// page turns a visitor away: Next.js sends the metadata with that refusal (run with next
// 14.2.35, 15.5.9, 16.0.7 and 16.4.6).
func metadataBeside(p *rules.Pass, pages []*visitor.Resource) {
	for _, r := range ofKind(p, visitor.Metadata) {
		i := slices.IndexFunc(pages, func(page *visitor.Resource) bool { return page.Route == r.Route && page.File == r.File })
		open := r.Protection == visitor.Open || r.Protection == visitor.Public // left to its page
		if i < 0 || r.Name != "generateMetadata" || !open || !r.Code.Hands || byVariable(r) {
			continue
		}
		by, who := pages[i], "page"
		if layout := p.App().Visitor().Guard(by); layout != nil {
			by, who = layout, "layout"
		} else if !refuses(by) {
			continue
		}
		p.Report(r.Span, "generateMetadata of %s hands out what it read to a signed-out visitor, whom the %s turns away: Next.js sends both", r.Path, who).With(rules.Medium).
			Via(shownBy(r).At, "what is read").Via(by.Span, "the check")
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
