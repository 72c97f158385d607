package environment

import (
	"path"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/dotenv"
	"clerkvet/rules"
)

var testKeyInProduction = &rules.Rule{
	ID: "test-key-in-production", Level: rules.Error, Checklist: []string{"1.1", "1.2"}, Repository: true,
	Check: func(p *rules.Pass) {
		facts := p.Facts()
		for _, v := range clerk.Variables(facts.Env) {
			if !isTestKey(v.Key) {
				continue
			}
			switch {
			case inProduction(v):
				p.Report(v.At, "%s holds a %s key of a development instance where production takes it from", v.Name, v.Key.Prefix()).For(rowOf[v.Key.Kind])
			case path.Base(v.At.Path()) == ".env" && v.Loaded && facts.Repo.Tracked(v.At.Path()):
				p.Report(v.At, "%s holds a %s key in a tracked .env, which a production build loads where nothing else sets it", v.Name, v.Key.Prefix()).With(rules.Low).For(rowOf[v.Key.Kind])
			}
		}
		reportLiterals(p, facts)
	},
}

func isTestKey(k clerk.Key) bool {
	return (k.Kind == clerk.PublishableKey || k.Kind == clerk.SecretKey) && k.Provider == clerk.ByClerk &&
		!k.Live && !k.Placeholder && k.Malformed == ""
}

// inProduction reports whether a production deployment takes the value from
// this place. Ignored env files are the developer's own.
func inProduction(v clerk.Variable) bool {
	switch v.Kind {
	case dotenv.Workflow, dotenv.GitLab:
		return v.Deploys && v.Environment == dotenv.InProduction
	case dotenv.EnvFile:
		return v.Environment == dotenv.InProduction
	}
	return v.Environment == dotenv.InProduction && !analyzers.IsTest(v.At.Path())
}

// reportLiterals reports test keys that are written into the code of an app.
func reportLiterals(p *rules.Pass, facts *analyzers.Facts) {
	for _, k := range facts.Keys() {
		if isTestKey(k.Key) && facts.InApp(k.At.Path()) && !analyzers.IsTest(k.At.Path()) {
			p.Report(k.At, "the code holds a %s key of a development instance, which production uses too", k.Key.Prefix()).For(rowOf[k.Key.Kind])
		}
	}
}
