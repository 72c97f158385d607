package environment

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/rules"
)

var secretCommitted = &rules.Rule{
	ID: "secret-committed", Level: rules.Error, CWE: 798, Checklist: []string{"1.3", "3.7"}, Repository: true,
	Check: func(p *rules.Pass) {
		if ok, reason := p.Facts().Repo.Tracks(); !ok {
			p.NotApplicable("git cannot be asked here: %s", reason)
			return
		}
		var found []analyzers.KeyAt
		for _, k := range p.Facts().Keys() {
			if counts(k) && !ownedByEnvRule(p.Facts(), k) && !inClient(p.Facts(), k) {
				found = append(found, k)
			}
		}
		slices.SortStableFunc(found, func(a, b analyzers.KeyAt) int { return cmp.Compare(sureness(a), sureness(b)) })
		told := map[string]*rules.Finding{}
		for _, k := range found {
			if f := told[k.At.Text()]; f != nil { // one key that has to be replaced
				f.Via(k.At, "the same key stands here")
				continue
			}
			told[k.At.Text()] = reportKey(p, k)
		}
	},
}

func reportKey(p *rules.Pass, k analyzers.KeyAt) *rules.Finding {
	f := p.Report(k.At, "%s is tracked by git and holds a %s %s (%s…)", k.At.Path(), k.Key.Kind, k.Key.Of(), k.Key.Prefix())
	if k.Key.Kind == clerk.SecretKey && !k.Key.Live {
		f.As(rules.Warning)
	}
	return f.With(sureness(k))
}

// sureness tells how sure it is that the key is in use. Templates of the
// environment are examples by name only: what is filled in there was real.
func sureness(k analyzers.KeyAt) rules.Confidence {
	switch {
	case analyzers.IsTest(k.At.Path()) && !strings.Contains(path.Base(k.At.Path()), ".env"):
		return rules.Low
	case k.Key.Provider == clerk.Unsure:
		return rules.Medium
	}
	return rules.High
}

// counts reports whether the key is a secret of Clerk. Tokens of machines in
// tests and fixtures are made up: nothing in their form tells.
func counts(k analyzers.KeyAt) bool {
	if !k.Key.IsSecret() || k.Key.Provider == clerk.ByStripe || k.Key.Provider == clerk.ByOther {
		return false
	}
	strong := k.Key.Kind == clerk.SecretKey || k.Key.Kind == clerk.WebhookSecret
	return strong || !analyzers.IsTest(k.At.Path())
}

// inClient reports whether the key reaches the browser, which is worse and which
// secret-in-client reports.
func inClient(facts *analyzers.Facts, k analyzers.KeyAt) bool {
	for _, app := range facts.Apps {
		for _, c := range facts.KeysInClient(app) {
			if c.At == k.At {
				return true
			}
		}
	}
	return false
}

// ownedByEnvRule reports whether the key is the value of a variable in an env
// file, which env-file-committed reports.
func ownedByEnvRule(facts *analyzers.Facts, k analyzers.KeyAt) bool {
	name := k.At.Path()
	base := name[strings.LastIndexByte(name, '/')+1:]
	if !strings.HasPrefix(base, ".env") {
		return false
	}
	for _, v := range clerk.Variables(facts.Env) {
		if v.ValueAt.File == k.At.File && v.ValueAt.Start <= k.At.Start && k.At.End <= v.ValueAt.End {
			return true
		}
	}
	return false
}
