package security

import (
	"path"
	"unicode"

	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var serverDirectiveOnComponent = &rules.Rule{
	ID: "server-directive-on-component", Level: rules.Error, CWE: 749, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		for _, r := range ofKind(p, visitor.Action) {
			if r.Inline || !component(r) {
				continue
			}
			p.Report(r.Span, "the component %s stands in a 'use server' file and so is an endpoint that anyone can call with props of their own", r.Name)
		}
	},
}

// component reports whether an action is a component: it has the name of one
// in a file of them, or gives elements.
func component(r *visitor.Resource) bool {
	ext := path.Ext(r.File)
	upper := unicode.IsUpper([]rune(r.Name)[0]) && (ext == ".tsx" || ext == ".jsx")
	return upper || r.Code.Renders && (r.Name == "default" || unicode.IsUpper([]rune(r.Name)[0]))
}
