package rules

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
)

// marks is a rule that finds every line with the word FINDING in a module.
func marks(id string) *Rule {
	return &Rule{ID: id, Level: Error, Repository: true, Check: func(p *Pass) {
		for _, name := range p.Facts().Tree.Files() {
			file, err := p.Facts().Tree.Read(name)
			if err != nil {
				continue
			}
			for n := 1; n <= file.Lines(); n++ {
				if strings.Contains(file.Line(n).Text(), "FINDING") {
					p.Report(file.Line(n), "found")
				}
			}
		}
	}}
}

func auditText(t *testing.T, archive string, ids ...string) (*analyzers.Facts, []*Result) {
	t.Helper()
	fsys, err := txtar.FS(txtar.Parse([]byte("-- package.json --\n{\"dependencies\": {\"next\": \"15.5.29\", \"@clerk/nextjs\": \"6.39.8\"}}\n" + archive)))
	if err != nil {
		t.Fatal(err)
	}
	facts, err := analyzers.LoadFS(context.Background(), fsys)
	if err != nil {
		t.Fatal(err)
	}
	var list []*Rule
	for _, id := range ids {
		list = append(list, marks(id))
	}
	return facts, Audit(context.Background(), facts, list)
}

// Each case is one file; the answer lists the lines that still stand, then the
// complaints as line:text.
func TestSuppress(t *testing.T) {
	const route = "route-unprotected"
	for _, c := range []struct{ name, file, text, stand, complaints string }{
		{"next line", "a.ts", "// clerkvet-ignore-next-line route-unprotected -- why\nFINDING\nFINDING", "3", ""},
		{"block comment", "a.ts", "/* clerkvet-ignore-next-line route-unprotected -- why */\nFINDING", "", ""},
		{"long block", "a.ts", "/*\n * clerkvet-ignore-next-line route-unprotected --\n *   why\n */\nFINDING", "", ""},
		{"several rules", "a.ts", "// clerkvet-ignore-next-line other,  route-unprotected -- why\nFINDING", "", "1:no rule has"},
		{"stacked", "a.ts", "// clerkvet-ignore-next-line other -- why\n// clerkvet-ignore-next-line route-unprotected -- why\nFINDING", "", "1:no rule has"},
		{"file", "a.ts", "const a = FINDING\n// clerkvet-ignore-file route-unprotected -- why\nFINDING", "", ""},
		{"no reason", "a.ts", "// clerkvet-ignore-next-line route-unprotected\nFINDING", "2", "1:no reason"},
		{"empty reason", "a.ts", "// clerkvet-ignore-next-line route-unprotected --\nFINDING", "2", "1:no reason"},
		{"no rule", "a.ts", "// clerkvet-ignore-next-line -- why\nFINDING", "2", "1:must read"},
		{"unknown word", "a.ts", "// clerkvet-ignore route-unprotected -- why\nFINDING", "2", "1:must read"},
		{"unused", "a.ts", "// clerkvet-ignore-next-line route-unprotected -- why\nconst a = 1", "", "1:not needed"},
		{"not the next line", "a.ts", "// clerkvet-ignore-next-line route-unprotected -- why\n\nFINDING", "3", "1:not needed"},
		{"after code", "a.ts", "FINDING // clerkvet-ignore-next-line route-unprotected -- why\nconst a = 1", "1", "1:not needed"},
		{"in a string", "a.ts", "const a = '// clerkvet-ignore-next-line route-unprotected -- why'\nFINDING", "2", ""},
		{"in a template", "a.ts", "const a = `\n// clerkvet-ignore-file route-unprotected -- why\n`\nFINDING", "4", ""},
		{"in JSX text", "a.tsx", "const a = <p>\n// clerkvet-ignore-next-line route-unprotected -- why\nFINDING</p>", "3", ""},
		{"JSX", "a.tsx", "const a = <p>\n{/* clerkvet-ignore-next-line route-unprotected -- why */}\nFINDING</p>", "", ""},
		{"prose", "a.ts", "// see clerkvet-ignore-next-line route-unprotected -- why\nFINDING", "2", ""},
		{"CRLF", "a.ts", "// clerkvet-ignore-next-line route-unprotected -- why\r\nFINDING\r\n", "", ""},
		{"env", ".env.example", "# clerkvet-ignore-next-line route-unprotected -- why\nA=FINDING", "", ""},
		{"env value", ".env.example", "K=\"\n# clerkvet-ignore-next-line route-unprotected -- why\nFINDING\"", "3", ""},
		{"gitignore", ".gitignore", "# clerkvet-ignore-next-line route-unprotected -- why\nFINDING", "", ""},
		{"not in gitignore", ".gitignore", "x # clerkvet-ignore-next-line route-unprotected -- why\nFINDING", "2", ""},
		{"yaml", "a.yml", "a:\n  # clerkvet-ignore-next-line route-unprotected -- why\n  b: FINDING", "", ""},
		{"yaml script", "a.yml", "a: |\n  # clerkvet-ignore-next-line route-unprotected -- why\n  b: FINDING", "3", ""},
		{"eslint next line", "a.ts", "// eslint-disable-next-line @clerk/next/require-auth-protection -- why\nFINDING", "", ""},
		{"eslint among others", "a.ts", "// eslint-disable-next-line no-var, @clerk/next/require-auth-protection -- why\nFINDING", "", ""},
		{"eslint line", "a.ts", "FINDING // eslint-disable-line @clerk/next/require-auth-protection -- why\nFINDING", "2", ""},
		{"eslint range", "a.ts", "/* eslint-disable @clerk/next/require-auth-protection -- why */\nFINDING\n/* eslint-enable @clerk/next/require-auth-protection */\nFINDING", "4", ""},
		{"eslint range to the end", "a.ts", "/* eslint-disable @clerk/next/require-auth-protection -- why */\nFINDING", "", ""},
		{"eslint enables all", "a.ts", "/* eslint-disable @clerk/next/require-auth-protection -- why */\n/* eslint-enable */\nFINDING", "3", ""},
		{"eslint enables another", "a.ts", "/* eslint-disable @clerk/next/require-auth-protection -- why */\n/* eslint-enable no-var */\nFINDING", "", ""},
		{"eslint range in a line comment", "a.ts", "// eslint-disable @clerk/next/require-auth-protection -- why\nFINDING", "2", ""},
		{"eslint without a reason", "a.ts", "// eslint-disable-next-line @clerk/next/require-auth-protection\nFINDING", "2", "1:no reason"},
		{"eslint of another rule", "a.ts", "// eslint-disable-next-line no-var -- why\nFINDING", "2", ""},
		{"eslint of all rules", "a.ts", "// eslint-disable-next-line -- why\nFINDING", "2", ""},
		{"eslint unused", "a.ts", "// eslint-disable-next-line @clerk/next/require-auth-protection -- why\nconst a = 1", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts, results := auditText(t, "-- app/page.tsx --\nexport default 1\n-- "+c.file+" --\n"+c.text+"\n", route)
			results = Suppress(facts, results, []string{route})
			var stand, complaints []string
			for _, f := range Findings(results) {
				switch {
				case f.Rule == SuppressionInvalid:
					complaints = append(complaints, fmt.Sprintf("%d:%s", f.At.StartLine(), f.Message))
				case f.Suppressed == nil:
					stand = append(stand, fmt.Sprint(f.At.StartLine()))
				}
			}
			if got := strings.Join(stand, " "); got != c.stand {
				t.Errorf("lines %q stand, want %q", got, c.stand)
			}
			line, word, _ := strings.Cut(c.complaints, ":")
			got := strings.Join(complaints, "; ")
			if (c.complaints == "") != (got == "") || !strings.HasPrefix(got, line) || !strings.Contains(got, word) {
				t.Errorf("complaints %q, want %q", got, c.complaints)
			}
		})
	}
}

// What a rule could not decide is no reason to call a comment unused.
func TestSuppressUndecided(t *testing.T) {
	facts, results := auditText(t, "-- app/page.tsx --\n// clerkvet-ignore-next-line some-rule -- why\nexport default 1\n", "some-rule")
	for _, outcome := range []Outcome{Unknown, Skipped} {
		results[0].Outcome = outcome
		for _, f := range Findings(Suppress(facts, results[:1], []string{"some-rule"})) {
			t.Errorf("%s: %s", outcome, f.Message)
		}
	}
}

func TestSilence(t *testing.T) {
	day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	now := day("2026-11-24").Add(20 * time.Hour)
	for _, c := range []struct {
		ignore Ignore
		holds  bool
		idle   bool
	}{
		{Ignore{Rule: "r", Path: "app/**"}, true, false},
		{Ignore{Rule: "r", Path: "app/page.tsx"}, true, false},
		{Ignore{Rule: "r", Path: "**/*.tsx"}, true, false},
		{Ignore{Rule: "r", Path: "app"}, false, true},
		{Ignore{Rule: "other", Path: "app/**"}, false, false},
		{Ignore{Rule: "r", Path: "app/**", Expires: day("2026-11-24")}, true, false}, // its last day
		{Ignore{Rule: "r", Path: "app/**", Expires: day("2026-11-23")}, false, true},
	} {
		_, results := auditText(t, "-- app/page.tsx --\nexport default FINDING\n", "r")
		c.ignore.Reason = "why"
		Silence(results, []*Ignore{&c.ignore}, now)
		f := Findings(results)[0]
		if (f.Suppressed != nil) != c.holds {
			t.Errorf("%+v: suppressed is %v", c.ignore, f.Suppressed)
		}
		if got := c.ignore.Idle(results); got != c.idle {
			t.Errorf("%+v: idle is %v", c.ignore, got)
		}
	}
}

// A row that passes only because something is silenced says so.
func TestSilencedRow(t *testing.T) {
	silent := &Finding{Suppressed: &Suppression{}}
	for want, findings := range map[string][]*Finding{
		"a held": {{}}, "a held, but for 1 suppressed finding": {silent}, "a held, but for 2 suppressed findings": {silent, silent},
	} {
		if got := passed([]*Result{{Rule: &Rule{ID: "a"}, Outcome: Failed, Findings: findings}}, 0); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestConfigure(t *testing.T) {
	_, results := auditText(t, "-- app/page.tsx --\nexport default FINDING\n", "loud", "quiet", "off")
	Configure(results, func(r *Result) *Setting {
		at := source.NewFile("clerkvet.yaml", nil).Whole()
		return map[string]*Setting{"quiet": {Level: Note, At: at}, "off": {Off: true, At: at}}[r.Rule.ID]
	})
	got := ""
	for _, r := range results {
		got += fmt.Sprintf("%s %s %s %d; ", r.Rule.ID, r.Rule.Level, r.Outcome, len(r.Findings))
	}
	if want := "loud error failed 1; quiet note failed 1; off error skipped 0; "; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if results[1].Findings[0].Level != Note {
		t.Error("the finding keeps its level")
	}
}
