package visitor

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestUnbroken asks everything of the repositories in REAL_REPOS, a folder of
// checkouts, with a machine that panics where it has a mistake of its own: users are
// told there that the code could not be followed. It runs if UNBROKEN is set.
func TestUnbroken(t *testing.T) {
	if os.Getenv("UNBROKEN") == "" {
		t.Skip("UNBROKEN is not set")
	}
	dirs, _ := filepath.Glob(os.Getenv("REAL_REPOS") + "/*")
	for _, dir := range dirs {
		for _, app := range openRepo(t, dir).Apps {
			if err := askEverything(New(app)); err != nil {
				t.Errorf("%s %s: %v", filepath.Base(dir), app.Dir, err)
			}
		}
	}
}

// askEverything asks everything of a machine, and returns what it panics with.
func askEverything(m *Machine) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	m.strict = true
	for _, r := range m.Resources() {
		for _, who := range []Who{Stranger, Beyond} {
			m.Ways(r, who)
		}
	}
	return nil
}
