// Package analyzers puts the facts about a repository together. Analyzers say
// what is; rules say what is wrong.
package analyzers

import (
	"context"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// Facts is all that is known about a repository. It does not change once
// loaded; expensive parts are computed when first asked for.
type Facts struct {
	Tree    *source.Tree
	Project *next.Project
	Apps    []*App
	// Others are the apps that were left alone: they do not use Clerk, and
	// another app of the repository does.
	Others []*App
}

// An App is what is known about one Next.js app.
type App struct {
	Next  *next.App
	Clerk *clerk.App
}

// Load reads the facts of the tree.
func Load(ctx context.Context, tree *source.Tree) (*Facts, error) {
	project, err := next.Load(ctx, tree)
	if err != nil {
		return nil, err
	}
	facts := &Facts{Tree: tree, Project: project}
	for _, app := range project.Apps {
		facts.Apps = append(facts.Apps, &App{Next: app, Clerk: clerk.Of(app)})
	}
	facts.leaveOthers()
	return facts, nil
}

// leaveOthers sets apps without Clerk aside, unless no app uses it.
func (f *Facts) leaveOthers() {
	var with, without []*App
	for _, app := range f.Apps {
		if app.Clerk.Installed() {
			with = append(with, app)
		} else {
			without = append(without, app)
		}
	}
	if len(with) > 0 {
		f.Apps, f.Others = with, without
	}
}
