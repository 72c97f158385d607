package environment

import (
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

var envUndeclared = &rules.Rule{
	ID: "env-undeclared", Level: rules.Note, Checklist: []string{"1.1"},
	Check: func(p *rules.Pass) {
		reads := clerkReads(p)
		if len(reads) == 0 {
			p.NotApplicable("the code reads no variable of Clerk by name")
			return
		}
		if reads = exceptSecrets(p, reads); len(reads) == 0 {
			return // webhook-secret-missing says it
		}
		env, dir := p.Facts().Env, p.App().Next.Dir
		if !env.HasTemplate(dir) {
			p.Report(p.App().Next.Anchor, "no template such as .env.example lists the variables that the code reads (%s)", strings.Join(namesOf(reads), ", "))
			return
		}
		for _, r := range reads {
			if !declaredForPeople(env.DeclaredIn(dir, r.name)) {
				p.Report(r.at, "%s is read here and stands in no template", r.name)
			}
		}
	},
}

// exceptSecrets leaves out the secrets of webhooks that nothing declares.
func exceptSecrets(p *rules.Pass, reads []envRead) []envRead {
	missing := undeclaredSecrets(p)
	return slices.DeleteFunc(reads, func(r envRead) bool {
		return slices.ContainsFunc(missing, func(m clerk.SecretName) bool { return m.Name == r.name })
	})
}

type envRead struct {
	name string
	at   source.Span
}

// clerkReads returns the first read of each variable of Clerk.
func clerkReads(p *rules.Pass) []envRead {
	var out []envRead
	seen := map[string]bool{}
	for _, m := range p.App().Next.Reachable() {
		for _, e := range m.EnvReads {
			if isOfClerk(e.Name) && !seen[e.Name] {
				seen[e.Name] = true
				out = append(out, envRead{e.Name, e.Span})
			}
		}
	}
	return out
}

// isOfClerk reports whether Clerk, or the webhook of the app, takes the variable.
func isOfClerk(name string) bool {
	_, known := clerk.KnownVariable(name)
	return known || strings.Contains(name, "CLERK") && clerk.IsWebhookSecretName(name)
}

func namesOf(reads []envRead) []string {
	var names []string
	for _, r := range reads {
		names = append(names, r.name)
	}
	if len(names) > 4 {
		names = append(names[:4:4], "…")
	}
	return names
}

// declaredForPeople reports whether a place that a person reads lists the
// variable: not an ignored env file of one developer.
func declaredForPeople(ds []dotenv.Declaration) bool {
	for _, d := range ds {
		if d.Kind != dotenv.EnvFile {
			return true
		}
	}
	return false
}
