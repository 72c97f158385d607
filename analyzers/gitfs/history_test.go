package gitfs

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clerkvet/analyzers/source"
)

// hidden commits a secret in every corner of a history, and returns the blob
// of each.
func hidden(c checkout) map[string]string {
	oids := map[string]string{}
	keep := func(text, spec string) { oids[text] = c.git("rev-parse", spec) }
	c.commit("README.md", "start", "a/deleted.env", "in history")
	keep("in history", "HEAD:a/deleted.env")
	c.git("rm", "-q", "-r", "a")
	c.commit("README.md", "start again")
	for _, text := range []string{"in an older stash", "in a stash"} {
		c.write("README.md", text)
		c.git("stash", "push", "-q")
		keep(text, "stash:README.md")
	}
	c.git("checkout", "-q", "-b", "side")
	c.commit("side.ts", "on a branch")
	keep("on a branch", "side:side.ts")
	c.commit("side.ts", "in a tag")
	keep("in a tag", "HEAD:side.ts")
	c.git("tag", "-a", "-m", "x", "v1")
	c.git("reset", "-q", "--hard", "HEAD~1")
	c.commit("amended.ts", "unreachable")
	keep("unreachable", "HEAD:amended.ts")
	c.git("reset", "-q", "--hard", "HEAD~1")
	c.git("checkout", "-q", "main")
	c.git("notes", "add", "-m", "in a note")
	keep("in a note\n", "refs/notes/commits:"+c.git("rev-parse", "HEAD"))
	c.write("blob", "tagged itself")
	c.git("tag", "blob", c.git("hash-object", "-w", "blob"))
	keep("tagged itself", "blob")
	os.Remove(filepath.Join(c.dir, "blob"))
	c.git("merge", "-q", "--no-commit", "--no-ff", "side")
	c.commit("side.ts", "in a merge")
	keep("in a merge", "HEAD:side.ts")
	c.git("update-ref", "refs/remotes/origin/x", "v1~1")
	return oids
}

func TestHistoryFindsEveryCorner(t *testing.T) {
	c := newCheckout(t)
	oids := hidden(c)
	r := c.open()
	reachable, everything := contents(t, r, Reachable), contents(t, r, Everything)
	for text := range oids {
		if want := text != "unreachable"; reachable[text] != want {
			t.Errorf("%q: reachable is %v", text, reachable[text])
		}
		if !everything[text] {
			t.Errorf("%q is not among everything", text)
		}
	}
}

func TestLocate(t *testing.T) {
	c := newCheckout(t)
	oids := hidden(c)
	var all []string
	for _, oid := range oids {
		all = append(all, oid)
	}
	places, err := c.open().Locate(context.Background(), append(all, strings.Repeat("1", 40)))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]string{ // path, ref
		"in history": {"a/deleted.env", "main"}, "on a branch": {"side.ts", "side"}, "in a tag": {"side.ts", "tags/v1"},
		"in a stash": {"README.md", "stash"}, "in an older stash": {"README.md", "stash"}, "in a merge": {"side.ts", "main"},
		"tagged itself": {"", "tags/blob"}, "in a note\n": {places[oids["in a note\n"]].Path, "notes/commits"},
	}
	if len(places) != len(want) {
		t.Errorf("%d places, want %d", len(places), len(want))
	}
	for text, w := range want {
		p := places[oids[text]]
		if p.Path != w[0] || p.Ref != w[1] {
			t.Errorf("%q: path %q, ref %q, want %q", text, p.Path, p.Ref, w)
		}
		if p.Commit == "" {
			continue
		}
		if got := c.git("rev-parse", p.Commit+":"+p.Path); got != oids[text] {
			t.Errorf("%q: the commit does not have it", text)
		}
		if got := p.AuthorDate.Format("2006-01-02T15:04:05Z07:00"); got != "2024-03-01T10:00:00+01:00" {
			t.Errorf("%q: date %s", text, got)
		}
	}
}

func TestHistoryPassesBy(t *testing.T) {
	c := newCheckout(t)
	c.commit("b.png", "\x89PNG\x00", "utf16.ts", "\xff\xfes\x00k\x00", "big.txt", strings.Repeat("x", source.MaxFile+1),
		"fits.txt", strings.Repeat("y", source.MaxFile))
	n := 0
	coverage, err := c.open().History(context.Background(), Reachable, func(Blob) error { n++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if n != 2 || coverage.Blobs != 2 || coverage.Binary != 1 || coverage.TooLarge != 1 || coverage.Missing != 0 {
		t.Errorf("%d visits, %+v", n, coverage)
	}
}

func TestHistoryEnds(t *testing.T) {
	c := newCheckout(t)
	r := c.open()
	if seen := contents(t, r, Reachable); len(seen) != 0 {
		t.Errorf("before the first commit: %v", seen)
	}
	if _, err := r.Locate(context.Background(), []string{strings.Repeat("0", 40)}); err != nil {
		t.Errorf("before the first commit: %v", err)
	}
	c.commit("a", "1", "b", "2")
	enough := errors.New("enough")
	if _, err := r.History(context.Background(), Reachable, func(Blob) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.History(ctx, Reachable, func(Blob) error { return nil }); err == nil {
		t.Error("a cancelled scan succeeded")
	}
}
