package gitfs

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers/source"
)

// generated are folders that hold no source, whether git ignores them or not.
// Build output under other names counts as such only where git ignores it.
var generated = []string{".git", "node_modules", ".next", ".turbo", ".vercel", ".pnpm-store"}

// Walk lists what there is to audit on disk: everything that git does not
// ignore, what it tracks though a rule would ignore it, and env files. An index
// that cannot be read is a problem of the tree, and git counts for gone then.
func Walk(ctx context.Context, r *Repo) (*source.Tree, error) {
	if r.Bare {
		return nil, fmt.Errorf("walk %s: a bare repository has no work tree; audit a commit", r.Root)
	}
	if r.HasGit {
		go r.entries() // beside the rules: both wait for git
	}
	w := walk{fsys: Worktree(r), ignore: r.Rules(), nested: r.HasGit, told: map[string]bool{}}
	if r.HasGit {
		entries, err := r.entries()
		if err != nil {
			r.HasGit, r.denied, r.Reason = false, true, err.Error()
		}
		w.track(entries)
	}
	tree, err := w.run(ctx)
	if err != nil {
		return nil, err
	}
	if !r.HasGit && r.Reason != noRepository {
		tree.Report(source.Problem{Path: ".git", Reason: "cannot be asked what is ignored and tracked: " + r.Reason, Skipped: r.denied})
	}
	return tree, nil
}

// Tree lists what there is to audit in fsys. A nil ignore leaves out only
// generated folders, which is right for the index and commits: what they hold
// is tracked, and git ignores nothing that is tracked.
func Tree(ctx context.Context, fsys fs.FS, ignore *Ignore) (*source.Tree, error) {
	w := walk{fsys: fsys, ignore: ignore, told: map[string]bool{}}
	return w.run(ctx)
}

type walk struct {
	fsys     fs.FS
	ignore   *Ignore
	nested   bool // folders that are repositories of their own are left out
	tracked  map[string]bool
	problems []source.Problem
	told     map[string]bool // what stands in problems
}

// track remembers the tracked files and the folders above them.
func (w *walk) track(entries map[string]entry) {
	w.tracked = make(map[string]bool, len(entries)*5/4)
	for name, e := range entries {
		if e.mode == modeSubmodule {
			p, _ := leftOut(name, e)
			w.problem(name, p[0].Reason)
			continue
		}
		for ; name != "." && !w.tracked[name]; name = path.Dir(name) {
			w.tracked[name] = true
		}
	}
}

func (w *walk) run(ctx context.Context) (*source.Tree, error) {
	tree, err := source.Walk(ctx, w.fsys, w.leaveOut)
	if err != nil {
		return nil, err
	}
	for _, name := range tree.Links() {
		if linkMatters(name) {
			w.problem(name, errLink.Error())
		}
	}
	for _, name := range tree.Odd() {
		if path.Ext(name) != "" && linkMatters(name) {
			w.problem(name, errSpecial.Error())
		}
	}
	if o, ok := w.fsys.(*objects); ok {
		w.problems = append(w.problems, o.Problems()...)
	}
	if w.ignore != nil {
		w.problems = append(w.problems, w.ignore.Problems()...)
	}
	for _, p := range w.problems {
		tree.Report(p)
	}
	return tree, nil
}

func (w *walk) problem(name, reason string) {
	if !w.told[name] {
		w.told[name] = true
		w.problems = append(w.problems, source.Problem{Path: name, Reason: reason})
	}
}

// leaveOut is the source.Ignore of the walk.
func (w *walk) leaveOut(name string, dir bool) bool {
	base := path.Base(name)
	if dir && (slices.Contains(generated, base) || strings.HasPrefix(base, ".yarn")) {
		return true
	}
	if !w.tracked[name] && !w.kept(name, base, dir) && w.ignore != nil && w.ignore.Ignored(name, dir) {
		return true
	}
	if dir && w.nested && w.isRepository(name) {
		w.problem(name, "is another git repository, and was not looked at")
		return true
	}
	return false
}

// kept tells what stays though it is ignored: the env files that Next.js would
// read, and Clerk's keyless folder.
func (w *walk) kept(name, base string, dir bool) bool {
	if inKeyless(name + "/") {
		return true
	}
	return !dir && strings.HasPrefix(base, ".env")
}

func inKeyless(name string) bool {
	return strings.HasPrefix(name, ".clerk/") || strings.Contains(name, "/.clerk/")
}

func (w *walk) isRepository(name string) bool {
	_, err := fs.Stat(w.fsys, name+"/.git")
	return err == nil
}

// linkMatters tells whether a link, or what is no file, may stand for something
// that an audit would read. What has no suffix may be a folder.
func linkMatters(name string) bool {
	base := path.Base(name)
	if base == ".git" {
		return false // git is asked, which follows it
	}
	if strings.HasPrefix(base, ".env") || base == ".gitignore" {
		return true
	}
	switch path.Ext(base) {
	case ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".json", ".yaml", ".yml", ".toml":
		return true
	case "", base:
		return !strings.ContainsAny(base, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	}
	return false
}
