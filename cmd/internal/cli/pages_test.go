package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"clerkvet/rules"
)

// The examples on the pages of the rules that belong to the configuration do
// what the pages say.
func TestConfiguredPages(t *testing.T) {
	for _, r := range rules.Configured() {
		doc := r.Doc()
		for i, example := range append(doc.Wrong, doc.Right...) {
			dir := t.TempDir()
			fsys, err := txtar.FS(txtar.Parse([]byte(example)))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(dir, fsys); err != nil {
				t.Fatal(err)
			}
			var out, stderr bytes.Buffer
			Main([]string{"audit", dir, "--color", "never"}, nil, &out, &stderr)
			if fires := strings.Contains(out.String(), "["+r.ID+"]"); fires != (i < len(doc.Wrong)) || stderr.Len() > 0 {
				t.Errorf("%s, example %d: %v %s", r.ID, i+1, fires, stderr.String())
			}
		}
		if len(doc.Wrong) == 0 || len(doc.Right) == 0 {
			t.Errorf("%s has no examples", r.ID)
		}
	}
}
