package gitfs

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Place tells where the history has a blob.
type Place struct {
	Commit     string    // the first commit that has it; "" when a tag names the content itself
	Path       string    // of the blob in that commit
	AuthorDate time.Time // of that commit
	// Ref leads to the commit: a short name such as "main", "tags/v1" or
	// "stash".
	Ref string
}

// Locate finds the commits that brought in the blobs. One that no ref and no
// stash entry leads to is not in the answer.
func (r *Repo) Locate(ctx context.Context, oids []string) (map[string]Place, error) {
	if len(oids) == 0 {
		return nil, nil
	}
	if err := r.need("history"); err != nil {
		return nil, err
	}
	if r.noBinary {
		return r.locateAlone(ctx, oids)
	}
	l := locator{repo: r, wanted: map[string]bool{}, places: map[string]Place{}}
	for _, oid := range oids {
		l.wanted[oid] = true
	}
	if err := l.run(ctx); err != nil {
		return l.places, fmt.Errorf("find commits in %s: %w", r.Root, err)
	}
	return l.places, nil
}

type locator struct {
	repo   *Repo
	wanted map[string]bool
	places map[string]Place
	commit Place // the one whose changes are being read
}

// errFound ends the search early.
var errFound = errors.New("found")

func (l *locator) run(ctx context.Context) error {
	commits, err := l.repo.commits(ctx)
	if err != nil {
		return err
	}
	// -c shows what a merge brought in that none of its parents had.
	err = stream(ctx, l.repo.where(), bytes.NewReader(commits), l.read, "diff-tree", "--stdin", "-r", "--root",
		"-c", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--format=%H %aI")
	if err != nil && !errors.Is(err, errFound) {
		return err
	}
	if err := l.name(ctx); err != nil {
		return err
	}
	if len(l.wanted) > 0 {
		return l.searchRefs(ctx)
	}
	return nil
}

// commits lists all commits, the oldest first.
func (r *Repo) commits(ctx context.Context) ([]byte, error) {
	tips, err := r.stashes(ctx)
	if err != nil {
		return nil, err
	}
	return outputOf(ctx, r.where(), strings.NewReader(tips), "rev-list", "--reverse", "--all", "--stdin")
}

// read goes through "<commit> <date>" items, each followed by what changed.
func (l *locator) read(out *bufio.Reader) error {
	for {
		item, err := out.ReadBytes(0)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		item = bytes.TrimPrefix(item[:len(item)-1], []byte("\n"))
		if len(item) == 0 {
			continue // stands between a merge and its changes
		}
		if item[0] != ':' {
			l.commit = parseCommit(string(item))
			continue
		}
		name, err := out.ReadBytes(0)
		if err != nil {
			return err
		}
		if l.change(item, name[:len(name)-1]); len(l.wanted) == 0 {
			return errFound
		}
	}
}

func parseCommit(item string) Place {
	oid, date, _ := strings.Cut(item, " ")
	at, _ := time.Parse(time.RFC3339, date)
	return Place{Commit: oid, AuthorDate: at}
}

// change reads ":<modes> <oids> <status>": the new blob is named last.
func (l *locator) change(raw, name []byte) {
	end := bytes.LastIndexByte(raw, ' ')
	if end < 0 {
		return
	}
	oid := raw[bytes.LastIndexByte(raw[:end], ' ')+1 : end]
	if l.wanted[string(oid)] {
		place := l.commit
		place.Path = string(name)
		l.places[string(oid)] = place
		delete(l.wanted, string(oid))
	}
}

// name finds the refs that lead to the commits: a branch where there is one.
// What has no name is an older stash entry, of which no ref knows.
func (l *locator) name(ctx context.Context) error {
	unnamed := map[string]bool{}
	for _, p := range l.places {
		unnamed[p.Commit] = true
	}
	refs := map[string]string{}
	for _, among := range []string{"refs/heads/*", "refs/*"} {
		if err := l.repo.nameAmong(ctx, among, slices.Sorted(maps.Keys(unnamed)), refs); err != nil {
			return err
		}
		maps.DeleteFunc(unnamed, func(commit string, _ bool) bool { return refs[commit] != "" })
	}
	for oid, p := range l.places {
		if p.Ref = refs[p.Commit]; p.Ref == "" {
			p.Ref = "stash"
		}
		l.places[oid] = p
	}
	return nil
}

// nameAmong adds the names of the commits that one of the refs leads to, in one
// pass for many.
func (r *Repo) nameAmong(ctx context.Context, among string, commits []string, refs map[string]string) error {
	for chunk := range slices.Chunk(commits, 500) {
		args := append([]string{"name-rev", "--name-only", "--refs=" + among}, chunk...)
		out, err := output(ctx, r.where(), args...)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			if i < len(chunk) && line != "undefined" {
				refs[chunk[i]] = refName(line)
			}
		}
	}
	return nil
}

// refName takes the ref out of "tags/v1~3^2". name-rev shortens it more the
// narrower the refs are that it may use.
func refName(line string) string {
	name, _, _ := strings.Cut(line, "~")
	name, _, _ = strings.Cut(name, "^")
	return strings.TrimPrefix(strings.TrimPrefix(name, "refs/"), "heads/")
}

// searchRefs looks for the rest where a ref names a blob or a folder itself.
func (l *locator) searchRefs(ctx context.Context) error {
	out, err := output(ctx, l.repo.where(), "for-each-ref",
		"--format=%(objecttype) %(objectname) %(refname)%0a%(*objecttype) %(*objectname) %(refname)")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(out)) {
		words := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
		if len(words) != 3 {
			continue
		}
		kind, oid, ref := words[0], words[1], strings.TrimPrefix(words[2], "refs/")
		switch kind {
		case "blob":
			l.found(oid, Place{Ref: ref})
		case "tree":
			if err := l.searchTree(ctx, oid, ref); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *locator) searchTree(ctx context.Context, tree, ref string) error {
	out, err := output(ctx, l.repo.where(), "ls-tree", "-r", "-z", "--full-tree", tree)
	if err != nil {
		return err
	}
	entries, err := parseTree(out)
	for name, e := range entries {
		l.found(e.oid, Place{Path: name, Ref: ref})
	}
	return err
}

func (l *locator) found(oid string, p Place) {
	if l.wanted[oid] {
		l.places[oid] = p
		delete(l.wanted, oid)
	}
}
