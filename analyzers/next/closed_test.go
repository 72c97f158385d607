package next

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"clerkvet/analyzers/source"
)

// refusing is a tree of which the system does not let parts be read.
type refusing struct {
	fs.FS
	names map[string]bool
}

func (r refusing) Open(name string) (fs.File, error) {
	if r.names[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EACCES}
	}
	return r.FS.Open(name)
}

func refused(t *testing.T, names ...string) *App {
	t.Helper()
	tree := fstest.MapFS{}
	for _, name := range []string{"app/page.tsx", "app/in/(group)/api/route.ts", "app/_lib/x.ts", "pages/api/old.ts", "middleware.ts", "lib/x/y.ts"} {
		tree[name] = &fstest.MapFile{Data: []byte("export default function X() {}\n")}
	}
	tree["package.json"] = &fstest.MapFile{Data: []byte(`{"dependencies": {"next": "15.5.29", "@clerk/nextjs": "6.39.8"}}`)}
	fsys := refusing{tree, map[string]bool{}}
	for _, name := range names {
		fsys.names[name] = true
	}
	walked, err := source.Walk(t.Context(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Load(t.Context(), walked)
	if err != nil || len(p.Apps) != 1 {
		t.Fatalf("%v %v", p, err)
	}
	for _, problem := range walked.Problems() {
		if !problem.Skipped || !strings.HasSuffix(problem.Reason, "permission denied") {
			t.Errorf("problem %+v", problem)
		}
	}
	if len(walked.Problems()) != len(names) {
		t.Errorf("problems %v", walked.Problems())
	}
	return p.Apps[0]
}

// A folder of a router that cannot be listed may hold any handler; any other
// folder changes no route.
func TestShutFolders(t *testing.T) {
	a := refused(t, "app/in/(group)", "app/_lib", "lib/x", "pages/api")
	want := "/ page app/page.tsx\n/api/[[...unread]] handler pages/api\n/in/[[...unread]] handler app/in/(group)"
	if got := routesOf(a); got != want {
		t.Errorf("got\n%s", got)
	}
	r := a.Match("/in/api")
	if r == nil || r.Module == nil {
		t.Fatalf("no route or module: %+v", r)
	}
	if _, err := r.Module.Syntax(); err == nil || r.Module.Unread() != nil {
		t.Errorf("syntax: %v", err)
	}
}

func TestShutMiddleware(t *testing.T) {
	a := refused(t, "middleware.ts")
	if a.Middleware == nil || !a.Middleware.Unread || a.Middleware.Config.Fails || a.Middleware.Config.Problem != "middleware.ts cannot be read" {
		t.Errorf("middleware %+v", a.Middleware)
	}
	if _, err := a.Project.Graph.Module("middleware.ts").Syntax(); !errors.Is(err, syscall.EACCES) {
		t.Errorf("syntax: %v", err)
	}
}
