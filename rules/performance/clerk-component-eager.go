package performance

import (
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var clerkComponentEager = &rules.Rule{
	ID: "clerk-component-eager", Level: rules.Note, Checklist: []string{"6.3"},
	Check: func(p *rules.Pass) {
		if !p.App().Next.HasPages() {
			p.NotApplicable("the app has no pages")
			return
		}
		found := p.App().Clerk.EagerComponents()
		if len(found) == 0 {
			return
		}
		f := p.Report(found[0].Use.Span, "%s loads %s at once, though it shows nothing before Clerk has started in the browser", found[0].Entry, components(found))
		for _, i := range found[0].Chain {
			f.Via(i.Edge.Import.Span, "imports %s", i.Edge.To.Path)
		}
		for _, e := range found[1:] {
			f.Via(e.Use.Span, "%s, loaded by %s", e.Use.Name, e.Entry)
		}
	},
}

func components(found []clerk.Eager) string {
	var names []string
	for _, e := range found {
		names = append(names, "<"+e.Use.Name+">")
	}
	return strings.Join(names, ", ")
}
