package errors

import "clerkvet/rules"

var globalErrorIncomplete = &rules.Rule{
	ID: "global-error-incomplete", Level: rules.Error, Checklist: []string{"5.1"},
	Check: func(p *rules.Pass) {
		app := p.App().Next
		m := app.GlobalError()
		if m == nil {
			p.NotApplicable("the app has no global-error file")
			return
		}
		elements, opaque := app.Project.Graph.Elements(m, 3)
		switch missing := missingOf(elements); {
		case missing == "":
		case opaque && !elements["html"] && !elements["body"]:
			p.Unknown(m.File.Whole(), "global-error renders components that cannot be read")
		default:
			p.Report(m.File.Whole(), "global-error replaces the root layout and renders no %s", missing)
		}
	},
}

func missingOf(elements map[string]bool) string {
	switch {
	case !elements["html"] && !elements["body"]:
		return "<html> and <body>"
	case !elements["html"]:
		return "<html>"
	case !elements["body"]:
		return "<body>"
	}
	return ""
}
