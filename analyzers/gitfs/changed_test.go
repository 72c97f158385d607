package gitfs

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestChanged(t *testing.T) {
	c := newCheckout(t)
	c.write("m.ts", "1\n2\n3\n4\n")
	first, err := c.open().Changed(context.Background(), "", "")
	if err != nil || len(first) != 0 {
		t.Errorf("nothing staged before the first commit: %v, %v", first, err)
	}
	base := c.commit("d.ts", "x\n", "t.ts", "x\n", "mode.ts", "x\n", "same.ts", "x\n")
	c.write("m.ts", "1\nnew\n3\n4\nnew\nnew")
	c.write("a b\"é\n.ts", "x\n@@ -1 +99 @@\ndiff --git a b\n")
	c.write("bin", "\x00")
	os.Remove(filepath.Join(c.dir, "d.ts"))
	os.Remove(filepath.Join(c.dir, "t.ts"))
	os.Symlink("m.ts", filepath.Join(c.dir, "t.ts"))
	os.Chmod(filepath.Join(c.dir, "mode.ts"), 0o755)
	c.git("add", "-A")
	c.write("same.ts", "not staged\n")
	want := `["a b\"é\n.ts" A [{1 3}]] ["bin" A []] ["d.ts" D []] ["m.ts" M [{2 2} {5 6}]] ["mode.ts" M []] `
	typed := `["t.ts" T [{1 1}]] `
	c.wantChanges(want+typed, "", "")
	head := c.commit()
	c.write("m.ts", "")
	c.wantChanges(want+`["same.ts" M [{1 1}]] `+typed, base, head)
}

func (c checkout) wantChanges(want, from, to string) {
	c.t.Helper()
	changes, err := c.open().Changed(context.Background(), from, to)
	if err != nil {
		c.t.Fatal(err)
	}
	got := ""
	for _, ch := range changes {
		got += fmt.Sprintf("[%q %c %v] ", ch.Path, ch.Status, ch.Added)
	}
	if got != want {
		c.t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzParsePatch(f *testing.F) {
	f.Add([]byte(":100644 100644 a b M\x00a\x00"), []byte("diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1,2 @@\n-x\n+y\n+z\n"))
	f.Add([]byte(":100644 120000 a b T\x00a\x00"), []byte("diff --git a/a b/a\n@@ -1 +0,0 @@\ndiff --git a/a b/a\n@@ -0,0 +1 @@\n"))
	f.Add([]byte(":::\x00"), []byte("@@ -1 +99999999999999999999 @@"))
	f.Fuzz(func(t *testing.T, raw, patch []byte) {
		changes, err := parseChanges(raw, patch)
		if err != nil {
			return
		}
		for _, c := range changes {
			for _, l := range c.Added {
				if l.First < 1 || l.Last < l.First || !c.Has(l.Last) {
					t.Errorf("lines %v", l)
				}
			}
		}
	})
}
