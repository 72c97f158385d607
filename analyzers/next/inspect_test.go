package next

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"clerkvet/analyzers/source"
)

// repositories names folders whose subfolders are repositories to look at.
const repositories = "CLERKVET_REPOSITORIES"

func ignoreUsual(name string, dir bool) bool {
	switch filepath.Base(name) {
	case "node_modules", ".git", ".next", "dist", "out", "build", ".turbo":
		return dir
	}
	return false
}

func loadFolder(tb testing.TB, dir string) *Project {
	tb.Helper()
	tree, err := source.Walk(context.Background(), os.DirFS(dir), ignoreUsual)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := Load(context.Background(), tree)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// TestInspect prints what Load makes of real repositories, to be read by a
// person.
func TestInspect(t *testing.T) {
	root := os.Getenv(repositories)
	if root == "" {
		t.Skip(repositories + " is not set")
	}
	dirs, err := filepath.Glob(filepath.Join(root, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			inspect(t, dir)
		}
	}
}

func inspect(t *testing.T, dir string) {
	start := time.Now()
	p := loadFolder(t, dir)
	edges, unresolved := 0, 0
	var missing []string
	for _, m := range p.Graph.Modules() {
		edges += len(m.Edges)
		for _, e := range m.Edges {
			if e.Unresolved {
				unresolved++
				missing = append(missing, m.Path+" → "+e.Import.Specifier.Value)
			}
		}
	}
	t.Logf("== %s: %d modules, %d edges, %d unresolved, %v", filepath.Base(dir), len(p.Graph.Modules()), edges, unresolved, time.Since(start).Round(time.Millisecond))
	for i := 0; i < len(missing); i += max(1, len(missing)/6) {
		t.Log("   ? ", missing[i])
	}
	for _, a := range p.Apps {
		inspectApp(t, a)
	}
	for _, problem := range p.Tree.Problems() {
		t.Log("   ! ", problem.Path, problem.At.StartLine(), problem.Reason)
	}
}

func inspectApp(t *testing.T, a *App) {
	var versions []string
	for _, name := range sortedKeys(a.Versions) {
		if name == "next" || name == "react" || strings.HasPrefix(name, "@clerk/") {
			v := a.Versions[name]
			mark := ""
			if v.Locked == nil {
				mark = "~"
			}
			versions = append(versions, name+"@"+mark+shown(v))
		}
	}
	t.Logf("   %s app=%s pages=%s code=%s anchor=%q %s", a.Dir, a.AppDir, a.PagesDir, a.CodeDir, a.Anchor.Text(), strings.Join(versions, " "))
	inspectConfig(t, a.Config)
	start := time.Now()
	client := a.Client()
	kinds := map[EntryKind]int{}
	for _, e := range a.Entries() {
		kinds[e.Kind]++
	}
	viaBarrel := 0
	for _, r := range client {
		if r.ViaBarrel {
			viaBarrel++
		}
	}
	t.Logf("      reachable %d, client %d (%d via barrels, %v) entries %v", len(a.Reachable()), len(client), viaBarrel, time.Since(start).Round(time.Millisecond), kinds)
	for i := 0; i < len(client); i += max(1, len(client)/3) {
		chain := ""
		for _, step := range client[i].Chain {
			chain += step.From.Path + " > "
		}
		t.Logf("        %s%s [%s] %v", chain, client[i].Module.Path, client[i].Entry, client[i].ViaBarrel)
	}
	if a.Middleware != nil {
		t.Logf("      middleware %s strays %d routes %d", a.Middleware.Module.Path, len(a.Strays), len(a.Routes))
	}
}

func shown(v Version) string {
	if e := v.Effective(); e != nil {
		return e.String()
	}
	return "(" + v.Range + ")"
}

// BenchmarkLoad loads one repository: walk, scan, graph, apps.
func BenchmarkLoad(b *testing.B) {
	dir := os.Getenv("CLERKVET_REPOSITORY")
	if dir == "" {
		b.Skip("CLERKVET_REPOSITORY is not set")
	}
	before, n := processorTime(b), 0
	for b.Loop() {
		p := loadFolder(b, dir)
		b.ReportMetric(float64(len(p.Graph.Modules())), "modules")
		n++
	}
	b.ReportMetric((processorTime(b)-before).Seconds()*1000/float64(n), "cpu-ms/op")
}

func inspectConfig(t *testing.T, c *Config) {
	if c.File == nil {
		t.Log("      no config; ignored ", c.Ignored)
		return
	}
	t.Logf("      %s wrappers=%v keys=%v open=%v ignored=%v", c.File.Path, c.Wrappers, sortedKeys(c.Keys), !c.Open.IsZero(), c.Ignored)
	t.Logf("      base=%q locales=%v ext=%v output=%q transpile=%v env=%v", c.BasePath, c.Locales, c.PageExtensions, c.Output, c.TranspilePackages, sortedKeys(c.Env))
	for _, u := range c.Unknown {
		t.Logf("      ? %s at %s:%d %.60q", u.Key, u.Span.Path(), u.Span.StartLine(), u.Span.Text())
	}
	for _, h := range c.Headers {
		for _, x := range h.Headers {
			t.Logf("      header %s %s: %.90q known=%v", h.Source, x.Key.Value, x.Value.Value, x.Value.Known)
		}
	}
	for _, r := range c.Rewrites {
		t.Logf("      rewrite %s %s -> %s %v", r.Phase, r.Source, r.Destination.Value, r.Exact)
	}
	t.Logf("      %d redirects, %d image hosts", len(c.Redirects), len(c.Images))
}

func processorTime(tb testing.TB) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
