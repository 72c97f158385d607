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
				p.Report(v.At, "%s is no %s: %s", v.Name, want, v.Key.Malformed).For(rowOf[want])
			case v.Key.Kind != want && v.Key.Kind != clerk.NoKey:
				p.Report(v.At, "%s holds a %s where a %s belongs", v.Name, v.Key.Kind, want).For(rowOf[want])
			case v.Key.Kind == clerk.NoKey:
				p.Report(v.At, "%s does not begin like a %s", v.Name, want).With(rules.Medium).For(rowOf[want])
			}
		}
	},
}

// rowOf is the row of the checklist that asks for a kind of key.
var rowOf = map[clerk.KeyKind]string{clerk.PublishableKey: "1.1", clerk.SecretKey: "1.2", clerk.WebhookSecret: "1.4"}

// onlyTests reports whether a value is that of a job that does not deploy, or stands in a
// file that only tests load.
func onlyTests(v clerk.Variable) bool {
	if v.Kind == dotenv.EnvFile {
		return v.Environment == dotenv.InTest
	}
	return (v.Kind == dotenv.Workflow || v.Kind == dotenv.GitLab) && !v.Deploys
}
