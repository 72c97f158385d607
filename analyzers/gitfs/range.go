package gitfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
)

// Head returns the commit that HEAD names, or "" before the first one.
func (r *Repo) Head(ctx context.Context) (string, error) {
	if err := r.needBinary("HEAD"); err != nil {
		return "", err
	}
	out, err := output(ctx, r.where(), "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil {
		return "", ctx.Err() // there is none yet
	}
	return string(bytes.TrimSpace(out)), nil
}

// MergeBase returns the commit that HEAD and rev have come from. In a shallow
// clone it may be missing, which the error says.
func (r *Repo) MergeBase(ctx context.Context, rev string) (string, error) {
	if err := r.needBinary("history"); err != nil {
		return "", err
	}
	if rev == "" || strings.HasPrefix(rev, "-") || strings.ContainsAny(rev, "\x00\n") {
		return "", errors.New("that is no name of a commit")
	}
	commit, err := output(ctx, r.where(), "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return "", r.missing("there is no such commit here")
	}
	out, err := output(ctx, r.where(), "merge-base", string(bytes.TrimSpace(commit)), "HEAD")
	if err != nil {
		return "", r.missing("it has no commit in common with HEAD")
	}
	return string(bytes.TrimSpace(out)), nil
}

// missing adds to what git did not find that it may only lack it.
func (r *Repo) missing(what string) error {
	if r.Shallow {
		what += ": the clone is shallow; fetch the history, with fetch-depth: 0 in actions/checkout or git fetch --unshallow"
	}
	return errors.New(what)
}

// Renamed returns the old paths of files that git takes for renamed between
// two commits, by their new paths; an empty to is the index.
func (r *Repo) Renamed(ctx context.Context, from, to string) (map[string]string, error) {
	args := []string{"diff-index", "--cached"}
	if to != "" {
		args = []string{"diff-tree", "-r"}
	}
	args = append(args, "-M", "-l0", "--diff-filter=R", "--name-status", "-z", "--no-ext-diff", "--no-textconv", "--no-relative", from)
	if to != "" {
		args = append(args, to)
	}
	out, err := output(ctx, r.where(), append(args, "--")...)
	if err != nil {
		return nil, fmt.Errorf("read the renames of %s: %w", r.Root, err)
	}
	items := fields(out)
	renamed := map[string]string{}
	for i := 0; i+2 < len(items); i += 3 {
		renamed[items[i+2]] = items[i+1]
	}
	return renamed, nil
}

func (r *Repo) needBinary(what string) error {
	if err := r.need(what); err != nil {
		return err
	}
	if r.noBinary {
		return fmt.Errorf("read the %s of %s: %w", what, r.Root, errNoGit)
	}
	return nil
}
