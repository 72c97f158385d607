package security_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"clerkvet/rules"
	"clerkvet/rules/ruletest"
	"clerkvet/rules/security"
)

// A safe fix leaves nothing of what it mends, and adds nothing.
func TestSafeFixes(t *testing.T) {
	fixed := 0
	for _, rule := range security.Rules().Rules {
		files, _ := filepath.Glob(filepath.Join("../../testdata", rule.ID, "*.txtar"))
		for _, name := range files {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			before, fixes := audit(t, rule, archive)
			if len(fixes) == 0 {
				continue
			}
			patches, taken := rules.Apply(fixes)
			for _, p := range patches {
				for i := range archive.Files {
					if archive.Files[i].Name == p.Path {
						archive.Files[i].Data = p.New
					}
				}
			}
			fixed += len(taken)
			if after, rest := audit(t, rule, archive); after != before-len(taken) || len(rest) > 0 {
				t.Errorf("%s: %d findings and %d fixes leave %d findings, %d with a fix:\n%s", name, before, len(taken), after, len(rest), txtar.Format(archive))
			}
		}
	}
	if fixed == 0 {
		t.Error("no fixture has a safe fix")
	}
}

func audit(t *testing.T, rule *rules.Rule, archive *txtar.Archive) (findings int, safe []*rules.Fix) {
	facts, err := ruletest.Facts(archive)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rules.Findings(rules.Audit(context.Background(), facts, []*rules.Rule{rule}, rule.OnRequest)) {
		findings++
		if f.Fix != nil && f.Fix.Safe {
			safe = append(safe, f.Fix)
		}
	}
	return findings, safe
}

// The fix that a page shows is the one that the rule makes.
func TestAwaitIsInserted(t *testing.T) {
	archive := txtar.Parse([]byte(strings.Join([]string{
		"-- package.json --", `{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17", "react": "19.2.0"}}`,
		"-- app/page.tsx --", "import { auth } from '@clerk/nextjs/server'",
		"export default async function Page() { return <p>{auth()!.userId}{(auth() as any).orgId}{!auth() && 1}</p> }", "",
	}, "\n")))
	_, fixes := audit(t, find(t, "auth-not-awaited"), archive)
	patches, _ := rules.Apply(fixes)
	if want := "{(await auth())!.userId}{((await auth()) as any).orgId}{!await auth() && 1}"; len(patches) != 1 || !strings.Contains(string(patches[0].New), want) {
		t.Errorf("got %s, want %s", patches[0].New, want)
	}
}

func find(t *testing.T, id string) *rules.Rule {
	for _, r := range security.Rules().Rules {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no rule %s", id)
	return nil
}
