package environment

import (
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/dotenv"
	"clerkvet/rules"
)

var envDeprecated = &rules.Rule{
	ID: "env-deprecated", Level: rules.Warning, Checklist: []string{"1.6"},
	Check: func(p *rules.Pass) {
		version := p.App().Clerk.Version()
		if version == nil {
			p.NotApplicable("the installed version of @clerk/nextjs is not known")
			return
		}
		seen := map[string]bool{}
		for _, d := range p.Facts().Env.In(p.App().Next.Dir) {
			known, ok := clerk.KnownVariable(d.Name)
			if !ok || known.Until == 0 || known.ReadBy(version) || seen[d.Name] || d.Kind == dotenv.Docs || strings.HasSuffix(d.At.Path(), ".d.ts") { // a type sets nothing
				continue
			}
			seen[d.Name] = true
			f := p.Report(d.At, "@clerk/nextjs %s does not read %s", version, d.Name)
			if known.Now != "" {
				f.Message += ": " + known.Now + " replaces it"
			}
		}
		for _, prop := range p.App().Clerk.GoneProps() {
			p.Report(prop.At, "<%s> of @clerk/nextjs %s does not read %s: %s replaces it", prop.Component, version, prop.Name, prop.Now)
		}
	},
}
