package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"clerkvet/analyzers"
	"clerkvet/analyzers/gitfs"
	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

// The same content gives the same output, byte for byte: on one processor and on
// many, twice in a row, from any folder, and from the index and a commit as from
// the work tree.
func TestSameOutput(t *testing.T) {
	t.Run("example", func(t *testing.T) { sameOutput(t, os.DirFS(example)) })
	t.Run("generated", func(t *testing.T) {
		dir := t.TempDir()
		plant(t, dir, generated(8))
		sameOutput(t, os.DirFS(dir))
	})
}

// TestSameOutputReal is TestSameOutput for the folders below REAL_REPOS whose
// names SAME lists, separated by commas.
func TestSameOutputReal(t *testing.T) {
	repos, names := os.Getenv("REAL_REPOS"), os.Getenv("SAME")
	if repos == "" || names == "" {
		t.Skip("REAL_REPOS and SAME are not set")
	}
	for name := range strings.SplitSeq(names, ",") {
		t.Run(name, func(t *testing.T) { sameOutput(t, os.DirFS(filepath.Join(repos, name))) })
	}
}

func sameOutput(t *testing.T, tree fs.FS) {
	g := newGarden(t)
	os.RemoveAll(filepath.Join(g.dir, "app"))
	os.Remove(filepath.Join(g.dir, "lib", "backend.ts"))
	os.Remove(filepath.Join(g.dir, "package.json"))
	os.Remove(filepath.Join(g.dir, ".gitignore"))
	copyFiles(t, g.dir, tree)
	g.git("add", "-A", "-f")
	g.git("commit", "-qm", "x")
	for _, format := range formatNames() {
		want := g.output(format, 1, g.dir, "")
		sameAs(t, format+", a second time", want, g.output(format, 1, g.dir, ""))
		for _, processors := range []int{2, 8} {
			sameAs(t, fmt.Sprintf("%s on %d processors", format, processors), want, g.output(format, processors, g.dir, ""))
		}
		sameAs(t, format+" from elsewhere", want, g.output(format, 2, t.TempDir(), g.dir))
		if format != "text" && format != "markdown" && format != "github" { // which say what was looked at
			sameAs(t, format+" of the index", want, g.output(format, 2, g.dir, "", "--staged", "--all"))
		}
	}
	g.sameTrees()
}

// copyFiles copies regular files, but those of git and of installed packages.
func copyFiles(t *testing.T, dir string, tree fs.FS) {
	t.Helper()
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules"):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err == nil {
			plant(t, dir, map[string]string{name: string(text)})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (g *garden) output(format string, processors int, folder, path string, flags ...string) string {
	g.t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
	g.t.Chdir(folder)
	args := append([]string{"audit", "--format", format, "--color", "never"}, flags...)
	if path != "" {
		args = append(args, path)
	}
	var out, stderr bytes.Buffer
	if code := Main(args, nil, &out, &stderr); code == broken || out.Len() == 0 {
		g.t.Fatalf("exit code %d, %s", code, stderr.String())
	}
	return out.String()
}

func sameAs(t *testing.T, what, want, got string) {
	t.Helper()
	if want == got {
		return
	}
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Errorf("%s: line %d is\n%s\nand was\n%s", what, i+1, b[i], a[i])
			return
		}
	}
	t.Errorf("%s: %d lines, were %d", what, len(b), len(a))
}

// sameTrees compares what rules say of the work tree, the index and the commit.
func (g *garden) sameTrees() {
	g.t.Helper()
	want := ""
	for name, load := range map[string]func(repo *gitfs.Repo) (*analyzers.Facts, error){
		"work tree": func(r *gitfs.Repo) (*analyzers.Facts, error) { return analyzers.Load(g.t.Context(), r) },
		"index":     func(r *gitfs.Repo) (*analyzers.Facts, error) { return analyzers.LoadIndex(g.t.Context(), r) },
		"commit":    func(r *gitfs.Repo) (*analyzers.Facts, error) { return analyzers.LoadCommit(g.t.Context(), r, "HEAD") },
	} {
		repo, err := gitfs.Open(g.t.Context(), g.dir)
		if err != nil {
			g.t.Fatal(err)
		}
		facts, err := load(repo)
		if err != nil {
			g.t.Fatal(err)
		}
		got := told(rules.Audit(g.t.Context(), facts, catalogue.All()))
		repo.Close()
		want = cmp.Or(want, got)
		sameAs(g.t, name+" beside another tree", want, got)
	}
}

// told is all that rules say: what a tree cannot be asked, such as what a build
// left, ends not applicable or skipped.
func told(results []*rules.Result) string {
	var b strings.Builder
	for _, r := range results {
		outcome := string(r.Outcome)
		if r.Outcome == rules.NotApplicable || r.Outcome == rules.Skipped {
			outcome = "nothing to say"
		}
		fmt.Fprintf(&b, "%s %s\n", r.Rule.ID, outcome)
		for _, f := range r.Findings {
			fmt.Fprintf(&b, "  %s:%d %s %s %s\n", f.At.Path(), f.At.Start, f.Level, f.Fingerprint, f.Message)
		}
	}
	return b.String()
}
