package security

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var secretInClient = &rules.Rule{
	ID: "secret-in-client", Level: rules.Error, CWE: 200, Checklist: []string{"3.7"},
	Check: func(p *rules.Pass) {
		told := map[string]*rules.Finding{}
		for _, s := range p.App().Clerk.SecretReadsInClient() {
			key := s.Env.Name + " " + s.Reached.Module.Path
			if f := told[key]; f != nil {
				f.Via(s.Env.Span, "it is read here as well")
				continue
			}
			var f *rules.Finding
			if s.Inlined {
				f = p.Report(s.Env.Span, "%s is inlined by next.config and read in a module that reaches the browser: every visitor gets it", s.Env.Name)
			} else {
				f = p.Report(s.Env.Span, "%s is read in a module that reaches the browser, where it is undefined", s.Env.Name).As(rules.Warning)
			}
			if s.Reached.ViaBarrel {
				f.With(rules.Low)
			}
			f.Trail = chain(s.Reached)
			told[key] = f
		}
		for _, k := range p.Facts().KeysInClient(p.App()) {
			f := p.Report(k.At, "a %s (%s…) stands in a module that reaches the browser: every visitor gets it", k.Key.Kind, k.Key.Prefix())
			switch {
			case k.Reached.ViaBarrel:
				f.With(rules.Low)
			case k.Key.Provider == clerk.Unsure:
				f.With(rules.Medium)
			}
			f.Trail = chain(k.Reached)
		}
	},
}
