package visitor

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// goldenMap is a measurement of the real servers.
type goldenMap struct {
	Build  string
	App    string
	Repo   string
	Routes []goldenRoute
}

type goldenRoute struct {
	Route, URL, Kind, File, Middleware string
	Runs                               *bool
	Variant                            string
}

// check compares the measurement with what the machine says about each URL.
func (g *goldenMap) check(t *testing.T, m *Machine) (wrong int) {
	for _, r := range g.Routes {
		a := m.At(r.URL)
		runs := r.Runs == nil || a.Runs == *r.Runs
		if !runs || r.Middleware != "mixed" && string(a.Verdict) != r.Middleware {
			wrong++
			t.Errorf("%s (%s): runs %v %s, measured %v %s", r.URL, r.Kind, a.Runs, a.Verdict, *r.Runs, r.Middleware)
			for _, s := range a.Trail {
				t.Logf("    %s:%d %s", s.At.Path(), s.At.StartLine(), s.Message)
			}
		}
	}
	return wrong
}

// samplesOf returns the URLs that the map asks about, to compare them with what
// was measured.
func samplesOf(m *Machine) map[string]bool {
	out := map[string]bool{}
	for _, r := range m.Resources() {
		for _, s := range m.samples(r) {
			out[s.url] = true
		}
	}
	return out
}

func TestRouteMapGolden(t *testing.T) {
	names, _ := filepath.Glob("../../testdata/golden/route-map/*.txtar")
	if len(names) == 0 {
		t.Fatal("no golden files")
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { checkGolden(t, name) })
	}
}

func checkGolden(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := txtar.FS(archive)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := source.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	project, err := next.Load(context.Background(), tree)
	if err != nil || len(project.Apps) != 1 {
		t.Fatalf("%d apps: %v", len(project.Apps), err)
	}
	var g goldenMap
	expected, _ := tree.Read("expected.json")
	if err := json.Unmarshal(expected.Text, &g); err != nil {
		t.Fatal(err)
	}
	m := New(project.Apps[0])
	m.strict = true
	if failed := m.BuildError() != ""; failed != (g.Build == "fails") {
		t.Errorf("build error %q, measured %q", m.BuildError(), g.Build)
	}
	if g.Build != "" {
		return
	}
	g.check(t, m)
	asked := samplesOf(m)
	for _, r := range g.Routes {
		if r.Kind != "public" && r.Kind != "metadata" && !asked[r.URL] {
			t.Errorf("the map does not ask about %s of %s", r.URL, r.Route)
		}
	}
}

func TestRealRouteMaps(t *testing.T) {
	repos := os.Getenv("REAL_REPOS")
	measured := os.Getenv("REAL_GOLDENS")
	if repos == "" || measured == "" {
		t.Skip("REAL_REPOS and REAL_GOLDENS are not set")
	}
	names, _ := filepath.Glob(measured + "/*.json")
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var g goldenMap
			if err := json.Unmarshal(data, &g); err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(repos, strings.ReplaceAll(g.Repo, "/", "__"))
			if _, err := os.Stat(dir); err != nil {
				t.Skip("no checkout of " + g.Repo)
			}
			for _, app := range openRepo(t, dir).Apps {
				if app.Dir == g.App {
					g.check(t, New(app))
					return
				}
			}
			t.Errorf("no app %s", g.App)
		})
	}
}
