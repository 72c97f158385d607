package gitfs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func read(t *testing.T, fsys fs.FS, name string) string {
	t.Helper()
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Errorf("read %s: %v", name, err)
	}
	return string(text)
}

func staged(t *testing.T, r *Repo) fs.FS {
	t.Helper()
	index, err := Index(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// TestOddRepositories reads, through git, the kinds that go-git cannot.
func TestOddRepositories(t *testing.T) {
	cases := map[string]func(c checkout) string{ // returns the folder to open
		"linked worktree": func(c checkout) string {
			c.git("worktree", "add", "-q", c.dir+"-linked")
			return c.dir + "-linked"
		},
		"split index": func(c checkout) string {
			c.git("update-index", "--split-index")
			return c.dir
		},
		"index version 4": func(c checkout) string {
			c.git("update-index", "--index-version", "4")
			return c.dir
		},
		"alternates": func(c checkout) string {
			c.git("clone", "-q", "-s", c.dir, c.dir+"-shared")
			return c.dir + "-shared"
		},
		"sparse checkout": func(c checkout) string {
			c.git("sparse-checkout", "set", "app")
			return c.dir
		},
		"sparse index": func(c checkout) string {
			c.git("sparse-checkout", "set", "--cone", "--sparse-index", "docs")
			return c.dir
		},
		"shallow clone": func(c checkout) string {
			c.commit("second", "")
			c.git("clone", "-q", "--depth", "1", "file://"+c.dir, c.dir+"-shallow")
			return c.dir + "-shallow"
		},
		"detached": func(c checkout) string {
			c.git("checkout", "-q", "--detach")
			return c.dir
		},
		"packed refs and objects": func(c checkout) string {
			c.git("repack", "-adq")
			c.git("pack-refs", "--all")
			return c.dir
		},
	}
	for name, make := range cases {
		t.Run(name, func(t *testing.T) { seesAll(t, name, newCheckout(t), make) })
	}
	t.Run("sha256", func(t *testing.T) {
		seesAll(t, "sha256", newCheckout(t, "--object-format=sha256"), func(c checkout) string { return c.dir })
	})
}

func seesAll(t *testing.T, name string, c checkout, make func(checkout) string) {
	c.commit("app/page.tsx", "page", ".gitignore", ".env.local\n", "docs/x.md", "doc")
	r := openRepo(t, filepath.Join(make(c), "."))
	if !r.HasGit {
		t.Fatalf("no git: %s", r.Reason)
	}
	commit, err := Commit(context.Background(), r, "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for _, fsys := range []fs.FS{staged(t, r), commit} {
		if got := read(t, fsys, "app/page.tsx") + read(t, fsys, "docs/x.md"); got != "pagedoc" {
			t.Errorf("got %q", got)
		}
	}
	if r.Shallow != (name == "shallow clone") {
		t.Errorf("shallow is %v", r.Shallow)
	}
	if !r.Tracked("app/page.tsx") || r.Tracked("none") {
		t.Error("tracked files are not told")
	}
	seen := contents(t, r, Reachable)
	if !seen["page"] || !seen["doc"] {
		t.Errorf("history has %v", seen)
	}
}

func contents(t *testing.T, r *Repo, scope Scope) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	_, err := r.History(context.Background(), scope, func(b Blob) error {
		if seen[string(b.Text)] {
			t.Errorf("%q was visited twice", b.Text)
		}
		seen[string(b.Text)] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// TestIndexOfHook checks that a secret in "git commit -a" is seen though it is
// not in the repository's own index.
func TestIndexOfHook(t *testing.T) {
	c := newCheckout(t)
	c.commit("a.ts", "old")
	c.write("a.ts", "new")
	c.git("add", "a.ts")
	c.git("read-tree", "--index-output="+c.dir+"/.git/other", "HEAD")
	if got := read(t, staged(t, c.open()), "a.ts"); got != "new" {
		t.Errorf("own index: %q", got)
	}
	for _, name := range []string{c.dir + "/.git/other", ".git/other"} {
		t.Setenv("GIT_INDEX_FILE", name)
		if got := read(t, staged(t, c.open()), "a.ts"); got != "old" {
			t.Errorf("index %s: %q", name, got)
		}
	}
}

func TestConflictShowsOurSide(t *testing.T) {
	c := newCheckout(t)
	c.commit("a.ts", "base")
	c.git("checkout", "-q", "-b", "other")
	c.commit("a.ts", "theirs")
	c.git("checkout", "-q", "main")
	c.commit("a.ts", "ours")
	c.tryGit("merge", "-q", "other")
	if got := read(t, staged(t, c.open()), "a.ts"); got != "ours" {
		t.Errorf("got %q", got)
	}
}

func TestOpenSaysWhyNot(t *testing.T) {
	c := newCheckout(t)
	c.write("sub/file", "")
	for dir, want := range map[string]string{
		filepath.Join(c.dir, "sub/file"): "is a file",
		filepath.Join(c.dir, "none"):     "no such folder",
	} {
		if _, err := Open(context.Background(), dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if r := openRepo(t, filepath.Join(c.dir, "sub")); r.Root != c.dir || r.Prefix != "sub" || !r.HasGit {
		t.Errorf("below the root: %+v", r)
	}
	plain := openRepo(t, t.TempDir())
	if plain.HasGit || plain.Reason != noRepository {
		t.Errorf("plain folder: %v %q", plain.HasGit, plain.Reason)
	}
	if _, err := Index(context.Background(), plain); err == nil {
		t.Error("a plain folder has an index")
	}
	if r := openRepo(t, filepath.Join(c.dir, ".git")); r.HasGit {
		t.Error("a git folder is a place to audit")
	}
	if _, err := Commit(context.Background(), c.open(), "--all"); err == nil {
		t.Error("an option is a commit")
	}
}

func TestOwnershipRefusal(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder to another user")
	}
	c := newCheckout(t)
	c.commit("a.ts", "", ".gitignore", "out/\n", "out/b.ts", "")
	if err := os.Chown(c.dir, 12345, 12345); err != nil {
		t.Skip(err)
	}
	os.Chown(filepath.Join(c.dir, ".git"), 12345, 12345)
	t.Setenv("GIT_CONFIG_COUNT", "0")
	r := c.open()
	if r.HasGit || !strings.Contains(r.Reason, "safe.directory") {
		t.Fatalf("has git: %v, reason %q", r.HasGit, r.Reason)
	}
	tree, err := Walk(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if !tree.Has("a.ts") || tree.Has("out/b.ts") || len(tree.Problems()) != 1 {
		t.Errorf("files %v, problems %v", tree.Files(), tree.Problems())
	}
}

func TestWorkTreeElsewhere(t *testing.T) {
	c := newCheckout(t)
	c.commit("a.ts", "")
	c.git("config", "core.worktree", t.TempDir())
	if r := c.open(); r.HasGit || r.Root != c.dir || !strings.Contains(r.Reason, "elsewhere") {
		t.Errorf("root %s, reason %q", r.Root, r.Reason)
	}
}

func TestBareRepository(t *testing.T) {
	c := newCheckout(t)
	c.commit("a.ts", "text")
	c.git("clone", "-q", "--bare", c.dir, c.dir+".git")
	r := openRepo(t, c.dir+".git")
	if !r.Bare || !r.HasGit {
		t.Fatalf("bare %v, reason %q", r.Bare, r.Reason)
	}
	fsys, err := Commit(context.Background(), r, "main")
	if err != nil {
		t.Fatal(err)
	}
	if read(t, fsys, "a.ts") != "text" {
		t.Error("the commit cannot be read")
	}
	if _, err := Walk(context.Background(), r); err == nil {
		t.Error("a bare repository was walked")
	}
	if _, err := Index(context.Background(), r); err == nil {
		t.Error("a bare repository has an index")
	}
}

func TestMissingBlobIsAnError(t *testing.T) {
	c := newCheckout(t)
	c.commit("a.ts", "gone")
	oid := c.git("rev-parse", "HEAD:a.ts")
	if err := os.Remove(filepath.Join(c.dir, ".git/objects", oid[:2], oid[2:])); err != nil {
		t.Fatal(err)
	}
	r := c.open()
	if _, err := fs.ReadFile(staged(t, r), "a.ts"); err == nil || !strings.Contains(err.Error(), "not in this clone") {
		t.Errorf("got %v", err)
	}
	coverage, err := r.History(context.Background(), Reachable, func(Blob) error { return nil })
	if err != nil || coverage.Missing != 1 {
		t.Errorf("%+v, %v", coverage, err)
	}
}

// TestMissingTreeIsCounted holds for damaged clones and for those without trees.
func TestMissingTreeIsCounted(t *testing.T) {
	c := newCheckout(t)
	c.commit("keys/a.ts", "gone")
	tree := c.git("rev-parse", "HEAD:keys")
	if err := os.Remove(filepath.Join(c.dir, ".git/objects", tree[:2], tree[2:])); err != nil {
		t.Fatal(err)
	}
	coverage, err := c.open().History(context.Background(), Reachable, func(Blob) error { return nil })
	if err != nil || coverage.Missing != 1 {
		t.Errorf("%+v, %v", coverage, err)
	}
}

// TestBrokenRepository opens what has a .git that git does not read: the rest is
// audited, and the reason is told.
func TestBrokenRepository(t *testing.T) {
	replace := func(text string) func(checkout) error {
		return func(c checkout) error {
			git := filepath.Join(c.dir, ".git")
			return errors.Join(os.RemoveAll(git), os.WriteFile(git, []byte(text), 0o644))
		}
	}
	for name, breakIt := range map[string]func(checkout) error{
		"no HEAD":         func(c checkout) error { return os.Remove(filepath.Join(c.dir, ".git/HEAD")) },
		"leads nowhere":   replace("gitdir: ../nowhere\n"),
		"leads to itself": replace("gitdir: .git\n"),
		"no text":         replace("\x00"),
		"cut index":       func(c checkout) error { c.write(".git/index", "DIRC"); return nil },
		"empty index":     func(c checkout) error { c.write(".git/index", ""); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCheckout(t)
			c.commit("a.ts", "text", ".gitignore", "out/\n")
			c.write("out/b.ts", "")
			if err := breakIt(c); err != nil {
				t.Fatal(err)
			}
			r := c.open()
			tree, err := Walk(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			if p := tree.Problems(); len(p) != 1 || p[0].Path != ".git" || !strings.Contains(p[0].Reason, ".git") {
				t.Errorf("problems %+v", p)
			}
			if !tree.Has("a.ts") || tree.Has("out/b.ts") {
				t.Errorf("files %v", tree.Files())
			}
			if _, err := r.TrackedFiles(); err == nil {
				t.Error("it is known what is tracked")
			}
		})
	}
}

func TestWalk(t *testing.T) {
	c := newCheckout(t)
	c.write(".gitignore", "*.gen.ts\n/build/\n.env*\n.clerk/\nkept/\n")
	c.commit("app/page.tsx", "", "kept.gen.ts", "", "build/keep.ts", "", "out/x.ts", "")
	c.git("add", "-f", "kept.gen.ts", "build/keep.ts")
	for _, name := range []string{"left.gen.ts", "build/left.ts", ".env.local", ".clerk/.tmp/keyless.json",
		"new.ts", "node_modules/p/index.js", "apps/.next/x.js", "kept/.env"} {
		c.write(name, "")
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(c.dir, "secret.ts")); err != nil {
		t.Fatal(err)
	}
	os.Symlink("..", filepath.Join(c.dir, "app/loop"))
	os.Symlink("x", filepath.Join(c.dir, "CLAUDE.md"))
	syscall.Mkfifo(filepath.Join(c.dir, "pipe.ts"), 0o644)
	inner := checkout{t, filepath.Join(c.dir, "nested")}
	os.Mkdir(inner.dir, 0o755)
	inner.git("init", "-q")
	inner.write("x.ts", "")
	tree, err := Walk(context.Background(), c.open())
	if err != nil {
		t.Fatal(err)
	}
	want := ".clerk/.tmp/keyless.json .env.local .gitignore app/page.tsx build/keep.ts kept.gen.ts new.ts out/x.ts"
	if got := strings.Join(tree.Files(), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var told []string
	for _, p := range tree.Problems() {
		told = append(told, p.Path)
	}
	if got, want := strings.Join(told, " "), "app/loop nested pipe.ts secret.ts"; got != want {
		t.Errorf("problems %s, want %s", got, want)
	}
}

func TestSubmoduleIsTold(t *testing.T) {
	c := newCheckout(t)
	other := newCheckout(t)
	other.commit("x.ts", "")
	c.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.dir, "packages/ui")
	c.commit("a.ts", "")
	r := c.open()
	tree, err := Walk(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	ofIndex, err := Tree(context.Background(), staged(t, r), nil)
	if err != nil {
		t.Fatal(err)
	}
	if p := tree.Problems(); tree.Has("packages/ui/x.ts") || len(p) != 1 || p[0].Path != "packages/ui" {
		t.Errorf("work tree: %v, problems %v", tree.Files(), p)
	}
	if p := ofIndex.Problems(); !ofIndex.Has("a.ts") || len(p) != 1 || p[0].Path != "packages/ui" {
		t.Errorf("index: %v, problems %v", ofIndex.Files(), p)
	}
	sub := openRepo(t, filepath.Join(c.dir, "packages/ui"))
	if !sub.HasGit || !sub.Tracked("x.ts") {
		t.Errorf("the submodule itself: %+v", sub.Reason)
	}
}
