package visitor

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	pathpkg "path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// TestSurvey lists the verdicts for the repositories in REAL_REPOS, a folder of
// checkouts: SURVEY names the ones to take, or is "all".
func TestSurvey(t *testing.T) {
	if os.Getenv("SURVEY") == "" {
		t.Skip("SURVEY is not set")
	}
	dirs, _ := filepath.Glob(os.Getenv("REAL_REPOS") + "/*")
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err == nil && info.IsDir() && (os.Getenv("SURVEY") == "all" || strings.Contains(dir, os.Getenv("SURVEY"))) {
			surveyOne(t, dir)
		}
	}
}

func openRepo(t testing.TB, dir string) *next.Project { return openTree(t, os.DirFS(dir)) }

func openTree(t testing.TB, fsys fs.FS) *next.Project {
	t.Helper()
	tree, err := source.Walk(context.Background(), fsys, func(p string, d bool) bool {
		return d && (strings.Contains(p, "node_modules") || strings.HasPrefix(p, ".git"))
	})
	if err != nil {
		t.Fatal(err)
	}
	project, err := next.Load(context.Background(), tree)
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func surveyOne(t *testing.T, dir string) {
	start := time.Now()
	project := openRepo(t, dir)
	loaded := time.Since(start)
	for _, app := range project.Apps {
		m := New(app)
		fallbackRoutes(app)
		for _, r := range m.Resources() {
			line := fmt.Sprintf("%s\t%s\t%s\t%s:%d\t%s\t%s\t%s\t%s\tmw=%s\t%s", r.Code.Verdict, r.Code.Confidence, r.Kind, filepath.Base(dir)+"/"+r.File, r.Line(), r.Name, r.Code.OtherCheck, strings.Join(r.Code.FailsOpen, ","), lastStep(r.Code), r.Middleware.Verdict, r.Protection)
			fmt.Println(line)
		}
	}
	fmt.Fprintf(os.Stderr, "%s: load %v, answers %v\n", filepath.Base(dir), loaded, time.Since(start)-loaded)
}

func lastStep(a Answer) string {
	if len(a.Trail) == 0 {
		return ""
	}
	s := a.Trail[len(a.Trail)-1]
	return fmt.Sprintf("%s @%s:%d", s.Message, pathpkg.Base(s.At.Path()), s.At.StartLine())
}

// fallbackRoutes finds route files by name, where the app lists none.
func fallbackRoutes(app *next.App) {
	if len(app.Routes) > 0 {
		return
	}
	for _, mod := range app.Project.Graph.Modules() {
		base := strings.TrimSuffix(pathpkg.Base(mod.Path), pathpkg.Ext(mod.Path))
		if app.AppDir == "" || !strings.HasPrefix(mod.Path, app.AppDir+"/") {
			continue
		}
		r := &next.Route{Module: mod, File: mod.Path, AppRouter: true, Path: strings.TrimPrefix(pathpkg.Dir(mod.Path), app.AppDir)}
		switch base {
		case "route":
			r.Kind = next.HandlerRoute
		case "page":
			r.Kind = next.PageRoute
		default:
			continue
		}
		app.Routes = append(app.Routes, r)
	}
}
