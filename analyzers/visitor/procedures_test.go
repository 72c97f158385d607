package visitor

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestProcedures reads apps that mount adapters; the file "want" of each lists
// its handlers and procedures: "denied post.create /api/trpc/post.create
// server/post.ts:7", with a middleware also what protects them.
func TestProcedures(t *testing.T) {
	names, _ := filepath.Glob("testdata/procedures/*.txtar")
	if len(names) == 0 {
		t.Fatal("no apps")
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := map[string]string{
				"tsconfig.json": `{"compilerOptions":{"baseUrl":".","paths":{"@/*":["./*"]}}}`,
				"package.json":  `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9"}}`,
			}
			for _, f := range archive.Files {
				files[f.Name] = string(f.Data)
			}
			checkProcedures(t, files)
		})
	}
}

func checkProcedures(t *testing.T, files map[string]string) {
	var got []string
	m := load(t, files)
	for _, r := range m.Resources() {
		if r.Kind == Layout || r.Kind == Metadata {
			continue
		}
		verdict := string(r.Code.Verdict)
		if r.Code.OtherCheck != "" {
			verdict += "[" + string(r.Code.OtherCheck) + "]"
		}
		line := fmt.Sprintf("%s %s %s %s:%d", verdict, r.Name, r.Path, r.File, r.Line())
		if m.app.Middleware != nil {
			line += " " + string(r.Protection)
			for _, v := range r.Variants {
				if v.When == "batched call" {
					line += " " + v.URL
				}
			}
		}
		got = append(got, line)
	}
	want := strings.Split(strings.TrimSpace(files["want"]), "\n")
	if have := strings.Join(got, "\n"); have != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", have, strings.Join(want, "\n"))
		for _, r := range m.Resources() {
			t.Log(r.Name, r.Path)
			for _, s := range r.Code.Trail {
				t.Logf("    %s:%d %s", s.At.Path(), s.At.StartLine(), s.Message)
			}
		}
	}
}
