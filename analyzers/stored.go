package analyzers

import (
	"context"
	"io/fs"

	"clerkvet/analyzers/gitfs"
)

// LoadIndex reads the facts of what is staged: what a commit made now would
// hold. Like Load it heeds the folder that the repository was opened by.
func LoadIndex(ctx context.Context, repo *gitfs.Repo) (*Facts, error) {
	fsys, err := gitfs.Index(ctx, repo)
	if err != nil {
		return nil, err
	}
	return loadStored(ctx, repo, fsys, nil)
}

// LoadCommit reads the facts of a commit, named in any way that git
// understands.
func LoadCommit(ctx context.Context, repo *gitfs.Repo, rev string) (*Facts, error) {
	fsys, err := gitfs.Commit(ctx, repo, rev)
	if err != nil {
		return nil, err
	}
	return loadStored(ctx, repo, fsys, nil)
}

// Before is LoadCommit for a commit that differs little from what the facts are
// of: what is the same in both is not worked out again.
func (f *Facts) Before(ctx context.Context, repo *gitfs.Repo, rev string) (*Facts, error) {
	fsys, err := gitfs.Commit(ctx, repo, rev)
	if err != nil {
		return nil, err
	}
	return loadStored(ctx, repo, fsys, f)
}

func loadStored(ctx context.Context, repo *gitfs.Repo, fsys fs.FS, other *Facts) (*Facts, error) {
	tree, err := gitfs.Tree(ctx, fsys, nil) // what git stores, it does not ignore
	if err != nil {
		return nil, err
	}
	facts, err := load(ctx, fsys, tree, &Repository{git: repo, rules: repo.RulesOf(fsys), stored: tree.Has}, other)
	if err != nil {
		return nil, err
	}
	facts.only(repo.Prefix)
	return facts, nil
}
