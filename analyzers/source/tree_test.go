package source

import (
	"context"
	"testing"
	"testing/fstest"
)

func TestProblemsAreSaidOnce(t *testing.T) {
	tree, err := Walk(context.Background(), fstest.MapFS{"a.json": {Data: []byte("{\n\n")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := tree.Read("a.json")
	for _, p := range []Problem{
		{Path: "a.json", Reason: "is not valid JSON", At: f.Whole()},
		{Path: "a.json", Reason: "is nested too deeply", At: f.Whole()},
		{Path: "a.json", Reason: "is nested too deeply", At: f.Line(1)},
		{Path: "a.json", Reason: "is not valid JSON: unexpected EOF", At: f.Line(3)},
		{Path: "a.json", Reason: "is not valid JSON", At: f.Whole()},
		{Path: "a.json", Reason: "is not valid JSON, perhaps", At: f.Line(2)},
		{Path: "b.json", Reason: "is not valid JSON"},
	} {
		tree.Report(p)
	}
	got := ""
	for _, p := range tree.Problems() {
		got += p.Path + " " + p.Reason + "\n"
	}
	if want := "a.json is nested too deeply\na.json is not valid JSON, perhaps\na.json is not valid JSON: unexpected EOF\nb.json is not valid JSON\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

// What holds nothing back may not hide what does.
func TestSkippedProblemsStay(t *testing.T) {
	tree, err := Walk(context.Background(), fstest.MapFS{"a": {}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tree.Report(Problem{Path: "a", Reason: "cannot be read", Skipped: true})
	tree.Report(Problem{Path: "a", Reason: "cannot be read: x"})
	if got := tree.Problems(); len(got) != 2 {
		t.Errorf("%+v", got)
	}
}
