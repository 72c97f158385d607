package environment

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/dotenv"
	"clerkvet/rules"
)

var keyMalformed = &rules.Rule{
	ID: "key-malformed", Level: rules.Error, Checklist: []string{"1.1", "1.2", "1.4"}, Repository: true,
	Check: func(p *rules.Pass) {
		for _, v := range clerk.Variables(p.Facts().Env) {
			want := clerk.Expected(v.Name)
			switch {
			case want == clerk.NoKey || v.Key.Placeholder:
			case onlyTests(v) && (v.Key.Kind == want || v.Key.Kind == clerk.NoKey):
				// Any text will do where an app is only built and tested.
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

// onlyTests reports whether a value is that of a job that does not deploy.
func onlyTests(v clerk.Variable) bool {
	return (v.Kind == dotenv.Workflow || v.Kind == dotenv.GitLab) && !v.Deploys
}
