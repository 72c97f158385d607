package rules

import (
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What git makes of a diff is the new file, whatever the edits, and changes that
// are far from each other stand in hunks of their own.
func TestGitAppliesDiffs(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	several := 0
	for seed := range 60 {
		r := rand.New(rand.NewSource(int64(seed)))
		before, after := randomEdits(r)
		file := filepath.Join(dir, "a.txt")
		if err := os.WriteFile(file, []byte(before), 0o666); err != nil {
			t.Fatal(err)
		}
		p := &Patch{"a.txt", "a.txt", []byte(before), []byte(after)}
		if before == after {
			continue
		}
		if strings.Count(p.Diff(), "\n@@ ") > 1 {
			several++
		}
		cmd := exec.Command("git", "apply", "-")
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(p.Diff())
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("seed %d: %v: %s\n%s", seed, err, out, p.Diff())
		}
		if got, _ := os.ReadFile(file); string(got) != after {
			t.Fatalf("seed %d: got %q, want %q from\n%s", seed, got, after, p.Diff())
		}
	}
	if several == 0 {
		t.Error("every diff is one hunk")
	}
}

func randomEdits(r *rand.Rand) (before, after string) {
	var old, now []string
	for i := range r.Intn(60) {
		line := fmt.Sprintf("line %d\n", i)
		if r.Intn(4) == 0 {
			line = "\n" // as blank lines and braces are everywhere
		}
		old = append(old, line)
		switch r.Intn(15) {
		case 0:
		case 1:
			now = append(now, fmt.Sprintf("new %d\n", i), line)
		case 2:
			now = append(now, fmt.Sprintf("other %d\n", i))
		default:
			now = append(now, line)
		}
	}
	before, after = strings.Join(old, ""), strings.Join(now, "")
	if r.Intn(3) == 0 {
		before = strings.TrimSuffix(before, "\n")
	}
	if r.Intn(3) == 0 {
		after = strings.TrimSuffix(after, "\n")
	}
	return before, after
}
