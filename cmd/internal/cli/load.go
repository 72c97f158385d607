package cli

import (
	"context"
	"fmt"
	"os"
	"path"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
)

// load reads the facts of the checkout at a path, "" being the current folder.
func load(ctx context.Context, dir string) (*analyzers.Facts, error) {
	if dir == "" {
		dir = "."
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot audit %s: %w", dir, err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("cannot audit %s: it is a file; name a folder", dir)
	}
	tree, err := source.Walk(ctx, os.DirFS(dir), leftOut)
	if err != nil {
		return nil, err
	}
	return analyzers.Load(ctx, tree)
}

// leftOut says which folders hold no source.
func leftOut(name string, dir bool) bool {
	switch base := path.Base(name); {
	case !dir:
		return false
	case base == "node_modules", base == ".git", base == ".next", base == ".turbo", base == ".vercel":
		return true
	default:
		return strings.HasPrefix(base, ".yarn")
	}
}
