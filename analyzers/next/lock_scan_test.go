package next

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"clerkvet/analyzers/source"
)

// treeNPMLock is the careful reader alone.
func treeNPMLock(f *source.File) (*lock, error) {
	root, err := readJSON(f)
	if err != nil {
		return nil, err
	}
	l := newLock(f)
	l.npmPackages(root.get("packages"))
	return l, nil
}

func checkScan(t *testing.T, name string, text []byte) (scanned bool) {
	t.Helper()
	f := source.NewFile(name, text)
	fast, ok := scanNPMLock(f)
	if !ok {
		return false
	}
	slow, err := treeNPMLock(f)
	if err != nil {
		return true // the scan does not look at all that it skips
	}
	if !reflect.DeepEqual(fast.entries, slow.entries) || !reflect.DeepEqual(fast.names, slow.names) {
		t.Errorf("%s: the scan and the tree differ", name)
	}
	return true
}

var lockSamples = []string{
	`{"lockfileVersion": 3, "packages": {"": {"name": "x", "dependencies": {"next": "1"}}, "node_modules/next": {"version": "1.2.3", "resolved": "a{\"b", "engines": {"node": ">=1"}, "bin": ["x", {"a": [1, 2]}], "optionalDependencies": {"q": "1"}}}}`,
	`{"packages": {}, "n": null, "t": true, "a": [], "f": -1.5e3}`,
	"{\n \"packages\": {\n  \"node_modules/@a\\u002fb\": {\"version\": \"1\\t\"}\r\n }\n}\n",
}

func TestScanNPMLock(t *testing.T) {
	for i, s := range lockSamples {
		if !checkScan(t, "sample", []byte(s)) {
			t.Errorf("sample %d was not scanned", i)
		}
	}
	for _, s := range []string{`{"packages": {"a": {"version": "1"}`, `{"packages": {"a": {"version": 1}}}`, `{"packages": []}`, `{"a": 1}`, `{"packages": {}} x`, `{"packages": {"a" {}}}`} {
		if _, ok := scanNPMLock(source.NewFile("bad", []byte(s))); ok {
			t.Errorf("scanned %s", s)
		}
	}
	files, _ := filepath.Glob(filepath.Join(os.Getenv("REAL_REPOS"), "*", "package-lock.json"))
	for _, name := range files {
		if text, err := os.ReadFile(name); err == nil && !checkScan(t, name, text) {
			t.Logf("%s was left to the careful reader", name)
		}
	}
}

func FuzzScanNPMLock(f *testing.F) {
	for _, s := range lockSamples {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) { scanNPMLock(source.NewFile("lock", text)) })
}
