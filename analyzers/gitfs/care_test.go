package gitfs

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestNoConfigurationStartsAProgram plants every setting that could start one
// and looks whether it did.
func TestNoConfigurationStartsAProgram(t *testing.T) {
	c := newCheckout(t)
	c.commit("a.ts", "one", ".gitattributes", "* diff=evil filter=evil merge=evil\n")
	c.write("a.ts", "two")
	c.git("add", "a.ts")
	mark := c.dir + ".ran"
	trap := filepath.Join(t.TempDir(), "trap")
	if err := os.WriteFile(trap, []byte("#!/bin/sh\necho \"$0 $*\" >> '"+mark+"'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass",
		"core.gitProxy", "core.alternateRefsCommand", "diff.external", "diff.evil.textconv", "diff.evil.command",
		"filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "merge.evil.driver", "credential.helper",
		"gpg.program", "sequence.editor", "uploadpack.packObjectsHook", "pager.diff-index", "pager.rev-list"} {
		c.git("config", key, trap)
	}
	for _, name := range []string{"cat-file", "rev-list", "ls-files", "rev-parse", "diff-index"} {
		c.git("config", "alias."+name, "!"+trap)
	}
	hooks := filepath.Join(c.dir, ".git/hooks")
	os.MkdirAll(hooks, 0o755)
	for _, hook := range []string{"post-index-change", "reference-transaction", "fsmonitor-watchman"} {
		os.Symlink(trap, filepath.Join(hooks, hook))
	}
	os.Remove(mark) // the settings ran for the commands above
	c.lose("a.ts")
	c.git("config", "extensions.partialClone", "origin")
	c.git("config", "core.repositoryFormatVersion", "1")
	c.git("config", "remote.origin.promisor", "true")
	c.git("config", "remote.origin.url", "ext::"+trap)
	c.git("config", "protocol.ext.allow", "always")
	t.Setenv("GIT_EXTERNAL_DIFF", trap)
	t.Setenv("GIT_SSH_COMMAND", trap)
	os.Remove(mark)
	askAll(t, c.open())
	if text, err := os.ReadFile(mark); err == nil {
		t.Errorf("programs were started:\n%s", text)
	}
	// The trap works: git would fetch the lost blob.
	c.tryGit("cat-file", "-p", "HEAD:a.ts")
	if _, err := os.Stat(mark); err != nil {
		t.Error("the trap does not work, so the test tells nothing")
	}
}

// lose removes the committed content of a file from the object store.
func (c checkout) lose(name string) {
	oid := c.git("rev-parse", "HEAD:"+name)
	if err := os.Remove(filepath.Join(c.dir, ".git/objects", oid[:2], oid[2:])); err != nil {
		c.t.Fatal(err)
	}
}

// askAll asks the repository everything there is to ask.
func askAll(t *testing.T, r *Repo) {
	t.Helper()
	ctx := context.Background()
	if !r.HasGit {
		t.Fatal(r.Reason)
	}
	if _, err := Walk(ctx, r); err != nil {
		t.Error(err)
	}
	if _, err := Tree(ctx, staged(t, r), nil); err != nil {
		t.Error(err)
	}
	commit, err := Commit(ctx, r, "HEAD")
	if err != nil {
		t.Error(err)
	} else if _, err := commit.Open("a.ts"); err == nil {
		t.Error("the lost content was read")
	}
	var oids []string
	if _, err := r.History(ctx, Everything, func(b Blob) error {
		oids = append(oids, b.OID)
		return nil
	}); err != nil {
		t.Error(err)
	}
	if _, err := r.History(ctx, Reachable, func(Blob) error { return nil }); err != nil {
		t.Error(err)
	}
	if _, err := r.Locate(ctx, oids); err != nil {
		t.Error(err)
	}
	r.Changed(ctx, "", "") // the lost content makes it fail
	r.IgnoredBy(".env")
}
