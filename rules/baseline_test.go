package rules

import (
	"slices"
	"strings"
	"testing"

	"clerkvet/analyzers/source"
)

const before = `-- app/page.tsx --
import { db } from './db'
export async function one() {
  await db.FINDING.find()
}
export async function two() {
  await db.FINDING.find()
}
const other = FINDING(1)
`

// Unchanged findings keep their fingerprint; only those with the wanted number
// are new, and only so many are gone.
func TestFingerprintSurvives(t *testing.T) {
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(before) }
	for _, c := range []struct {
		name, after string
		fresh, gone int
	}{
		{"nothing", before, 0, 0},
		{"insert lines above", replace("import", "// a\n\n// b\nimport"), 0, 0},
		{"insert lines between", replace("const other", "const x = 1\nconst other"), 0, 0},
		{"delete a line", replace("import { db } from './db'\n", ""), 0, 0},
		{"indent", replace("  await", "\t\tawait"), 0, 0},
		{"blanks in the line", replace("FINDING(1)", "FINDING( 1 )"), 0, 0},
		{"move a function", "-- app/page.tsx --\nconst other = FINDING(1)\nexport async function two() {\n  await db.FINDING.find()\n}\nexport async function one() {\n  await db.FINDING.find()\n}\n", 0, 0},
		{"edit another line", replace("'./db'", "'../db'"), 0, 0},
		{"an equal one in a new function above", replace("export async function one", "async function zero() {\n  await db.FINDING.find()\n}\nexport async function one"), 1, 0},
		{"fix one", replace("const other = FINDING(1)\n", ""), 0, 1},
		{"fix the first of equals", replace("function one() {\n  await db.FINDING.find()", "function one() {"), 0, 1},
		{"edit the line itself", replace("FINDING(1)", "FINDING(2)"), 1, 1},
		{"CRLF", "-- app/page.tsx --\n" + strings.ReplaceAll(strings.TrimPrefix(before, "-- app/page.tsx --\n"), "\n", "\r\n"), 0, 0},
	} {
		old, now := fingerprints(t, before), fingerprints(t, c.after)
		fresh, gone := difference(now, old), difference(old, now)
		if len(fresh) != c.fresh || len(gone) != c.gone {
			t.Errorf("%s: %d new and %d gone, want %d and %d", c.name, len(fresh), len(gone), c.fresh, c.gone)
		}
	}
}

func fingerprints(t *testing.T, archive string) (out []string) {
	t.Helper()
	_, results := auditText(t, archive, "r")
	for _, f := range Findings(results) {
		out = append(out, f.Fingerprint)
	}
	return out
}

func difference(a, b []string) (out []string) {
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// A finding about a file as a whole does not hang on its first line.
func TestFingerprintOfFile(t *testing.T) {
	facts, _ := auditText(t, before)
	finding := func(text string) *Finding {
		return &Finding{Rule: &Rule{ID: "r"}, At: source.NewFile("a.ts", []byte(text)).Whole()}
	}
	if a, b := contentOf(facts, finding("import a\n")), contentOf(facts, finding("// b\nimport a\n")); a != b {
		t.Errorf("%q and %q", a, b)
	}
}

// A version in package.json is not what makes a finding there.
func TestFingerprintOfPackage(t *testing.T) {
	file := func(text string) *Finding {
		f := source.NewFile("package.json", []byte(text))
		return &Finding{Rule: &Rule{ID: "r"}, At: f.Line(2)}
	}
	a, b := file("{\n  \"next\": \"15.0.0\",\n}"), file("{\n  \"next\": \"15.0.1\"\n}")
	if x, y := contentOf(nil, a), contentOf(nil, b); x != y || x != "next" {
		t.Errorf("%q and %q", x, y)
	}
}

// Each case says what stands unsuppressed after the baseline of before was
// matched, and how many of its entries are gone and known to be fixed.
func TestBaselineMatch(t *testing.T) {
	for _, c := range []struct {
		name, after        string
		stand, gone, fixed int
	}{
		{"nothing", before, 0, 0, 0},
		{"renamed", strings.Replace(before, "app/page.tsx", "app/home/page.tsx", 1), 0, 0, 0},
		{"renamed and edited", strings.NewReplacer("app/page.tsx", "app/home/page.tsx", "FINDING(1)", "FINDING(2)").Replace(before), 1, 1, 1},
		{"copied", before + strings.Replace(before, "app/page.tsx", "app/home/page.tsx", 1), 3, 0, 0},
		{"deleted", "-- app/x.tsx --\nexport default 1\n", 0, 3, 3},
		{"one more", before + "const more = FINDING(3)\n", 1, 0, 0},
		{"one fixed", strings.Replace(before, "const other = FINDING(1)\n", "", 1), 0, 1, 1},
	} {
		_, results := auditText(t, before, "r")
		b := &Baseline{}
		for _, f := range Findings(results) {
			b.Findings = append(b.Findings, EntryOf(f))
		}
		read, err := ParseBaseline(b.Text())
		if err != nil {
			t.Fatal(err)
		}
		facts, results := auditText(t, c.after, "r")
		gone := read.Match(results, facts.Tree.Has, source.NewFile("b.json", nil).Whole())
		stand := 0
		for _, f := range Findings(results) {
			if f.Suppressed == nil {
				stand++
			}
		}
		fixed := Fixed(facts, gone, results)
		if stand != c.stand || len(gone) != c.gone || len(fixed) != c.fixed {
			t.Errorf("%s: %d stand, %d gone, %d fixed; want %d, %d, %d", c.name, stand, len(gone), len(fixed), c.stand, c.gone, c.fixed)
		}
		results[0].Outcome = Unknown
		if n := len(Fixed(facts, gone, results)); n != 0 {
			t.Errorf("%s: %d are called fixed though the rule could not decide", c.name, n)
		}
	}
}

func TestParseBaseline(t *testing.T) {
	for _, bad := range []string{
		"", "[]", "{", `{"schema": "clerkvet/baseline@2", "findings": []}`, `{"schema": "clerkvet/baseline@1", "finding": []}`,
		`{"schema": "clerkvet/baseline@1", "findings": [{"rule": "r"}]}`, `{"schema": "clerkvet/baseline@1", "findings": []} {}`,
	} {
		if _, err := ParseBaseline([]byte(bad)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
	text := string((&Baseline{Findings: []BaselineEntry{{"b", "r", "2", ""}, {"a", "r", "1", ""}, {"b", "r", "2", ""}}}).Text())
	if strings.Index(text, `"a"`) > strings.Index(text, `"b"`) || strings.Count(text, `"b"`) != 1 {
		t.Errorf("not sorted, or not once each:\n%s", text)
	}
}

func FuzzParseBaseline(f *testing.F) {
	f.Add([]byte(`{"schema": "clerkvet/baseline@1", "findings": [{"rule": "r", "path": "a", "fingerprint": "1", "likeness": "2"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := ParseBaseline(text)
		if err != nil {
			return
		}
		again, err := ParseBaseline(b.Text())
		if err != nil || string(again.Text()) != string(b.Text()) {
			t.Errorf("%q does not survive: %v", text, err)
		}
	})
}
