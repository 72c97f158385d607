package dotenv

import (
	"testing"

	"clerkvet/analyzers/source"
)

func TestValues(t *testing.T) {
	f := source.NewFile(".env", []byte("A=one\nB=\"$A two\"\nA=three\nEMPTY=\n"))
	got := Values(f)
	for name, want := range map[string]string{"A": "three", "B": "three two", "EMPTY": ""} {
		if !got[name].Value.Is(want) {
			t.Errorf("%s is not %q", name, want)
		}
	}
	if line := got["A"].At.StartLine(); line != 3 {
		t.Errorf("A stands in line %d", line)
	}
}
