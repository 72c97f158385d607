package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"clerkvet/analyzers"
	"clerkvet/analyzers/gitfs"
)

// load reads the facts of the repository that holds a path, "" being the
// current folder. The returned function ends what the repository holds open.
func load(ctx context.Context, dir string) (*analyzers.Facts, func(), error) {
	return loadBy(ctx, dir, analyzers.Load)
}

// loadScope is load for the tree that the flags name.
func loadScope(ctx context.Context, dir string, f scopeFlags) (*analyzers.Facts, func(), error) {
	switch {
	case !f.staged:
		return load(ctx, dir)
	case len(f.files) > 0:
		folder, err := folderOf(f.files)
		if err != nil {
			return nil, nil, err
		}
		return loadBy(ctx, folder, wholeIndex)
	}
	return loadBy(ctx, dir, analyzers.LoadIndex)
}

// wholeIndex forgets the folder that the repository was found by.
func wholeIndex(ctx context.Context, repo *gitfs.Repo) (*analyzers.Facts, error) {
	repo.Prefix = ""
	return analyzers.LoadIndex(ctx, repo)
}

func loadBy(ctx context.Context, dir string, read func(context.Context, *gitfs.Repo) (*analyzers.Facts, error)) (*analyzers.Facts, func(), error) {
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
	facts, err := read(ctx, repo)
	if err != nil {
		repo.Close()
		return nil, nil, err
	}
	return facts, func() { repo.Close() }, nil
}

// folderOf returns a folder that is there and holds the first of the files,
// which may have been deleted. Hooks pass the names of what is staged; since a
// change has causes and effects elsewhere, they only tell the repository.
func folderOf(files []string) (string, error) {
	abs, err := filepath.Abs(files[0])
	if err != nil {
		return "", err
	}
	for dir := filepath.Dir(abs); ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("cannot audit %s: there is no such folder", files[0])
		}
	}
}

// arguments takes apart what stands behind the flags: one folder, or with
// --staged names of files.
func (f *scopeFlags) arguments(args []string) (dir string, err error) {
	if len(args) > 1 {
		f.files = args
	}
	if len(args) == 1 && f.staged {
		if info, err := os.Stat(args[0]); err != nil || !info.IsDir() {
			f.files = args
		}
	}
	if len(f.files) > 0 {
		return "", f.check()
	}
	return argument(args), f.check()
}
