package environment

import (
	"context"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

var secretInHistory = &rules.Rule{
	ID: "secret-in-history", Level: rules.Error, CWE: 798, Checklist: []string{"1.3"}, Repository: true, OnRequest: "--history",
	Check: func(p *rules.Pass) {
		facts := p.Facts()
		if ok, reason := facts.Repo.Tracks(); !ok {
			p.NotApplicable("git cannot be asked here: %s", reason)
			return
		}
		keys, warning, err := facts.Repo.HistoryKeys(context.Background())
		if err != nil {
			p.Unknown(source.Span{}, "the history cannot be read: %v", err)
			return
		}
		if warning != "" {
			p.Unknown(source.Span{}, "%s", warning)
		}
		for _, k := range keys {
			if k.Key.Provider == clerk.ByStripe || k.Key.Provider == clerk.ByOther || facts.StandsNow(k) {
				continue
			}
			f := p.Report(facts.Root(), "commit %.10s of %s holds a %s %s (%s…) in %s",
				k.Place.Commit, k.Place.AuthorDate.Format("2006-01-02"), k.Key.Kind, k.Key.Of(), k.Key.Prefix(), k.Place.Path)
			if k.Key.Kind == clerk.SecretKey && !k.Key.Live {
				f.As(rules.Warning)
			}
			if k.Key.Provider == clerk.Unsure {
				f.With(rules.Medium)
			}
		}
	},
}
