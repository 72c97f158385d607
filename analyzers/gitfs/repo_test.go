package gitfs

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A checkout is a repository made for a test with the git binary.
type checkout struct {
	t   testing.TB
	dir string
}

func newCheckout(t testing.TB, initArgs ...string) checkout {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c := checkout{t, dir}
	c.git(append([]string{"init", "-q", "-b", "main"}, initArgs...)...)
	return c
}

// git runs git with a fixed author and fails the test when it fails.
func (c checkout) git(args ...string) string {
	c.t.Helper()
	out, err := c.tryGit(args...)
	if err != nil {
		c.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(out)
}

func (c checkout) tryGit(args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_AUTHOR_DATE=2024-03-01T10:00:00+01:00", "GIT_COMMITTER_NAME=C",
		"GIT_COMMITTER_EMAIL=c@example.com", "GIT_COMMITTER_DATE=2024-03-02T10:00:00+01:00")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (c checkout) write(name, text string) {
	c.t.Helper()
	file := filepath.Join(c.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// commit writes the files, name and text in turn, and commits everything.
func (c checkout) commit(files ...string) string {
	c.t.Helper()
	for i := 0; i < len(files); i += 2 {
		c.write(files[i], files[i+1])
	}
	c.git("add", "-A")
	c.git("commit", "-q", "-m", "x")
	return c.git("rev-parse", "HEAD")
}

func (c checkout) open() *Repo {
	c.t.Helper()
	return openRepo(c.t, c.dir)
}

func openRepo(t testing.TB, dir string) *Repo {
	t.Helper()
	r, err := Open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}
