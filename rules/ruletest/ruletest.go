// Package ruletest runs a rule on a small repository written as one txtar
// archive and compares what it finds with the comments in the files.
//
//	process.env.CLERK_SECRET_KEY // want "is read in a module"
//
// expects one finding on that line whose message matches the expression. A
// comment may start with //, # or /*. A file that cannot hold a comment is
// spoken for by a file named want, as are outcomes:
//
//	-- want --
//	package.json:1: no middleware
//	outcome: not-applicable
//
// A section history:PATH is a blob of the history only. {{random}} and {{random64}} stand for the body of a real-looking secret key
// and webhook secret, made up anew, so that none stands in the repository; {{shared}} is the same in all files.
//
// A want line may begin with the level and confidence, "error: " or
// "warning low: ". A line "todo" marks a known gap: the case is then expected
// to fail. Unexpected and missing findings both fail.
package ruletest

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"clerkvet/analyzers"
	"clerkvet/rules"
)

// comment is a want comment and its quoted expressions.
var comment = regexp.MustCompile("(?://|#|/\\*) want ((?:\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`| )+)")

// Facts loads the facts of the archive.
func Facts(archive *txtar.Archive) (*analyzers.Facts, error) {
	archive = expand(archive)
	past := map[string][]byte{}
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool {
		name, old := strings.CutPrefix(f.Name, "history:")
		if old {
			past[name] = f.Data
		}
		return old
	})
	fsys, err := txtar.FS(archive)
	if err != nil {
		return nil, err
	}
	facts, err := analyzers.LoadFS(context.Background(), fsys)
	if err == nil {
		facts.Repo.Past = past
	}
	return facts, err
}

// Run audits the archive with one rule and returns how many findings it had.
func Run(t *testing.T, rule *rules.Rule, archive *txtar.Archive) int {
	t.Helper()
	facts, err := Facts(archive)
	if err != nil {
		t.Fatal(err)
	}
	wants, todo := expectations(archive)
	results := rules.Audit(context.Background(), facts, []*rules.Rule{rule}, rule.OnRequest)
	complaints := check(results, wants)
	switch {
	case todo && len(complaints) == 0:
		t.Error("the case is marked todo and passes: remove the mark")
	case !todo:
		for _, c := range complaints {
			t.Error(c)
		}
	}
	return len(rules.Findings(results))
}

// check compares the results with the wants and returns the differences.
func check(results []*rules.Result, wants []string) []string {
	var complaints []string
	for _, r := range results {
		if r.Err != nil {
			complaints = append(complaints, r.Err.Error())
		}
		wants = slices.DeleteFunc(wants, func(w string) bool { return w == "outcome: "+string(r.Outcome) })
	}
	for _, f := range rules.Findings(results) {
		i := slices.IndexFunc(wants, func(w string) bool { return meets(f, w) })
		if i < 0 {
			complaints = append(complaints, fmt.Sprintf("unexpected finding\n%s:%d: %s (%s, %s)",
				f.At.Path(), f.At.StartLine(), f.Message, f.Level, f.Confidence))
			continue
		}
		wants = slices.Delete(wants, i, i+1)
	}
	for _, w := range wants {
		complaints = append(complaints, "missing "+w)
	}
	return complaints
}

// meets reports whether the finding is what the want line asks for.
func meets(f *rules.Finding, want string) bool {
	rest, ok := strings.CutPrefix(want, fmt.Sprintf("%s:%d: ", f.At.Path(), f.At.StartLine()))
	if !ok {
		return false
	}
	for _, prefix := range []string{
		f.Level.String() + ": ", f.Level.String() + " " + f.Confidence.String() + ": ",
	} {
		rest = strings.TrimPrefix(rest, prefix)
	}
	matched, err := regexp.MatchString(rest, f.Message)
	return err == nil && matched
}

func expectations(archive *txtar.Archive) (wants []string, todo bool) {
	for _, f := range archive.Files {
		if f.Name != "want" {
			wants = append(wants, comments(f)...)
			continue
		}
		for _, line := range strings.Split(strings.TrimSpace(string(f.Data)), "\n") {
			if line == "todo" {
				todo = true
			} else if line != "" {
				wants = append(wants, line)
			}
		}
	}
	return wants, todo
}

func comments(f txtar.File) []string {
	var want []string
	for n, line := range strings.Split(string(f.Data), "\n") {
		m := comment.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for rest := strings.TrimSpace(m[1]); rest != ""; {
			quoted, err := strconv.QuotedPrefix(rest)
			if err != nil {
				return append(want, fmt.Sprintf("%s:%d: unreadable want comment", f.Name, n+1))
			}
			rx, _ := strconv.Unquote(quoted)
			want = append(want, fmt.Sprintf("%s:%d: %s", f.Name, n+1, rx))
			rest = strings.TrimSpace(rest[len(quoted):])
		}
	}
	return want
}

// expand fills in the made-up secrets.
func expand(archive *txtar.Archive) *txtar.Archive {
	out := &txtar.Archive{Comment: archive.Comment}
	letters := func(seed [32]byte) string {
		body := base64.RawStdEncoding.EncodeToString(append(seed[:], seed[:]...))
		return strings.NewReplacer("+", "x", "/", "Y").Replace(body)[:42]
	}
	shared := letters(sha256.Sum256(archive.Comment))
	for i, f := range archive.Files {
		seed := sha256.Sum256(fmt.Appendf(nil, "%s %d", f.Name, i))
		text := strings.NewReplacer("{{random}}", letters(seed), "{{shared}}", shared, "{{random64}}", base64.StdEncoding.EncodeToString(seed[:24])).Replace(string(f.Data))
		out.Files = append(out.Files, txtar.File{Name: f.Name, Data: []byte(text)})
	}
	return out
}
