package visitor

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A verdictCase is one case of testdata/*.cases:
//
//	### denied handler 7: what it shows
//	source of the entry file
//	--- lib/auth.ts
//	source of another file
//
// After the verdict may stand a confidence or a check in brackets. What stands
// before the first case are files of all cases; the prelude begins their entries.
//
// A case of two verdicts is two programs, "reached|denied": lines that begin with
// <| are of the first only, and such with >| of the second.
type verdictCase struct {
	name, kind, clerk, want string
	files                   map[string]string
}

var entryFiles = map[string]string{"handler": "app/api/x/route.ts", "page": "app/x/page.tsx", "action": "app/actions.ts",
	"api": "pages/api/x.ts", "middleware": "middleware.ts"}

func readCases(t testing.TB) (out []verdictCase) {
	names, _ := filepath.Glob("testdata/*.cases")
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		blocks := strings.Split("\n"+string(data), "\n### ")
		shared := parts(blocks[0])
		for _, block := range blocks[1:] {
			first, second, two := strings.Cut(strings.Fields(block)[0], "|")
			if !two {
				out = append(out, parseCase(filepath.Base(name), block, shared))
				continue
			}
			rest := block[strings.IndexByte(block, ' '):]
			out = append(out, parseCase(filepath.Base(name), first+side(rest, "<|", ">|"), shared), parseCase(filepath.Base(name), second+side(rest, ">|", "<|"), shared))
		}
	}
	return out
}

// side is the program of a pair whose own lines begin with a mark.
func side(block, own, other string) string {
	lines := slices.DeleteFunc(strings.Split(block, "\n"), func(l string) bool { return strings.HasPrefix(l, other) })
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, own)
	}
	return strings.Join(lines, "\n")
}

// parts are files that stand behind each other, by path.
func parts(text string) map[string]string {
	out := map[string]string{}
	for _, p := range strings.Split("\n"+text, "\n--- ")[1:] {
		path, text, _ := strings.Cut(p, "\n")
		out[strings.TrimSpace(path)] = text
	}
	return out
}

func parseCase(file, block string, shared map[string]string) verdictCase {
	head, body, _ := strings.Cut(block, "\n")
	spec, title, _ := strings.Cut(head, ":")
	words := strings.Fields(spec)
	c := verdictCase{name: strings.TrimSuffix(file, ".cases") + "/" + strings.TrimSpace(title), want: words[0], kind: words[1], clerk: words[2], files: maps.Clone(shared)}
	maps.Copy(c.files, parts("--- "+entryFiles[c.kind]+"\n"+body))
	c.files[entryFiles[c.kind]] = c.files["prelude"] + c.files[entryFiles[c.kind]]
	delete(c.files, "prelude")
	if c.files["package.json"] == "" {
		c.files["package.json"] = `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"` + c.clerk + `.9.9"}}`
	}
	if c.kind == "middleware" {
		c.files["app/page.tsx"] = "export default function P() { return null }"
	}
	if c.files["tsconfig.json"] == "" {
		c.files["tsconfig.json"] = `{"compilerOptions":{"baseUrl":".","paths":{"@/*":["./*"]}}}`
	}
	return c
}

// treeOf is the tree of some files, by path.
func treeOf(t testing.TB, files map[string]string) *source.Tree {
	t.Helper()
	fsys := fstest.MapFS{}
	for path, text := range files {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := source.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func load(t testing.TB, files map[string]string) *Machine {
	t.Helper()
	tree := treeOf(t, files)
	project, err := next.Load(context.Background(), tree)
	if err != nil || len(project.Apps) == 0 {
		t.Fatalf("no app: %v", err)
	}
	m := New(project.Apps[0])
	m.strict = true
	return m
}

var kinds = map[string]entryKind{"handler": handlerEntry, "page": pageEntry, "action": actionEntry, "api": apiEntry}

func (c verdictCase) answer(t testing.TB) (string, Answer) {
	m := load(t, c.files)
	if c.kind == "middleware" {
		if m.app.Middleware == nil {
			m.app.Middleware = &next.Middleware{Module: m.app.Project.Graph.Module("middleware.ts"), Export: "default"}
		}
		gate := runAt(m, "/dashboard")
		a := Answer{Trail: gate.Trail, Events: gate.Events, FailsOpen: gate.FailsOpen, OpensWith: gate.OpensWith}
		return c.detailed(string(gate.Verdict), a), a
	}
	a := m.worker().verdict(kinds[c.kind], c.entry(t, m))
	return c.detailed(string(a.Verdict), a), a
}

// detailed is a verdict with what the case asks about.
func (c verdictCase) detailed(got string, a Answer) string {
	if _, rest, bracket := strings.Cut(c.want, "["); bracket {
		got += "[" + detail(rest, a) + "]"
	}
	return got
}

// entry is what the case asks for.
func (c verdictCase) entry(t testing.TB, m *Machine) func(*run) value {
	entry := entryFiles[c.kind]
	if c.kind == "page" && c.files["app/x/page.jsx"] != "" {
		entry = "app/x/page.jsx"
	}
	mod := m.app.Project.Graph.Module(entry)
	if mod == nil {
		t.Fatalf("no module %s", entry)
	}
	name := "default"
	if c.kind == "handler" || c.kind == "action" {
		syntax, _ := mod.Syntax()
		for _, n := range sortedKeys(syntax.Names().Exports) {
			name = n
		}
	}
	asked := m.entryOf(mod, name, kinds[c.kind])
	w := m.worker()
	if w.verdict(kinds[c.kind], asked); len(w.behind) > 0 {
		return m.gravestProcedure(entry, name)
	}
	return asked
}

// detail is what the case asks about: the confidence, or the other check.
func detail(rest string, a Answer) string {
	switch rest = strings.TrimSuffix(rest, "]"); rest {
	case "high", "medium", "low":
		return string(a.Confidence)
	case "open":
		if len(a.FailsOpen) > 0 {
			return "open"
		}
		return ""
	}
	switch {
	case strings.HasPrefix(rest, "open="):
		return "open=" + strings.Join(a.FailsOpen, " and ")
	case strings.HasPrefix(rest, "with="):
		return "with=" + strings.Join(a.OpensWith, " and ")
	}
	return string(a.OtherCheck)
}

func TestVerdicts(t *testing.T) {
	for _, c := range readCases(t) {
		t.Run(c.name, func(t *testing.T) {
			got, a := c.answer(t)
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
				for _, s := range a.Trail {
					t.Logf("  %s:%d %s", s.At.Path(), s.At.StartLine(), s.Message)
				}
				for _, e := range a.Events {
					t.Logf("  event %s %s %s hard=%v at %d", e.Kind, e.Name, e.Verb, e.Hard, e.At.StartLine())
				}
			}
		})
	}
}

func runAt(m *Machine, path string) MiddlewareAnswer {
	a := MiddlewareAnswer{URL: path}
	m.worker().runMiddlewareAt(&a, path)
	return a
}

// gravestProcedure is the procedure that decides about a handler.
func (m *Machine) gravestProcedure(file, name string) func(*run) value {
	for _, mount := range m.Resources() {
		if mount.File != file || mount.Name != name {
			continue
		}
		for _, r := range mount.Procedures {
			if r.Code.Verdict == mount.Code.Verdict {
				return r.entry
			}
		}
	}
	return nil
}
