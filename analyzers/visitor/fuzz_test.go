package visitor

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzMachine runs whatever parses as a handler: no code may make the machine
// panic, hang, or go over its bounds. It begins with the small handlers of the
// checkouts in REAL_REPOS where that is set.
func FuzzMachine(f *testing.F) {
	for _, code := range realHandlers(os.Getenv("REAL_REPOS")) {
		f.Add(code)
	}
	for _, c := range readCases(f) {
		if c.kind == "handler" {
			f.Add(c.files[entryFiles["handler"]])
		}
	}
	f.Add("export const GET = async ({a = 1, ...b}, [c]) => { for (;;) { try { await c?.[b]?.(a) } finally { continue } } }")
	f.Add("class A extends A { static x = new A; get y() { return this.y } } export function GET() { return new A().y }")
	f.Add("export function GET(r) { return [...r, ...GET(r)].map(GET).reduce((a, b) => a + b, `${GET}`) }")
	f.Fuzz(func(t *testing.T, code string) {
		m := load(t, map[string]string{"package.json": `{"dependencies":{"next":"15.0.0","@clerk/nextjs":"6.0.0"}}`,
			"app/api/x/route.ts": code, "app/page.tsx": "export default function P() { return null }"})
		w := m.worker()
		mod := m.app.Project.Graph.Module("app/api/x/route.ts")
		for _, name := range []string{"GET", "POST", "default"} {
			entry := m.entryOf(mod, name, handlerEntry)
			if problem := hidden(m, handlerEntry, entry); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
			if w.verdict(handlerEntry, entry).Verdict == "" || judge(handlerEntry, w.ask(Stranger, entry, nil)).Verdict == "" {
				t.Error("no verdict")
			}
		}
	})
}

// realHandlers returns the text of route files below root, at most four of a
// repository and only those that are quick to run.
func realHandlers(root string) (out []string) {
	if root == "" {
		return nil
	}
	files := map[string]int{}
	filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasPrefix(d.Name(), "route.") {
			return nil
		}
		repo, _, _ := strings.Cut(strings.TrimPrefix(name, root+"/"), "/")
		if text, err := os.ReadFile(name); err == nil && len(text) < 4000 && files[repo] < 4 {
			files[repo]++
			out = append(out, string(text))
		}
		return nil
	})
	return out
}
