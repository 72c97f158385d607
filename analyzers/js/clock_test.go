package js

import (
	"strings"
	"testing"
	"time"

	sitter "github.com/smacker/go-tree-sitter"
)

func TestParserGoesOn(t *testing.T) {
	text := []byte(strings.Repeat("const a = b(c, [1, 2, { d: e => f }]);\n", 500))
	for _, c := range []struct {
		spent time.Duration // of the processor, between two looks at it
		whole bool
	}{{0, true}, {time.Hour, false}} {
		p, now := sitter.NewParser(), time.Duration(0)
		p.SetLanguage(typescriptGrammar().language)
		tree, err := inTime(p, text, time.Millisecond, func() time.Duration { now += c.spent; return now })
		if whole := err == nil; whole != c.whole {
			t.Errorf("%v: whole %t, want %t: %v", c.spent, whole, c.whole, err)
		}
		if tree != nil {
			tree.Close()
		}
		p.Close()
	}
}
