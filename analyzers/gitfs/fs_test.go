package gitfs

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestTreesAreFileSystems(t *testing.T) {
	c := newCheckout(t)
	files := []string{"package.json", "app/(group)/[id]/page.tsx", "app/x.ts", "lib.ts"}
	c.commit(files[0], "{}", files[1], "export default 1", files[2], "", files[3], "// é\n")
	r := c.open()
	ctx := context.Background()
	index, err := Index(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	commit, err := Commit(ctx, r, "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for name, fsys := range map[string]fs.FS{"worktree": Worktree(r), "index": index, "commit": commit} {
		if name == "worktree" {
			if fsys, err = fs.Sub(fsys, "app"); err != nil {
				t.Fatal(err)
			}
			err = fstest.TestFS(fsys, "x.ts", "(group)/[id]/page.tsx")
		} else {
			err = fstest.TestFS(fsys, files...)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
