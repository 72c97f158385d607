package gitfs

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
)

// withoutGit hides the git binary from here on.
func withoutGit(t *testing.T) { t.Setenv("PATH", t.TempDir()) }

func TestWithoutGit(t *testing.T) {
	c := newCheckout(t)
	head := c.commit("app/page.tsx", "page", ".gitignore", "*.log\n", "gone.ts", "gone")
	c.git("rm", "-q", "gone.ts")
	c.commit()
	c.write(".git/info/exclude", "local/\n")
	c.write("local/x.ts", "")
	withoutGit(t)
	r := openRepo(t, c.dir+"/app")
	if !r.HasGit || r.Root != c.dir || r.Prefix != "app" {
		t.Fatalf("root %s, prefix %s, reason %q", r.Root, r.Prefix, r.Reason)
	}
	index := staged(t, r)
	if err := fstest.TestFS(index, "app/page.tsx"); err != nil {
		t.Error(err)
	}
	commit, err := Commit(context.Background(), r, head)
	if err != nil {
		t.Fatal(err)
	}
	if read(t, commit, "gone.ts")+read(t, index, "app/page.tsx") != "gonepage" {
		t.Error("content is wrong")
	}
	if !r.Tracked("app/page.tsx") || !r.Ignored("x.log", false) || !r.Ignored("local", true) {
		t.Error("tracked and ignored files are not told")
	}
	for _, scope := range []Scope{Reachable, Everything} {
		if seen := contents(t, r, scope); !seen["gone"] || !seen["page"] {
			t.Errorf("history has %v", seen)
		}
	}
	if _, err := r.Changed(context.Background(), "", ""); err == nil || !strings.Contains(err.Error(), "git is not installed") {
		t.Errorf("changes: %v", err)
	}
}

// TestWithoutGitIsNeverSilent opens what go-git cannot read: an empty answer
// would pass for a clean one.
func TestWithoutGitIsNeverSilent(t *testing.T) {
	t.Run("split index", func(t *testing.T) {
		c := newCheckout(t)
		c.commit("a.ts", "a")
		c.git("update-index", "--split-index")
		withoutGit(t)
		r := c.open()
		if _, err := Index(context.Background(), r); err == nil {
			t.Error("the index was read")
		}
		tree, err := Walk(context.Background(), r)
		if err != nil || len(tree.Problems()) != 1 || !tree.Problems()[0].Skipped {
			t.Errorf("nothing is said of what is tracked: %v", err)
		}
	})
	t.Run("sha256", func(t *testing.T) {
		c := newCheckout(t, "--object-format=sha256")
		c.commit("a.ts", "a")
		withoutGit(t)
		r := c.open()
		if _, err := Index(context.Background(), r); err == nil {
			t.Errorf("the index was read; has git: %v", r.HasGit)
		}
	})
	t.Run("alternates", func(t *testing.T) {
		c := newCheckout(t)
		c.commit("a.ts", "a")
		c.git("clone", "-q", "-s", c.dir, c.dir+"-shared")
		withoutGit(t)
		r := openRepo(t, c.dir+"-shared")
		index, err := Index(context.Background(), r)
		if err == nil {
			_, err = index.Open("a.ts")
		}
		coverage, histErr := r.History(context.Background(), Reachable, func(Blob) error { return nil })
		if err == nil || histErr == nil && coverage.Missing == 0 && coverage.Blobs == 0 {
			t.Errorf("open: %v; history: %+v, %v", err, coverage, histErr)
		}
	})
}
