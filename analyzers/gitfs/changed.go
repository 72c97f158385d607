package gitfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Change is one path that differs between two trees. Renames are told as a
// removal and an addition.
type Change struct {
	Path   string
	Status byte    // 'A' added, 'M' modified, 'D' deleted, 'T' of another type, 'U' in conflict
	Added  []Lines // what is new or rewritten, in the new file
}

// Lines is a stretch of 1-based lines, both ends included.
type Lines struct{ First, Last int }

// Has reports whether the change wrote the line.
func (c Change) Has(line int) bool {
	for _, l := range c.Added {
		if l.First <= line && line <= l.Last {
			return true
		}
	}
	return false
}

// Changed tells what changed between two commits. An empty from is HEAD, or
// nothing at all before the first commit; an empty to is the index.
func (r *Repo) Changed(ctx context.Context, from, to string) ([]Change, error) {
	if err := r.need("changes"); err != nil {
		return nil, err
	}
	if r.noBinary {
		return nil, fmt.Errorf("read the changes of %s: %w", r.Root, errNoGit)
	}
	args, err := r.diffArgs(ctx, from, to)
	if err != nil {
		return nil, fmt.Errorf("read the changes of %s: %w", r.Root, err)
	}
	raw, err := output(ctx, r.where(), args("--raw", "-z")...)
	if err != nil {
		return nil, fmt.Errorf("read the changes of %s: %w", r.Root, err)
	}
	patch, err := output(ctx, r.where(), args("-p", "-U0")...)
	if err != nil {
		return nil, fmt.Errorf("read the changes of %s: %w", r.Root, err)
	}
	return parseChanges(raw, patch)
}

// diffArgs returns how to ask for the difference in a form.
func (r *Repo) diffArgs(ctx context.Context, from, to string) (func(form ...string) []string, error) {
	old, err := r.treeOf(ctx, from)
	if err != nil {
		return nil, err
	}
	command, trees := []string{"diff-index", "--cached"}, []string{old}
	if to != "" {
		next, err := r.treeOf(ctx, to)
		if err != nil {
			return nil, err
		}
		command, trees = []string{"diff-tree", "-r"}, []string{old, next}
	}
	return func(form ...string) []string {
		args := append(append([]string{}, command...), form...)
		args = append(args, "--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--no-abbrev", "--no-relative", "--ignore-submodules=none", "--submodule=short")
		return append(args, append(trees, "--")...)
	}, nil
}

func (r *Repo) treeOf(ctx context.Context, rev string) (string, error) {
	name := rev
	if name == "" {
		name = "HEAD"
	}
	if strings.HasPrefix(name, "-") {
		return "", fmt.Errorf("%q is no name of a commit", rev)
	}
	out, err := output(ctx, r.where(), "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{tree}")
	if err != nil && rev == "" {
		out, err = output(ctx, r.where(), "hash-object", "-t", "tree", "--stdin")
	}
	if err != nil {
		return "", fmt.Errorf("there is no commit %s here", name)
	}
	return string(bytes.TrimSpace(out)), nil
}

// errPatch says that the two forms of one difference do not fit each other,
// as when the index changes in between.
var errPatch = errors.New("git's two answers differ")

// parseChanges puts the lines of a patch to the paths of the raw form, which
// come in the same order. A change of type is two patches.
func parseChanges(raw, patch []byte) ([]Change, error) {
	changes, err := parseRaw(raw)
	if err != nil {
		return nil, err
	}
	patches := parsePatch(patch)
	for i := range changes {
		n := 1
		if changes[i].Status == 'T' {
			n = 2
		}
		if changes[i].Status == 'U' {
			n = 0
		}
		if len(patches) < n {
			return nil, errPatch
		}
		for _, added := range patches[:n] {
			changes[i].Added = append(changes[i].Added, added...)
		}
		patches = patches[n:]
	}
	if len(patches) > 0 {
		return nil, errPatch
	}
	return changes, nil
}

func parseRaw(raw []byte) ([]Change, error) {
	items := fields(raw)
	if len(items)%2 != 0 {
		return nil, errPatch
	}
	var changes []Change
	for i := 0; i < len(items); i += 2 {
		words := strings.Fields(items[i])
		if len(words) != 5 {
			return nil, fmt.Errorf("unexpected change %q", items[i])
		}
		changes = append(changes, Change{Path: items[i+1], Status: words[4][0]})
	}
	return changes, nil
}

// parsePatch returns the added lines of each file in a patch without context.
// Lines of the files' content start with a sign, so that none looks like a
// header.
func parsePatch(patch []byte) [][]Lines {
	var files [][]Lines
	for line := range bytes.Lines(patch) {
		switch {
		case bytes.HasPrefix(line, []byte("diff --git ")):
			files = append(files, nil)
		case bytes.HasPrefix(line, []byte("@@ ")) && len(files) > 0:
			if l, ok := parseHunk(string(line)); ok {
				files[len(files)-1] = append(files[len(files)-1], l)
			}
		}
	}
	return files
}

// parseHunk reads "@@ -a,b +c,d @@"; ok is false when nothing was added.
func parseHunk(line string) (l Lines, ok bool) {
	words := strings.Fields(line)
	if len(words) < 3 || !strings.HasPrefix(words[2], "+") {
		return Lines{}, false
	}
	first, count, several := strings.Cut(words[2][1:], ",")
	start, err := strconv.Atoi(first)
	n := 1
	if several && err == nil {
		n, err = strconv.Atoi(count)
	}
	if err != nil || start < 1 || n < 1 || start > 1<<30 || n > 1<<30 {
		return Lines{}, false
	}
	return Lines{start, start + n - 1}, true
}
