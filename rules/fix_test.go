package rules

import (
	"testing"

	"clerkvet/analyzers/source"
)

func TestApply(t *testing.T) {
	file := func(text string) *source.File { return source.NewFile("a.ts", []byte(text)) }
	fix := func(f *source.File, edits ...any) *Fix {
		x := &Fix{}
		for i := 0; i < len(edits); i += 3 {
			x.Edits = append(x.Edits, Edit{f.Span(edits[i].(int), edits[i+1].(int)), edits[i+2].(string)})
		}
		return x
	}
	for name, test := range map[string]struct {
		text  string
		edits [][]any
		want  string
		taken int
	}{
		"insert":                {"ab\n", [][]any{{1, 1, "X"}}, "aXb\n", 1},
		"the same twice":        {"ab\n", [][]any{{1, 1, "X"}, {1, 1, "X"}}, "aXb\n", 2},
		"two at one place":      {"ab\n", [][]any{{1, 1, "X"}, {1, 1, "Y"}}, "aXYb\n", 2},
		"overlap":               {"abcd\n", [][]any{{0, 3, "X"}, {2, 4, "Y"}}, "Xd\n", 1},
		"neighbours":            {"abcd\n", [][]any{{2, 4, "Y"}, {0, 2, "X"}}, "XY\n", 2},
		"whole or not at all":   {"abcd\n", [][]any{{0, 1, "X"}, {3, 4, "Z", 0, 1, "Y"}}, "Xbcd\n", 1},
		"line ends":             {"a\r\nb\r\n", [][]any{{0, 0, "x\n\n"}}, "x\r\n\r\na\r\nb\r\n", 1},
		"behind the BOM":        {"\uFEFFa\n", [][]any{{0, 0, "x\n"}}, "\uFEFFx\na\n", 1},
		"no line end at all":    {"a", [][]any{{1, 1, "\nb\n"}}, "a\nb\n", 1},
		"insert at what is cut": {"abc", [][]any{{1, 2, ""}, {1, 1, "X"}}, "ac", 1},
	} {
		f := file(test.text)
		var fixes []*Fix
		for _, e := range test.edits {
			fixes = append(fixes, fix(f, e...))
		}
		patches, taken := Apply(fixes)
		if got := string(patches[0].New); got != test.want || len(taken) != test.taken {
			t.Errorf("%s: %q with %d fixes, want %q with %d", name, got, len(taken), test.want, test.taken)
		}
	}
}

// Two files may not move to one place.
func TestApplyMoves(t *testing.T) {
	a, b := source.NewFile("a", []byte("1")), source.NewFile("b", []byte("2"))
	patches, taken := Apply([]*Fix{{Move: &Move{a, "c"}}, {Move: &Move{b, "c"}}, {Move: &Move{a, "d"}}})
	if len(taken) != 1 || len(patches) != 1 || patches[0].To != "c" {
		t.Errorf("%d fixes taken, %d patches", len(taken), len(patches))
	}
}

func TestDiff(t *testing.T) {
	for name, test := range map[string]struct {
		patch Patch
		want  string
	}{
		"middle": {Patch{"a", "a", []byte("1\n2\n3\n4\n5\n6\n7\n8\n9\n"), []byte("1\n2\n3\n4\nX\n6\n7\n8\n9\n")},
			"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n"},
		"new":        {Patch{"a", "a", nil, []byte("1\n")}, "diff --git a/a b/a\nnew file mode 100644\n--- /dev/null\n+++ b/a\n@@ -0,0 +1,1 @@\n+1\n"},
		"no newline": {Patch{"a", "a", []byte("1"), []byte("1\n2\n")}, "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,1 +1,2 @@\n-1\n\\ No newline at end of file\n+1\n+2\n"},
	} {
		if got := test.patch.Diff(); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}
