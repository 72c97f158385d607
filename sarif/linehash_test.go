package sarif

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"
)

func TestLineHashGolden(t *testing.T) {
	raw, err := os.ReadFile("../testdata/golden/linehash.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Files []struct {
			Name    string
			Content []byte            `json:"contentBase64"`
			Lines   map[string]string `json:"lines"`
		}
	}
	if err := json.Unmarshal(raw, &golden); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, f := range golden.Files {
		got := lineHashes(f.Content)
		for line, want := range f.Lines {
			n, _ := strconv.Atoi(line)
			checked++
			if n > len(got) || got[n-1].String() != want {
				t.Errorf("%s line %d: want %s", f.Name, n, want)
			}
		}
	}
	if checked != 522 {
		t.Errorf("checked %d values, want 522", checked)
	}
}
