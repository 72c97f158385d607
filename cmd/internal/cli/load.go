package cli

import (
	"context"

	"clerkvet/analyzers"
	"clerkvet/analyzers/gitfs"
)

// load reads the facts of the repository that holds a path, "" being the
// current folder. The returned function ends what the repository holds open.
func load(ctx context.Context, dir string) (*analyzers.Facts, func(), error) {
	whole := dir == ""
	if whole {
		dir = "."
	}
	repo, err := gitfs.Open(ctx, dir)
	if err != nil {
		return nil, nil, err
	}
	if whole {
		repo.Prefix = "" // without a path the whole repository is meant
	}
	facts, err := analyzers.Load(ctx, repo)
	if err != nil {
		repo.Close()
		return nil, nil, err
	}
	return facts, func() { repo.Close() }, nil
}
