package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

var key = "sk_live_" + strings.Repeat("a1B", 14)

// audited returns an audit of a small app by a rule that reports the line of
// every file that holds the word.
func audited(t *testing.T, word string, level rules.Level, files map[string]string) *Audit {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	fsys["package.json"] = &fstest.MapFile{Data: []byte(`{"dependencies": {"next": "15.5.29", "@clerk/nextjs": "6.39.8"}}`)}
	fsys["app/page.tsx"] = &fstest.MapFile{Data: []byte("export default () => null\n")}
	facts, err := analyzers.LoadFS(t.Context(), fsys)
	if err != nil {
		t.Fatal(err)
	}
	rule := &rules.Rule{ID: "fake", Level: level, Checklist: []string{"5.1"}, Check: func(p *rules.Pass) {
		for _, name := range p.Facts().Tree.Files() {
			file, err := p.Facts().Tree.Read(name)
			if i := bytes.Index(file.Text, []byte(word)); err == nil && i >= 0 && name != "package.json" {
				p.Report(file.Span(i, i+len(word)), "%s has it", file.Path)
			}
		}
	}}
	list := []*rules.Rule{rule}
	return &Audit{Version: "1.0.0", Facts: facts, Rules: list, Results: rules.Audit(t.Context(), facts, list)}
}

func output(t *testing.T, format string, a *Audit, opts Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Formats[format](&b, a, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// No format prints what is secret in the line of a finding or in its message,
// and none lets a name act on a terminal or on a workflow's log.
func TestNothingRaw(t *testing.T) {
	a := audited(t, "secret", rules.Error, map[string]string{
		"lib/a.ts":               "const secret = '" + key + "' \x1b[31m ##[add-mask]x\n",
		"lib/\x1b]0;x\a\n::b.ts": "secret()\n",
		".env":                   "MY_secret=hunter2-is-my-password\n",
	})
	a.Results[0].Findings[0].Message += " " + key + "\n::error::injected"
	for format := range Formats {
		text := output(t, format, a, Options{})
		for _, bad := range []string{key[8:], "hunter2", "\x1b", "\a", "##[", "\n::error::injected", "\n::b.ts"} {
			if strings.Contains(text, bad) && !(format == "json" && bad == "##[") {
				t.Errorf("%s prints %q:\n%s", format, bad, text)
			}
		}
	}
}

func TestTextShowsTheWorstFirst(t *testing.T) {
	a := audited(t, "word", rules.Note, map[string]string{"a.ts": "word\n", "z.ts": "  word // and more\n"})
	a.Results[0].Findings[1].As(rules.Error)
	text := output(t, "text", a, Options{})
	first := "z.ts:1:3  error  z.ts has it  [fake]\n     1 │ word // and more\n       │ ^^^^\n"
	if i, j := strings.Index(text, first), strings.Index(text, "a.ts:1:1  note"); i < 0 || j < i {
		t.Errorf("the error does not come first:\n%s", text)
	}
	if !strings.HasSuffix(text, "1 error, 0 warnings, 1 note in 1 app, 4 files\nNOT READY — fix failing checks\n") {
		t.Errorf("the end is\n%s", text)
	}
	if strings.Contains(output(t, "text", a, Options{Quiet: true}), "Checklist") {
		t.Error("--quiet shows the checklist")
	}
}

// A warning never stands before an error, wherever it is, and what decides about
// every route comes first.
func TestErrorsOfAllFilesComeFirst(t *testing.T) {
	a := audited(t, "word", rules.Error, map[string]string{"a.ts": "word\n", "b.ts": "word\n", "m.ts": "word\n"})
	all := a.Results[0].Findings
	warning := *all[0]
	warning.As(rules.Warning)
	matcher := *all[0].Rule
	matcher.ID = "matcher-invalid"
	all[2].Rule = &matcher
	a.Results[0].Findings = append(all, &warning)
	var places []string
	for _, line := range strings.Split(output(t, "text", a, Options{Quiet: true}), "\n") {
		if place, rest, ok := strings.Cut(line, "  "); ok && strings.Contains(rest, "has it") {
			places = append(places, place+" "+strings.Fields(rest)[0])
		}
	}
	if want := []string{"m.ts:1:1 error", "a.ts:1:1 error", "b.ts:1:1 error", "a.ts:1:1 warning"}; !slices.Equal(places, want) {
		t.Errorf("got %q, want %q", places, want)
	}
}

// Who is only sent to the page in a language is not denied to a reader; what
// scripts read stays the same.
func TestRedirectsToALanguage(t *testing.T) {
	m := &RouteMap{Apps: []RouteApp{{Dir: ".", Resources: []RouteResource{{Name: "default", Path: "/", Protection: "open", Middleware: "denies", language: true}}}}}
	var text, why, script bytes.Buffer
	if _, err := m.Why(&why, "/"); err != nil || m.Text(&text) != nil || m.JSON(&script) != nil {
		t.Fatal(err)
	}
	for _, s := range []string{text.String(), why.String(), m.Lines()[0]} {
		if strings.Contains(s, "denies") || !strings.Contains(s, "redirects to a language") {
			t.Errorf("the text is\n%s", s)
		}
	}
	if !strings.Contains(script.String(), `"middleware": "denies"`) {
		t.Errorf("the JSON is\n%s", script.String())
	}
}

func TestVerdictLine(t *testing.T) {
	a := audited(t, "word", rules.Error, nil)
	if text := output(t, "text", a, Options{}); !strings.HasSuffix(text, "\nREADY for production\n") {
		t.Errorf("nothing found ends\n%s", text)
	}
	a.Results[0].Outcome, a.Results[0].Reason = rules.Unknown, "the wrapper comes from a package"
	for _, format := range []string{"text", "markdown", "github"} {
		text := output(t, format, a, Options{})
		if !strings.Contains(text, "NOT PROVEN — 1 check could not be decided") || !strings.Contains(text, "the wrapper comes from a package") {
			t.Errorf("%s says of an undecided check\n%s", format, text)
		}
	}
}

// Every format says where the trail of an undecided check ends.
func TestUndecidedPlace(t *testing.T) {
	a := audited(t, "word", rules.Error, map[string]string{"lib/(x)/a.ts": "\nword\n"})
	at := a.Results[0].Findings[0].At
	a.Results[0].Findings, a.Results[0].Outcome, a.Results[0].Reason, a.Results[0].At = nil, rules.Unknown, "ends here", at
	for format, want := range map[string]string{
		"text":     "  lib/(x)/a.ts:2  ends here  [fake]\n",
		"github":   "clerkvet: could not be decided: lib/(x)/a.ts:2: ends here (fake)\nclerkvet: 0 errors, 0 warnings, 0 notes in 1 app, ",
		"markdown": "- [`lib/(x)/a.ts:2`](lib/%28x%29/a.ts#L2): ends here (`fake`)\n",
	} {
		if text := output(t, format, a, Options{}); !strings.Contains(text, want) {
			t.Errorf("%s:\n%s", format, text)
		}
	}
}

// The checklist links to no finding that the list leaves out.
func TestLinksAreListed(t *testing.T) {
	first, last, left := &rules.Finding{}, &rules.Finding{}, &rules.Finding{}
	m := &markdown{number: map[*rules.Finding]int{first: 1, last: maxListed, left: maxListed + 1}}
	if got := m.refer([]*rules.Finding{first, last, left}); got != " [F1](#clerkvet-f1) [F100](#clerkvet-f100)" {
		t.Errorf("got %q", got)
	}
}

// An annotation says what to do on a line of its own, unless the message does.
func TestAnnotationFix(t *testing.T) {
	a := audited(t, "word", rules.Error, map[string]string{"a.ts": "word\n"})
	f := a.Results[0].Findings[0]
	f.Fix = &rules.Fix{Title: "Drop it: 100 %."}
	if text := output(t, "github", a, Options{}); !strings.Contains(text, "::a.ts has it%0AFix: Drop it: 100 %25.\n") {
		t.Errorf("%s", text)
	}
	f.Because("", "drop it")
	if text := output(t, "github", a, Options{}); !strings.Contains(text, "::a.ts has it. What to do: drop it\n") {
		t.Errorf("%s", text)
	}
}

func TestColour(t *testing.T) {
	a := audited(t, "word", rules.Error, map[string]string{"a.ts": "word\n"})
	if text := output(t, "text", a, Options{Color: true}); !strings.Contains(text, "\x1b[31;1merror\x1b[") {
		t.Errorf("no red in %q", text)
	}
}

func TestFrame(t *testing.T) {
	for name, test := range map[string]struct{ text, mark, shown, underline string }{
		"tabs":            {"\t\tfoo(\tbar)", "bar", "foo( bar)", "     ^^^"},
		"wide":            {"日本 = 漢字 + 1", "漢字", "日本 = 漢字 + 1", "       ^^^^"},
		"emoji":           {"a👩‍👩‍👧b = c", "c", "a👩‍👩‍👧b = c", "       ^"},
		"combining":       {"e\u0301 = x", "x", "e\u0301 = x", "    ^"},
		"zero width":      {"a\u200Bb = x", "x", "a␦b = x", "      ^"},
		"reordered":       {"a\u202Eb = x", "x", "a␦b = x", "      ^"},
		"byte order mark": {"\uFEFFx = y", "y", "␦x = y", "     ^"},
		"malformed":       {"\xFF = y", "y", "␦ = y", "    ^"},
		"several lines":   {"  f(a,\nb)", "f(a,\nb)", "f(a,", "^^^^…"},
		"empty":           {"abc", "", "abc", "^"},
		"secret":          {"k = '" + key + "'", "k", "k = 'sk_live_" + strings.Repeat("*", 42) + "'", "^"},
	} {
		file := source.NewFile("a.ts", []byte(test.text))
		i := strings.Index(test.text, test.mark)
		want := fmt.Sprintf("     1 │ %s\n       │ %s\n", test.shown, test.underline)
		if got := frame(file.Span(i, i+len(test.mark)), 80, palette{}, "error"); got != want {
			t.Errorf("%s:\n%swant\n%s", name, got, want)
		}
	}
}

func TestLongLinesAreCut(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("x", 5000) + "HERE" + strings.Repeat("y", 5000),
		strings.Repeat("漢", 5000) + "HERE" + strings.Repeat("字", 5000),
		"HERE" + strings.Repeat("字", 5000),
		strings.Repeat("z", 300) + "HERE",
	} {
		file := source.NewFile("a.ts", []byte(text))
		i := strings.Index(text, "HERE")
		lines := strings.Split(frame(file.Span(i, i+4), 60, palette{}, "error"), "\n")
		shown := strings.TrimPrefix(lines[0], "     1 │ ")
		column := strings.Index(lines[1], "^") - len("       │ ")
		before, _, ok := strings.Cut(shown, "HERE")
		if !ok || columns.StringWidth(shown) > 60 || columns.StringWidth(before) != column || !strings.HasSuffix(lines[1], "^^^^") {
			t.Errorf("%d columns, mark at %d:\n%s\n%s", columns.StringWidth(shown), column, lines[0], lines[1])
		}
	}
}

func TestMarkdownCells(t *testing.T) {
	a := audited(t, "word", rules.Warning, map[string]string{"app/a|b`[x](y)<i>.ts": "word\n"})
	text := output(t, "markdown", a, Options{})
	if !strings.Contains(text, "| <a name=\"clerkvet-f1\"></a>F1 | warning | [`app/a\\|b'[x](y)<i>.ts:1`](app/a%7Cb%60%5Bx%5D%28y%29%3Ci%3E.ts#L1) | app/a\\|b'\\[x\\](y)&lt;i&gt;.ts has it (`fake`) |\n") {
		t.Errorf("%s", text)
	}
	if strings.Count(text, "MANUAL |")+strings.Count(text, "WARN |") != 30 {
		t.Errorf("not every row is there:\n%s", text)
	}
}

// The rows link to the findings, and nothing of the repository's text becomes a
// mention, a reference or a link of GitHub's.
func TestMarkdownLinks(t *testing.T) {
	a := audited(t, "word", rules.Warning, map[string]string{"app/(site)/[id]/page.tsx": "word\n"})
	f := a.Results[0].Findings[0]
	f.Message = "ask @torvalds and org/repo#1, #123, GH-7, https://evil.example/?a=b|c or @clerk/nextjs 1<2"
	text := output(t, "markdown", a, Options{Links: "https://github.example/o/r/blob/abc/"})
	for _, want := range []string{
		"[F1](#clerkvet-f1) |\n", `<a name="clerkvet-f1"></a>F1`,
		"](https://github.example/o/r/blob/abc/app/%28site%29/%5Bid%5D/page.tsx#L1)",
		"ask `@torvalds` and `org/repo#1`, `#123`, `GH-7`, `https://evil.example/?a=b`\\|c or `@clerk/nextjs` 1&lt;2",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestMarkdownLimits(t *testing.T) {
	files := map[string]string{}
	for i := range maxListed + 20 {
		files[fmt.Sprintf("lib/f%03d.ts", i)] = "word\n"
	}
	text := output(t, "markdown", audited(t, "word", rules.Warning, files), Options{})
	if !strings.Contains(text, "**20 findings more are not listed**") {
		t.Errorf("nothing says what is left out")
	}
	long := strings.Repeat("a line\n", 1000)
	if got := fit(long, 2000); len(got) > 2000 || !strings.Contains(got, "cut here") || !strings.HasPrefix(got, "a line\n") {
		t.Errorf("%d bytes end in %q", len(got), got[len(got)-90:])
	}
	if fit("short\n", 2000) != "short\n" {
		t.Error("a short report is cut")
	}
}

// Notes take a line each, and many of one rule are counted.
func TestNotesAreShort(t *testing.T) {
	files := map[string]string{}
	for i := range 9 {
		files[fmt.Sprintf("lib/f%d.ts", i)] = "word\n"
	}
	text := output(t, "text", audited(t, "word", rules.Note, files), Options{})
	if strings.Count(text, " note  ") != maxNotes || !strings.Contains(text, "and 6 more of fake") || strings.Contains(text, "^^^^") {
		t.Errorf("%s", text)
	}
}

func TestGitHubLimit(t *testing.T) {
	files := map[string]string{}
	for i := range 14 {
		files[fmt.Sprintf("lib/f%02d,x.ts", i)] = "word\n"
	}
	text := output(t, "github", audited(t, "word", rules.Warning, files), Options{})
	if n := strings.Count(text, "::warning file=lib/f"); n != 10 || !strings.Contains(text, "4 findings more at level warning") {
		t.Errorf("%d annotations:\n%s", n, text)
	}
	if !strings.Contains(text, "file=lib/f00%2Cx.ts,line=1,endLine=1,col=1,endColumn=5,title=clerkvet fake::") {
		t.Errorf("the property is not escaped:\n%s", text)
	}
}

// The JSON has exactly the members of the contract.
func TestJSONShape(t *testing.T) {
	a := audited(t, "word", rules.Error, map[string]string{"a.ts": "/* 😀 */ word\n"})
	a.Results[0].Findings[0].Via(a.Results[0].Findings[0].At, "here")
	var got map[string]any
	if err := json.Unmarshal([]byte(output(t, "json", a, Options{})), &got); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "audit.shape"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	shape("", got, &lines)
	if shape := strings.Join(lines, "\n") + "\n"; shape != string(want) {
		t.Errorf("got\n%s", shape)
	}
	finding := got["findings"].([]any)[0].(map[string]any)
	if finding["startColumn"] != 9.0 { // characters, not bytes or UTF-16 units
		t.Errorf("column %v", finding["startColumn"])
	}
}

// shape lists the members of a value, of a list those of its first element.
func shape(at string, v any, lines *[]string) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range sortedKeys(v) {
			shape(at+"."+name, v[name], lines)
		}
	case []any:
		if len(v) == 0 {
			*lines = append(*lines, at+" []")
			return
		}
		shape(at+"[]", v[0], lines)
	default:
		*lines = append(*lines, fmt.Sprintf("%s %T", at, v))
	}
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"a\n  ::error::x\nb::c\n": "a\n· ::error::x\nb::c\n",
		"::add-mask::x":           "· ::add-mask::x",
		"x ##[command]y":          "x # #[command]y",
		"plain\n":                 "plain\n",
	} {
		if got := Harmless(in); got != want {
			t.Errorf("%q becomes %q", in, got)
		}
	}
	err := fmt.Errorf("read a\x1b[31m: %s\n\tgo.mod", key)
	if got := ErrorText(err); strings.ContainsAny(got, "\x1b") || strings.Contains(got, key) || !strings.Contains(got, "\n  go.mod") {
		t.Errorf("%q", got)
	}
}
