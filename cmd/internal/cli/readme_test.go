package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"clerkvet/rules/catalogue"
)

const (
	readme  = "../../../README.md"
	example = "../../../testdata/example"
)

// The README shows the catalogue and real output of the example. To renew both:
// UPDATE_README=1 go test ./cmd/internal/cli -run Readme
func TestReadme(t *testing.T) {
	raw, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	fresh := replaceBetween(text, "## Rules\n\n", "\n## How it is built", RulesTable(catalogue.All()))
	fresh = replaceBetween(fresh, "```text\n", "```\n\n## Try it", sample(t))
	if os.Getenv("UPDATE_README") != "" {
		if err := os.WriteFile(readme, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if fresh != text {
		t.Error("README.md is stale: UPDATE_README=1 go test ./cmd/internal/cli -run Readme")
	}
}

func replaceBetween(text, start, end, with string) string {
	before, rest, ok := strings.Cut(text, start)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return text + "\nmissing " + start
	}
	return before + start + with + end + after
}

// sample is the first findings and the end of what the audit of the example
// prints, in a copy, since in a checkout the paths begin at its root.
func sample(t *testing.T) string {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(example)); err != nil {
		t.Fatal(err)
	}
	var out, stderr bytes.Buffer
	if code := Main([]string{"audit", dir, "--color", "never"}, nil, &out, &stderr); code != notReady {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	text := strings.ReplaceAll(out.String(), "\t", "  ")
	head, _, _ := strings.Cut(text, "\nChecklist")
	groups := strings.SplitAfter(head, "\n\n")
	_, tail, _ := strings.Cut(text, "\nChecklist")
	var b strings.Builder
	for _, g := range groups[:min(4, len(groups))] {
		b.WriteString(shorten(g))
	}
	b.WriteString("…\n\n" + shorten("Checklist"+tail))
	return b.String()
}

// shorten cuts lines that would not fit a page.
func shorten(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if r := []rune(l); len(r) > 118 {
			l = string(r[:117]) + "…"
		}
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}
