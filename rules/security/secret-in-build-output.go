package security

import "clerkvet/rules"

var secretInBuildOutput = &rules.Rule{
	ID: "secret-in-build-output", Level: rules.Error, CWE: 200, Checklist: []string{"3.7"},
	Check: func(p *rules.Pass) {
		built, keys := p.Facts().KeysInBuild(p.App())
		if !built {
			p.NotApplicable("the app is not built here")
			return
		}
		for _, k := range keys {
			if k.Key.IsSecret() {
				p.Report(k.At, "this file is served to every visitor and holds a %s (%s…)", k.Key.Kind, k.Key.Prefix())
			}
		}
	},
}
