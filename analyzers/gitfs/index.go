package gitfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Index returns what is staged: what a commit made now would hold. In a hook
// that is the index that git names in GIT_INDEX_FILE, as "commit -a" and
// "commit -- path" use another one than the repository's.
func Index(ctx context.Context, r *Repo) (fs.FS, error) {
	if err := r.need("index"); err != nil {
		return nil, err
	}
	if r.Bare {
		return nil, fmt.Errorf("read the index of %s: a bare repository has none", r.Root)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	entries, err := r.entries()
	if err != nil {
		return nil, err
	}
	b, err := r.openBlobs()
	if err != nil {
		return nil, err
	}
	return newObjects(b, entries), nil
}

// Commit returns the tree of a commit, named in any way that git understands.
func Commit(ctx context.Context, r *Repo, rev string) (fs.FS, error) {
	if err := r.need("commit " + rev); err != nil {
		return nil, err
	}
	entries, err := r.commitEntries(ctx, rev)
	if err != nil {
		return nil, fmt.Errorf("read commit %s: %w", rev, err)
	}
	b, err := r.openBlobs()
	if err != nil {
		return nil, err
	}
	return newObjects(b, entries), nil
}

// need ends with the reason why there is no git to ask.
func (r *Repo) need(what string) error {
	if r.HasGit {
		return nil
	}
	return fmt.Errorf("read the %s of %s: %s", what, r.Root, r.Reason)
}

// readEntries lists the index.
func (r *Repo) readEntries() (map[string]entry, error) {
	if r.noBinary {
		return goGitIndex(r)
	}
	ask := func() ([]byte, error) { return output(context.Background(), r.where(), stageArgs...) }
	if r.early != nil {
		ask = r.early.stage
	}
	out, err := ask()
	if err != nil {
		return nil, fmt.Errorf("read the index: %w", err)
	}
	return parseStage(out)
}

// parseStage reads "<mode> <oid> <stage>\t<path>" items. Of a path in conflict
// our side counts, or else theirs: what the conflict started from does not.
func parseStage(out []byte) (map[string]entry, error) {
	entries := make(map[string]entry, bytes.Count(out, []byte{0}))
	theirs := map[string]entry{}
	for _, item := range fields(out) {
		head, name, ok := strings.Cut(item, "\t")
		words := strings.Fields(head)
		if !ok || len(words) != 3 {
			return nil, fmt.Errorf("read the index: unexpected entry %q", item)
		}
		switch e := (entry{words[0], words[1]}); words[2] {
		case "0", "2":
			entries[name] = e
		case "3":
			theirs[name] = e
		}
	}
	for name, e := range theirs {
		if _, ok := entries[name]; !ok {
			entries[name] = e
		}
	}
	return entries, nil
}

// commitEntries lists the tree of a commit.
func (r *Repo) commitEntries(ctx context.Context, rev string) (map[string]entry, error) {
	if rev == "" || strings.HasPrefix(rev, "-") || strings.ContainsAny(rev, "\x00\n") {
		return nil, errors.New("that is no name of a commit")
	}
	if r.noBinary {
		return goGitCommit(r, rev)
	}
	oid, err := output(ctx, r.where(), "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{tree}")
	if err != nil {
		return nil, errors.New("there is no such commit here")
	}
	out, err := output(ctx, r.where(), "ls-tree", "-r", "-z", "--full-tree", string(bytes.TrimSpace(oid)))
	if err != nil {
		return nil, err
	}
	return parseTree(out)
}

// parseTree reads "<mode> <kind> <oid>\t<path>" items.
func parseTree(out []byte) (map[string]entry, error) {
	entries := make(map[string]entry, bytes.Count(out, []byte{0}))
	for _, item := range fields(out) {
		head, name, ok := strings.Cut(item, "\t")
		words := strings.Fields(head)
		if !ok || len(words) != 3 {
			return nil, fmt.Errorf("unexpected entry %q", item)
		}
		entries[name] = entry{words[0], words[2]}
	}
	return entries, nil
}

// Tracked reports whether the path is in the index. Without git nothing is;
// TrackedFiles tells why.
func (r *Repo) Tracked(path string) bool {
	if !r.HasGit || r.Bare {
		return false
	}
	entries, err := r.entries()
	if err != nil {
		return false
	}
	_, ok := entries[path]
	return ok
}
