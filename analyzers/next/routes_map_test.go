package next

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clerkvet/analyzers/pathmatch"

	"golang.org/x/tools/txtar"
)

type routeMap struct {
	Middleware bool
	Runtime    string
	Matcher    []string
	Build      string
	Routes     []struct {
		Route, URL, Kind, File string
		Runs                   bool
	}
}

// TestRouteMap compares with what running servers did with whole trees: which
// file runs, by which matcher, which routes exist and for which it runs.
func TestRouteMap(t *testing.T) {
	files, err := filepath.Glob("../../testdata/golden/route-map/*.txtar")
	if err != nil || len(files) < 30 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want routeMap
			for _, f := range txtar.Parse(text).Files {
				if f.Name == "expected.json" {
					if err := json.Unmarshal(f.Data, &want); err != nil {
						t.Fatal(err)
					}
				}
			}
			a := loadApp(t, string(text))
			compareMap(t, a, want)
		})
	}
}

func compareMap(t *testing.T, a *App, want routeMap) {
	m := a.Middleware
	fails := a.ConflictFails || m != nil && (m.Config.Fails || strings.HasPrefix(m.ExportProblem, "the build fails"))
	if fails != (want.Build == "fails") {
		t.Errorf("fails: got %v, want %q", fails, want.Build)
	}
	if fails {
		return
	}
	if (m != nil) != want.Middleware {
		t.Fatalf("middleware: got %v, want %v", m, want.Middleware)
	}
	if m != nil {
		compareMiddleware(t, m, want)
	}
	compareRoutes(t, a, want)
}

func compareMiddleware(t *testing.T, m *Middleware, want routeMap) {
	if m.Runtime != want.Runtime {
		t.Errorf("runtime: got %s, want %s", m.Runtime, want.Runtime)
	}
	sources := []string{}
	for _, s := range m.Config.Sources {
		sources = append(sources, s.Entry.Source)
	}
	if m.Config.Outcome == Default {
		sources = []string{"/:path*"} // as the measurement shows it
	}
	if !slices.Equal(sources, want.Matcher) {
		t.Errorf("matcher: got %q, want %q", sources, want.Matcher)
	}
}

func compareRoutes(t *testing.T, a *App, want routeMap) {
	expected := map[string]bool{}
	for _, r := range want.Routes {
		if r.Kind == "public" || strings.HasPrefix(r.Kind, "static") {
			continue
		}
		expected[r.File] = true
		i := slices.IndexFunc(a.Routes, func(got *Route) bool { return got.File == r.File })
		if i < 0 {
			t.Errorf("no route for %s (%s, %s)", r.File, r.Route, r.Kind)
			continue
		}
		if got := a.Routes[i]; got.Path != r.Route && !got.Intercepts || string(got.Kind) != r.Kind {
			t.Errorf("%s: got %s %s, want %s %s", r.File, got.Kind, got.Path, r.Kind, r.Route)
		}
		runs := false
		if a.Middleware != nil {
			runs, _, _ = a.Middleware.Config.Matcher.Runs(pathmatch.Request{Path: r.URL})
		}
		if runs != r.Runs {
			t.Errorf("%s: the middleware runs %v, want %v", r.URL, runs, r.Runs)
		}
	}
	for _, r := range a.Routes {
		// the measurement leaves out what only the client asks for, and the page
		// at the root that answers Clerk's own rewrites
		if !expected[r.File] && !r.Intercepts && r.Path != "/[slug]" {
			t.Errorf("unexpected route %s of %s", r.Path, r.File)
		}
	}
}
