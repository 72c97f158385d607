package environment

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var keyMalformed = &rules.Rule{
	ID: "key-malformed", Level: rules.Error, Checklist: []string{"1.1", "1.2", "1.4"}, Repository: true,
	Check: func(p *rules.Pass) {
		for _, v := range clerk.Variables(p.Facts().Env) {
			want := clerk.Expected(v.Name)
			switch {
			case want == clerk.NoKey || v.Key.Placeholder:
			case v.Key.Kind == want && v.Key.Malformed != "":
				p.Report(v.At, "%s is no %s: %s", v.Name, want, v.Key.Malformed)
			case v.Key.Kind != want && v.Key.Kind != clerk.NoKey:
				p.Report(v.At, "%s holds a %s where a %s belongs", v.Name, v.Key.Kind, want)
			case v.Key.Kind == clerk.NoKey:
				p.Report(v.At, "%s does not begin like a %s", v.Name, want).With(rules.Medium)
			}
		}
	},
}
