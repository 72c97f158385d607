package source

import (
	"strings"
	"testing"
)

func TestNestedTooDeep(t *testing.T) {
	for text, want := range map[string]bool{
		`{"a": [1, {"b": []}]}`:                                     false,
		strings.Repeat("[1]\n", 5000):                               false,
		strings.Repeat("a:\n  - b\n  - - c\n", 5000):                false,
		strings.Repeat("[", MaxNesting):                             false,
		strings.Repeat("[", MaxNesting+1):                           true,
		strings.Repeat(`{"a":`+"\n", MaxNesting+1):                  true,
		"a: " + strings.Repeat("- ", MaxNesting+1):                  true,
		strings.Repeat("  ", MaxNesting+1) + "a: 1":                 true,
		strings.Repeat("]", 10) + strings.Repeat("[", MaxNesting+1): true,
	} {
		if got := NestedTooDeep([]byte(text)); got != want {
			t.Errorf("%.30q…: %v", text, got)
		}
	}
}
