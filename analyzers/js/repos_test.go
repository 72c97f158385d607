package js

import (
	"os"
	"testing"

	"clerkvet/analyzers/source"
)

// TestRealFilesParse reads every file below the folder that REAL_REPOS names, and
// tells the share that keeps errors: at most one of two thousand may.
func TestRealFilesParse(t *testing.T) {
	root := os.Getenv("REAL_REPOS")
	if root == "" {
		t.Skip("REAL_REPOS is not set")
	}
	files, broken, bytes := 0, 0, 0
	for _, name := range corpus(t, root) {
		text, err := os.ReadFile(name)
		if err != nil || len(text) > source.MaxFile {
			continue
		}
		files++
		bytes += len(text)
		s, err := Parse(source.NewFile(name, text))
		if err != nil || len(s.Broken) > 0 {
			broken++
			t.Logf("%s: %v", name, err)
		}
	}
	t.Logf("%d files, %.1f MB: %d keep errors (%.3f %%)", files, float64(bytes)/1e6, broken, 100*float64(broken)/float64(max(1, files)))
	if broken*2000 > files {
		t.Errorf("%d of %d files keep errors", broken, files)
	}
}
