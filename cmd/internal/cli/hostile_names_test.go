package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"

	"clerkvet/analyzers"
	"clerkvet/rules"
)

// codeSpan is text of Markdown in which nothing has a meaning.
var codeSpan = regexp.MustCompile("`[^`]*`")

// Names are shown without what a terminal, a workflow log, Markdown or a reader
// of SARIF would act on, and their findings are kept.
func TestHostileNames(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, sound)
	odd := []string{"\x1b]0;owned\a\x1b[31m", "a\n::error::injected\n", "\u202egnp", "a\r::add-mask::x",
		"<img src=x onerror=alert(1)>", "](javascript:alert(1))", "%0A::warning::x", "\xff\xfe", "`x`|"}
	for _, name := range odd {
		plant(t, dir, map[string]string{"app/" + name + "/route.ts": strings.Replace(sound["app/api/open/route.ts"], "db.user", "db.account", 1)})
	}
	for _, format := range formatNames() {
		var out, stderr bytes.Buffer
		code := Main([]string{"audit", dir, "--format", format, "--color", "never"}, nil, &out, &stderr)
		if code != notReady || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, %s", format, code, stderr.String())
		}
		if n := strings.Count(out.String(), "db.account.delete"); n < len(odd) && format != "github" { // which shows ten of a level
			t.Errorf("%s names %d of %d odd handlers", format, n, len(odd))
		}
		for _, bad := range acted(t, format, out.String()) {
			t.Errorf("%s prints %q", format, bad)
		}
	}
}

// acted returns what of an output would be acted on. JSON is for programs, and
// keeps names as they are; what SARIF says is shown to people.
func acted(t *testing.T, format, text string) (found []string) {
	bad := []string{"\x1b", "\a", "\n::error::injected", "\n::add-mask", "\r", "\u202e", "\xff"}
	switch format {
	case "json":
		bad = bad[:5]
	case "sarif":
		var log struct {
			Runs []struct {
				Results []struct{ Message struct{ Text string } }
			}
		}
		if err := json.Unmarshal([]byte(text), &log); err != nil {
			t.Fatal(err)
		}
		text = fmt.Sprint(log)
	case "markdown":
		text = strings.ReplaceAll(codeSpan.ReplaceAllString(text, "`"), `\]`, "")
		bad = append(bad, "](javascript:", "<img")
	}
	for _, b := range bad {
		if i := strings.Index(text, b); i >= 0 {
			found = append(found, text[max(0, i-60):min(len(text), i+60)])
		}
	}
	return found
}

// Git's files may be anything: the audit reads the work tree or says why not.
func TestHostileGit(t *testing.T) {
	for name, spoil := range map[string]func(g string) error{
		"index cut": func(g string) error { return os.Truncate(g+"/index", 40) },
		"index garbage": func(g string) error {
			return os.WriteFile(g+"/index", []byte("DIRC\x00\x00\x00\x02\xff\xff\xff\xff"), 0o644)
		},
		"index is a pipe": func(g string) error { os.Remove(g + "/index"); return syscall.Mkfifo(g+"/index", 0o644) },
		"no HEAD":         func(g string) error { return os.Remove(g + "/HEAD") },
		"HEAD garbage":    func(g string) error { return os.WriteFile(g+"/HEAD", bytes.Repeat([]byte("x"), 1<<20), 0o644) },
		"HEAD loops":      func(g string) error { return os.WriteFile(g+"/HEAD", []byte("ref: HEAD\n"), 0o644) },
		"HEAD leaves":     func(g string) error { return os.WriteFile(g+"/HEAD", []byte("ref: ../../../../etc/passwd\n"), 0o644) },
		"objects cut":     func(g string) error { return cutObjects(g + "/objects") },
		"config garbage":  func(g string) error { return os.WriteFile(g+"/config", []byte("[[[[\x00"), 0o644) },
		"config includes": func(g string) error {
			return os.WriteFile(g+"/config", []byte("[include]\npath = config\n[core]\nworktree = /etc\n"), 0o644)
		},
		"packed refs": func(g string) error {
			return os.WriteFile(g+"/packed-refs", bytes.Repeat([]byte("zz\n"), 1<<18), 0o644)
		},
		"alternates": func(g string) error {
			return os.WriteFile(g+"/objects/info/alternates", []byte(g+"/objects\n/etc\n"), 0o644)
		},
		"a file": func(g string) error { os.RemoveAll(g); return os.WriteFile(g, []byte("gitdir: .git\n"), 0o644) },
	} {
		for _, flag := range []string{"", "--history", "--staged"} {
			t.Run(name+flag, func(t *testing.T) { spoiled(t, spoil, flag) })
		}
	}
}

func cutObjects(dir string) error {
	return filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		os.Chmod(name, 0o644)
		return os.Truncate(name, 5)
	})
}

func spoiled(t *testing.T, spoil func(string) error, flag string) {
	g := newGarden(t)
	plant(t, g.dir, sound)
	g.git("add", ".")
	g.git("commit", "-qm", "x")
	plant(t, g.dir, map[string]string{"app/page.tsx": "export default function Page() { return 1 }\n"})
	g.git("add", ".")
	if err := spoil(filepath.Join(g.dir, ".git")); err != nil {
		t.Fatal(err)
	}
	args := []string{"audit", g.dir, "--format", "json"}
	if flag != "" {
		args = append(args, flag)
	}
	var out, stderr bytes.Buffer
	switch code := Main(args, nil, &out, &stderr); {
	case code == broken && stderr.Len() == 0:
		t.Error("no reason is given")
	case code == broken && strings.Contains(stderr.String(), "panic"):
		t.Error(stderr.String())
	case code == ready && flag == "":
		t.Errorf("the open handler was not found: %s", stderr.String())
	}
}

// A rule that panics costs its own findings only: the others are printed, and
// the run ends with 2 and the rule's name.
func TestPanicLosesNothingElse(t *testing.T) {
	r, err := find(allRules(), "not-found-missing")
	if err != nil {
		t.Fatal(err)
	}
	check := r.Check
	t.Cleanup(func() { r.Check = check })
	r.Check = func(p *rules.Pass) { panic("planted: " + p.App().Next.Dir) }
	dir := t.TempDir()
	plant(t, dir, sound)
	for _, format := range formatNames() {
		var out, stderr bytes.Buffer
		code := Main([]string{"audit", dir, "--format", format, "--fail-on", "never"}, nil, &out, &stderr)
		if code != broken || !strings.Contains(stderr.String(), "internal error in app . (please report it): rule not-found-missing: panic: planted: .") {
			t.Errorf("%s: exit code %d, stderr %.300s", format, code, stderr.String())
		}
		if !strings.Contains(out.String(), "app/api/open/route.ts") {
			t.Errorf("%s lost the other findings:\n%.300s", format, out.String())
		}
		if strings.Contains(out.String(), "READY for production") && !strings.Contains(out.String(), "NOT READY") {
			t.Errorf("%s says ready", format)
		}
	}
}

// A file at which a reader panics is named as an internal error; all others are
// audited.
func TestPanicAtOneFile(t *testing.T) {
	tree := fstest.MapFS{}
	for name, text := range sound {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree["lib/trap.ts"] = &fstest.MapFile{Data: []byte("export {}\n")}
	facts, err := analyzers.LoadFS(t.Context(), trapped{tree, &atomic.Bool{}})
	if err != nil {
		t.Fatal(err)
	}
	results := rules.Audit(t.Context(), facts, allRules())
	if err := internalErrors(results, facts.Problems()); err == nil || !strings.Contains(err.Error(), "lib/trap.ts: read: internal error (please report it): trapped") {
		t.Errorf("got %v", err)
	}
	for _, f := range rules.Findings(results) {
		if f.At.Path() == "app/api/open/route.ts" {
			return
		}
	}
	t.Error("the open handler was not found")
}

// trapped panics where its trap is opened first, which is for its imports.
type trapped struct {
	fs.FS
	once *atomic.Bool
}

func (f trapped) Open(name string) (fs.File, error) {
	if path.Base(name) == "trap.ts" && f.once.CompareAndSwap(false, true) {
		panic("trapped")
	}
	return f.FS.Open(name)
}

// A file that cannot be parsed is named.
func TestUnreadIsTold(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, sound)
	plant(t, dir, map[string]string{"app/api/deep/route.ts": "export async function GET() { return " + nested(nests["arrays"], depth) + " }\n"})
	var out, stderr bytes.Buffer
	Main([]string{"audit", dir, "--color", "never"}, nil, &out, &stderr)
	if n := strings.Count(out.String(), "app/api/deep/route.ts  could not be parsed: nested deeper than 10000 levels"); n != 1 {
		t.Errorf("told %d times:\n%s", n, out.String())
	}
}
