package rules

import (
	_ "embed"

	"clerkvet/analyzers/visitor"
)

//go:embed suppression-invalid.md
var suppressionPage string

//go:embed policy-broken.md
var policyPage string

// SuppressionInvalid is the rule of the findings that Suppress adds. It is not
// in the catalogue: it judges the results of the others.
var SuppressionInvalid = &Rule{ID: "suppression-invalid", Category: "configuration", Level: Warning, Repository: true, page: suppressionPage}

// PolicyBroken holds the code to what the configuration declares: it is asked
// where something is declared protected.
var PolicyBroken = &Rule{ID: "policy-broken", Category: "configuration", Level: Error, CWE: 862, Checklist: []string{"3.1"}, Check: policyBroken, page: policyPage}

// Configured are the rules that belong to the configuration.
func Configured() []*Rule { return []*Rule{PolicyBroken, SuppressionInvalid} }

func policyBroken(p *Pass) {
	declared := false
	for _, r := range p.App().Visitor().Resources() {
		if r.Intent() != visitor.DeclaredProtected || r.Kind == visitor.Layout {
			continue
		}
		declared = true
		switch r.Protection {
		case visitor.Open:
			if len(r.Procedures) > 0 { // they are declared, too
				continue
			}
			f := p.Report(r.Span.FirstLine(), "%s is declared protected, but %s lets a signed-out visitor in", r.Path, r.File)
			f.Via(r.Declared.At, "%q is declared protected", r.Declared.Pattern)
		case visitor.Undecided:
			p.Unknown(r.Span, "%s is declared protected, and whether it is could not be decided", r.Path)
		}
	}
	if !declared {
		p.NotApplicable("no route is declared protected")
	}
}
