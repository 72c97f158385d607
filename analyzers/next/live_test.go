package next

import (
	"os"
	"testing"

	"clerkvet/analyzers/js"
)

// TestPlainlyUsed compares the look at the text with the syntax, on one real
// repository: what the former believes to be a value has to be one.
func TestPlainlyUsed(t *testing.T) {
	dir := os.Getenv("CLERKVET_REPOSITORY")
	if dir == "" {
		t.Skip("CLERKVET_REPOSITORY is not set")
	}
	plain, doubts, wrong := 0, 0, 0
	for _, m := range loadFolder(t, dir).Graph.Modules() {
		if !m.dropsTypes() || declares(m.Path) {
			continue
		}
		for i := range m.Imports {
			if m.Imports[i].Kind != js.StaticImport || m.Imports[i].TypeOnly || m.Edges[i].To == nil {
				continue
			}
			for _, name := range m.Imports[i].Names {
				syntax, err := m.Syntax()
				if err != nil || name.TypeOnly {
					continue
				}
				used, plainly := syntax.ValueUsed(name.Local), m.plainlyUsed(name.Local)
				switch {
				case plainly && !used:
					wrong++
					t.Logf("%s: %s", m.Path, name.Local)
				case plainly:
					plain++
				default:
					doubts++
				}
			}
		}
	}
	t.Logf("%d told by the text, %d left to the syntax, %d wrong", plain, doubts, wrong)
	if wrong*1000 > plain {
		t.Error("more than one in a thousand is wrong")
	}
}

func TestBarrel(t *testing.T) {
	for text, want := range map[string]bool{
		`export * from "./a"`: true,
		"'use client'\n// note\nexport { a } from './a'; /* b */\nimport './x.css'\n": true,
		`export { a } from "./a"; start()`:                                            false,
		`import { a } from "./a"; export { a }`:                                       false,
		`export const a = 1`:                                                          false,
		``:                                                                            false,
		`import "./effects"`:                                                          false,
		"export * from './a'\nexport type { T } from './t'\n": true,
	} {
		p := loadTree(t, "-- a.ts --\n"+text+"\n")
		if got := p.Graph.Module("a.ts").isBarrel(); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
