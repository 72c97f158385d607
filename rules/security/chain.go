package security

import (
	"clerkvet/analyzers/next"
	"clerkvet/rules"
)

// chain tells how a module reaches the browser: its entry, then each import.
func chain(r next.Reached) []rules.Step {
	var steps []rules.Step
	for i, imported := range r.Chain {
		message := "which imports"
		if i == 0 {
			message = r.Entry + " imports"
		}
		steps = append(steps, rules.Step{At: imported.Edge.Import.Specifier.Span, Message: message + " " + imported.Edge.Import.Specifier.Value})
	}
	if len(steps) == 0 {
		steps = append(steps, rules.Step{At: r.Module.File.Whole(), Message: r.Entry})
	}
	return steps
}
