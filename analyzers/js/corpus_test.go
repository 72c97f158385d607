package js

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clerkvet/analyzers/source"
)

// counts is what testdata/count.cjs says of a file.
type counts struct {
	File                           string
	Imports, Functions, Calls, JSX int
	Specifiers, Env                []string
	broken                         bool
}

// TestTypeScriptCorpus compares this package with the TypeScript compiler on
// every file below the folder that TYPESCRIPT_CORPUS names. TYPESCRIPT may name
// the folder of an installed compiler; without it one is installed by npm.
func TestTypeScriptCorpus(t *testing.T) {
	root := os.Getenv("TYPESCRIPT_CORPUS")
	if root == "" {
		t.Skip("TYPESCRIPT_CORPUS names no folder")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed: the TypeScript compiler needs it")
	}
	files := corpus(t, root)
	wants := compilerCounts(t, files)
	var same, broken, missed, extra, envOff, specifiers, calls int
	for _, want := range wants {
		got := ownCounts(t, want.File)
		specifiers, calls = specifiers+len(want.Specifiers), calls+want.Calls
		if got.broken {
			broken++
			t.Logf("broken: %s", want.File)
		}
		if got.Imports == want.Imports && got.Functions == want.Functions && got.Calls == want.Calls && got.JSX == want.JSX {
			same++
		} else {
			t.Logf("%s: imports, functions, calls, JSX: %d %d %d %d, compiler %d %d %d %d", want.File,
				got.Imports, got.Functions, got.Calls, got.JSX, want.Imports, want.Functions, want.Calls, want.JSX)
		}
		m, e := difference(want.Specifiers, got.Specifiers)
		missed, extra = missed+len(m), extra+len(e)
		if len(m)+len(e) > 0 {
			t.Logf("%s: specifiers missed %q, extra %q", want.File, m, e)
		}
		if m, e := difference(want.Env, got.Env); len(m)+len(e) > 0 {
			envOff++
			t.Logf("%s: env reads missed %q, extra %q", want.File, m, e)
		}
	}
	t.Logf("%d files, %d that the compiler accepts: counts equal in %d (%d calls), broken %d; specifiers %d, missed %d, extra %d; env reads differ in %d files",
		len(files), len(wants), same, calls, broken, specifiers, missed, extra, envOff)
	if missed > 0 || same*1000 < len(wants)*998 {
		t.Errorf("want no specifier missed and equal counts in 99.8 %% of the files")
	}
}

func corpus(t *testing.T, root string) (files []string) {
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if err == nil && d.Type().IsRegular() && Is(p) {
			files = append(files, p)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files below %s: %v", len(files), root, err)
	}
	return files
}

func compilerCounts(t *testing.T, files []string) (out []counts) {
	compiler := os.Getenv("TYPESCRIPT")
	if compiler == "" {
		dir := t.TempDir()
		npm := exec.Command("npm", "install", "--silent", "--prefix", dir, "typescript@5")
		if text, err := npm.CombinedOutput(); err != nil {
			t.Skipf("install the TypeScript compiler: %v\n%s", err, text)
		}
		compiler = filepath.Join(dir, "node_modules", "typescript")
	}
	node := exec.Command("node", "testdata/count.cjs", compiler)
	node.Stdin = strings.NewReader(strings.Join(files, "\n"))
	node.Stderr = os.Stderr
	text, err := node.Output()
	if err != nil {
		t.Fatalf("count with the compiler: %v", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var c counts
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func ownCounts(t *testing.T, file string) (c counts) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m := Scan(source.NewFile(file, text))
	for _, i := range m.Imports {
		c.Specifiers = append(c.Specifiers, i.Specifier.Value)
	}
	for _, r := range m.EnvReads {
		c.Env = append(c.Env, r.Name)
	}
	s, err := m.Syntax()
	if err != nil {
		t.Fatal(err)
	}
	c.broken = len(s.Broken) > 0
	for n := range s.Root().Descendants() {
		switch {
		case n.Kind() == ImportStatement:
			c.Imports++
		case n.IsFunction() && !n.Field(FieldBody).IsZero():
			c.Functions++
		case n.Kind() == CallExpression:
			c.Calls++
		case n.Is(JSXOpeningElement, JSXSelfClosingElement):
			c.JSX++
		}
	}
	return c
}

// difference compares two lists as bags.
func difference(want, got []string) (missed, extra []string) {
	got = slices.Clone(got)
	for _, w := range want {
		if i := slices.Index(got, w); i >= 0 {
			got = slices.Delete(got, i, i+1)
		} else {
			missed = append(missed, w)
		}
	}
	return missed, got
}
