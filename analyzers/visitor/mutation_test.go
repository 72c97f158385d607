package visitor

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"clerkvet/analyzers/source"
)

// TestGuardsMatter takes the guard away from resources of the checkouts in
// REAL_REPOS that are proven to be denied, one resource a guard, and asks again.
// The verdict has to change, or the trail to name another guard: a machine that
// still says denied by the same would say so of anything. MUTATE bounds how many
// guards of a repository are taken.
func TestGuardsMatter(t *testing.T) {
	var sum mutations
	eachCheckout(t, 12, func(dir string, limit int) { sum.repository(t, dir, limit) })
	t.Logf("%d guards taken away in %d repositories: %s", sum.guards, sum.repositories, sum.ends)
	if sum.guards < 100 || sum.repositories < 10 {
		t.Errorf("%d guards in %d repositories are too few to tell", sum.guards, sum.repositories)
	}
}

// eachCheckout calls f for the checkouts in REAL_REPOS, or for those that ONLY
// names, with how many changes to make in one: limit, or what MUTATE says.
func eachCheckout(t *testing.T, limit int, f func(dir string, limit int)) {
	repos := os.Getenv("REAL_REPOS")
	if repos == "" {
		t.Skip("REAL_REPOS is not set")
	}
	fmt.Sscan(os.Getenv("MUTATE"), &limit)
	dirs, _ := filepath.Glob(repos + "/*")
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err == nil && info.IsDir() && (os.Getenv("ONLY") == "" || strings.Contains(os.Getenv("ONLY"), filepath.Base(dir))) {
			f(dir, limit)
		}
	}
}

// mutations counts what became of the answers.
type mutations struct {
	guards, repositories int
	ends                 ends
}

type ends map[string]int

func (e ends) String() string {
	var out []string
	for _, name := range sortedKeys(e) {
		out = append(out, fmt.Sprintf("%d %s", e[name], name))
	}
	return strings.Join(out, ", ")
}

// A standing is a resource proven denied, with the check that turns the visitor away.
type standing struct {
	dir      string // of the app
	resource *Resource
	guard    source.Span
	check    CheckKind
}

func (g standing) String() string {
	return fmt.Sprintf("%s %s of %s", g.resource.Kind, g.resource.Name, g.resource.File)
}

func (s *mutations) repository(t *testing.T, dir string, limit int) {
	start, found := time.Now(), standingGuards(t, dir)
	if len(found) == 0 {
		return
	}
	s.repositories++
	if s.ends == nil {
		s.ends = ends{}
	}
	for _, g := range found[:min(len(found), limit)] {
		s.guards++
		end := g.without(t, dir)
		s.ends[end]++
		if end == "denied all the same" {
			t.Errorf("%s: %s is denied without %q at %s:%d", filepath.Base(dir), g, g.guard.Text(), g.guard.Path(), g.guard.StartLine())
		}
	}
	t.Logf("%s: %d of %d guards, %.1f s", filepath.Base(dir), min(len(found), limit), len(found), time.Since(start).Seconds())
}

// standingGuards returns one denied resource for each place of a check of Clerk's.
func standingGuards(t *testing.T, dir string) (out []standing) {
	seen := map[string]bool{}
	for _, app := range openRepo(t, dir).Apps {
		for _, r := range New(app).Resources() {
			if len(r.Procedures) > 0 {
				continue // which are asked themselves
			}
			at, kind := guardOf(r)
			key := fmt.Sprint(at.Path(), at.Start)
			if at.IsZero() || seen[key] {
				continue
			}
			seen[key] = true
			out = append(out, standing{app.Dir, r, at, kind})
		}
	}
	return out
}

// guardOf returns the check that the trail of a denied resource names.
func guardOf(r *Resource) (source.Span, CheckKind) {
	if r.Code.Verdict != Denied || r.Code.Accidental {
		return source.Span{}, ""
	}
	for _, step := range slices.Backward(r.Code.Trail) {
		for _, e := range r.Code.Events {
			if e.Kind == Check && !e.Quiet && e.Check == ClerkCheck && e.At == step.At {
				return e.At, e.Check
			}
		}
	}
	return source.Span{}, ""
}

// signedIn stands where a guard stood: what Clerk gives to somebody who is
// signed in, whatever it was asked for.
const signedIn = `(/* guard */ { id: "user_1", userId: "user_1", sessionId: "sess_1", orgId: "org_1", orgRole: "org:admin", isSignedIn: true, isAuthenticated: true, ` +
	`user: { id: "user_1" }, sessionClaims: { sub: "user_1", metadata: { role: "admin" } }, publicMetadata: { role: "admin" }, privateMetadata: {}, firstName: "A", emailAddresses: [{ emailAddress: "a@b.c", id: "e" }], ` +
	`primaryEmailAddress: { emailAddress: "a@b.c" }, has: () => true, getToken: async () => "token", protect: () => ({ userId: "user_1" }), redirectToSignIn: () => null })`

// without asks again without the guard and says what became of the answer.
func (g standing) without(t *testing.T, dir string) string {
	text := g.guard.File.Text
	edited := slices.Concat(text[:g.guard.Start], []byte(signedIn), text[g.guard.End:])
	a, ok := askAgain(t, overlay{os.DirFS(dir), g.guard.Path(), edited}, g.dir, g.resource, g.samePlace)
	switch {
	case !ok:
		t.Errorf("%s is gone with its guard", g)
		return "gone"
	case a.Verdict == Harmless:
		t.Logf("HARMLESS %s %s\n%s", g, g.guard.Path(), proof(a))
		return "harmless"
	case a.Verdict != Denied:
		return string(a.Verdict)
	case a.Accidental:
		return "denied by an accident"
	}
	for _, step := range a.Trail {
		if step.At.Path() == g.guard.Path() && step.At.Start == g.guard.Start {
			return "denied all the same"
		}
	}
	for _, e := range a.Events {
		if e.Kind == Check && !e.Quiet && slices.ContainsFunc(a.Trail, func(s Step) bool { return s.At == e.At }) {
			t.Logf("SECOND %s %s:%d\n%s", g, g.guard.Path(), g.guard.StartLine(), proof(a))
			return "denied by a second guard"
		}
	}
	return "denied all the same"
}

// samePlace reports whether a resource stands where this one stood before the
// text changed; inline actions of a file may have one name.
func (g standing) samePlace(r *Resource) bool {
	at := g.resource.Span.Start
	if r.File == g.guard.Path() && at > g.guard.Start {
		at += len(signedIn) - (g.guard.End - g.guard.Start)
	}
	return r.Span.Start == at
}

// An overlay is a tree with another text of one file.
type overlay struct {
	fs.FS
	name string
	text []byte
}

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.FS.Open(name)
	if err != nil || name != o.name {
		return f, err
	}
	return &overlaid{f, bytes.NewReader(o.text)}, nil
}

type overlaid struct {
	fs.File
	text *bytes.Reader
}

func (o *overlaid) Read(p []byte) (int, error) { return o.text.Read(p) }

func (o *overlaid) Stat() (fs.FileInfo, error) {
	info, err := o.File.Stat()
	return longer{info, o.text.Size()}, err
}

type longer struct {
	fs.FileInfo
	size int64
}

func (l longer) Size() int64 { return l.size }
