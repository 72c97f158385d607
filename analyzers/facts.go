// Package analyzers puts the facts about a repository together. Analyzers say
// what is; rules say what is wrong.
package analyzers

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/gitfs"
	"clerkvet/analyzers/headers"
	"clerkvet/analyzers/live"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"

	"golang.org/x/sync/errgroup"
)

// Facts is all that is known about a repository. It does not change once
// loaded; expensive parts are computed when first asked for.
type Facts struct {
	FS      fs.FS // what is audited: a work tree, an index, a commit, an archive
	Tree    *source.Tree
	Repo    *Repository
	Project *next.Project
	Apps    []*App
	Env     *dotenv.Env
	// Others are the apps that were left alone: they do not use Clerk, or lie in a
	// hidden folder, and another app of the repository does not, or they are not
	// below the folder that was asked about.
	Others []*App
	// Live is what the network said, and nil unless somebody asked it. LiveApp is
	// the app whose deployment was asked; nil if the answers hold for all.
	Live    *live.Facts
	LiveApp *App

	keys  func() []KeyAt
	ahead sync.WaitGroup
}

// An App is what is known about one Next.js app.
type App struct {
	Next  *next.App
	Clerk *clerk.App

	others  []*App                 // of facts that lend what is the same
	spare   func(path string) bool // what a change does not bear on; see Spare
	visitor func() *visitor.Machine
	headers func() *headers.Set
	policy  *visitor.Policy
	hooks   func() []*Webhook
	jobs    func() []Job
}

// Hidden reports whether the app lies in a hidden folder, as the templates do
// that tools bring along: .agents/skills/clerk/templates/app.
func (a *App) Hidden() bool { return hidden(a.Next.Dir) }

func hidden(dir string) bool {
	return slices.ContainsFunc(strings.Split(dir, "/"), func(part string) bool { return len(part) > 1 && part[0] == '.' })
}

// Visitor returns the machine that runs the app's code as a visitor would. It
// is made when first asked for.
func (a *App) Visitor() *visitor.Machine { return a.visitor() }

// Headers returns the response headers that the app sets. They are read when
// first asked for.
func (a *App) Headers() *headers.Set { return a.headers() }

// Load reads the facts of the work tree of a repository. Where it was opened
// by a folder below its root, only the apps below that folder count, or the
// app that the folder is part of.
func Load(ctx context.Context, repo *gitfs.Repo) (*Facts, error) {
	tree, err := gitfs.Walk(ctx, repo)
	if err != nil {
		return nil, err
	}
	facts, err := load(ctx, gitfs.Worktree(repo), tree, &Repository{git: repo}, nil)
	if err != nil {
		return nil, err
	}
	facts.only(repo.Prefix)
	return facts, nil
}

// LoadFS reads the facts of a tree that is no checkout. What its ignore files
// do not leave out counts as tracked.
func LoadFS(ctx context.Context, fsys fs.FS) (*Facts, error) {
	rules := gitfs.Rules(fsys)
	tree, err := gitfs.Tree(ctx, fsys, rules)
	if err != nil {
		return nil, err
	}
	return load(ctx, fsys, tree, &Repository{rules: rules}, nil)
}

// load reads the facts of a tree. Other facts, nil for none, lend what is the same
// in their tree.
func load(ctx context.Context, fsys fs.FS, tree *source.Tree, repo *Repository, other *Facts) (*Facts, error) {
	if other == nil {
		other = &Facts{}
	}
	tree.Share(other.Tree)
	var env *dotenv.Env
	var reading errgroup.Group
	reading.Go(func() (err error) {
		env, err = dotenv.Read(ctx, tree)
		return err
	})
	project, err := next.LoadLike(ctx, tree, other.Project)
	if err := cmp.Or(err, reading.Wait()); err != nil {
		return nil, err
	}
	facts := &Facts{FS: fsys, Tree: tree, Repo: repo, Project: project, Env: env}
	facts.keys = sync.OnceValue(facts.findKeys)
	var dirs []string
	for _, app := range project.Apps {
		dirs = append(dirs, app.Dir)
		a := &App{Next: app, Clerk: clerk.Of(app), others: other.Apps}
		a.visitor = sync.OnceValue(func() *visitor.Machine { return facts.machine(a) })
		a.headers = sync.OnceValue(func() *headers.Set { return headers.Of(app, a.Clerk) })
		a.hooks = sync.OnceValue(a.findWebhooks)
		a.jobs = sync.OnceValue(a.findJobs)
		facts.Apps = append(facts.Apps, a)
	}
	facts.leave(func(app *App) bool { return !app.Hidden() })
	facts.leave(func(app *App) bool { return app.Clerk.Installed() })
	env.Assign(tree, dirs)
	return facts, nil
}

// leave sets the apps aside that keep refuses, unless it refuses all.
func (f *Facts) leave(keep func(*App) bool) {
	var kept, others []*App
	for _, app := range f.Apps {
		if keep(app) {
			kept = append(kept, app)
		} else {
			others = append(others, app)
		}
	}
	if len(kept) > 0 {
		f.Apps, f.Others = kept, append(f.Others, others...)
	}
}

// only keeps the apps below the folder, or the app that it is part of.
func (f *Facts) only(prefix string) {
	if prefix == "" {
		return
	}
	below := func(dir, of string) bool { return of == "." || dir == of || strings.HasPrefix(dir, of+"/") }
	if hidden(prefix) {
		f.Apps, f.Others = slices.Concat(f.Apps, f.Others), nil
	}
	count := len(f.Apps)
	f.leave(func(app *App) bool { return below(app.Next.Dir, prefix) })
	if len(f.Apps) == count {
		f.leave(func(app *App) bool { return below(prefix, app.Next.Dir) })
	}
}

// Problems returns what could not be read, the broken spans of parsed files
// included, by path.
func (f *Facts) Problems() []source.Problem {
	f.ahead.Wait()
	for _, m := range f.Project.Graph.Modules() {
		if err := m.Unread(); err != nil {
			f.Tree.Report(source.Problem{Path: m.Path, Reason: reasonOf(err, m.Path), Internal: errors.Is(err, source.ErrInternal)})
		}
		syntax := m.Parsed()
		if syntax == nil || len(syntax.Broken) == 0 {
			continue
		}
		f.Tree.Report(source.Problem{Path: m.Path, Reason: "has syntax that cannot be read", At: syntax.Broken[0]})
	}
	return f.Tree.Problems()
}

// reasonOf is an error without the file, which the Problem names.
func reasonOf(err error, path string) string {
	return "could not be parsed: " + strings.TrimPrefix(err.Error(), "parse "+path+": ")
}

// InApp reports whether the file at path is a module that an audited app
// reaches.
func (f *Facts) InApp(path string) bool {
	m := f.Project.Graph.Module(path)
	if m == nil {
		return false
	}
	for _, app := range f.Apps {
		if slices.Contains(app.Next.Reachable(), m) {
			return true
		}
	}
	return false
}
