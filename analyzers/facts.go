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
	return facts, nil
}
