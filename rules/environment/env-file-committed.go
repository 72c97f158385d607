package environment

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/dotenv"
	"clerkvet/rules"
)

var envFileCommitted = &rules.Rule{
	ID: "env-file-committed", Level: rules.Error, CWE: 538, Checklist: []string{"1.3"}, Repository: true,
	Check: func(p *rules.Pass) {
		facts := p.Facts()
		if ok, reason := facts.Repo.Tracks(); !ok {
			p.NotApplicable("git cannot be asked here: %s", reason)
			return
		}
		for _, v := range clerk.Variables(facts.Env) {
			secret, sure := v.IsRealSecret()
			if v.Kind != dotenv.EnvFile || !secret || !facts.Repo.Tracked(v.At.Path()) {
				continue
			}
			f := p.Report(v.At, "%s holds a real secret in %s, which is tracked by git", v.Name, v.At.Path())
			if !sure {
				f.As(rules.Warning).With(rules.Low)
			}
		}
	},
}
