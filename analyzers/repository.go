package analyzers

import (
	"context"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/gitfs"
	"clerkvet/analyzers/source"
)

// A Repository answers what git does with a path. Outside of a checkout, what
// the ignore files do not leave out counts as tracked.
type Repository struct {
	git   *gitfs.Repo   // nil outside of a checkout
	rules *gitfs.Ignore // then, and for the index or a commit, these rules decide
	// stored tells what is tracked in the index or a commit; nil for a work tree.
	stored func(path string) bool
	// Past holds blobs of the history by path, for trees that are no checkout.
	Past map[string][]byte
}

// Git returns the checkout, or nil.
func (r *Repository) Git() *gitfs.Repo { return r.git }

// Tracks reports whether git knows what is tracked here. Why not is the reason.
func (r *Repository) Tracks() (ok bool, reason string) {
	if r.git == nil || r.git.HasGit {
		return true, ""
	}
	return false, r.git.Reason
}

// Ignored reports whether the rules of git leave the file out, were it not
// tracked.
func (r *Repository) Ignored(path string) bool {
	if r.rules != nil {
		return r.rules.Ignored(path, false)
	}
	return r.git.Ignored(path, false)
}

// Tracked reports whether the file is in the index.
func (r *Repository) Tracked(path string) bool {
	if r.stored != nil {
		return r.stored(path)
	}
	if r.git != nil {
		return r.git.Tracked(path)
	}
	return !r.rules.Ignored(path, false)
}

// IgnoreFile returns the place where a rule about the path belongs: the
// .gitignore nearest to it, or the zero Span where there is none.
func (f *Facts) IgnoreFile(path string) source.Span {
	for _, name := range f.ignoreFiles(path) {
		if file, err := f.Tree.Read(name); err == nil {
			return file.Whole()
		}
	}
	return source.Span{}
}

// ignoreFiles are the .gitignore files that may speak of the path, the nearest first.
func (f *Facts) ignoreFiles(path string) (names []string) {
	for dir := path; dir != "."; {
		dir = parent(dir)
		name := ".gitignore"
		if dir != "." {
			name = dir + "/.gitignore"
		}
		if f.Tree.Has(name) {
			names = append(names, name)
		}
	}
	return names
}

// IgnoreUnread returns the file of ignore rules that could not be read and may
// speak of the path, or "".
func (f *Facts) IgnoreUnread(path string) string {
	for _, name := range f.ignoreFiles(path) {
		_, _ = f.Tree.Read(name) // whoever asks first: what cannot be read is a problem of the tree then
	}
	for _, p := range f.Tree.Problems() {
		dir, isRules := strings.CutSuffix(p.Path, ".gitignore")
		if p.Skipped && (isRules && strings.HasPrefix(path, dir) || strings.HasPrefix(p.Path, ".git/")) {
			return p.Path
		}
	}
	return ""
}

func parent(path string) string {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return "."
}

// A PastKey is a secret that stood in the history.
type PastKey struct {
	Key   clerk.Key
	Place gitfs.Place
	sum   [32]byte
}

// StandsNow reports whether a tracked file still holds the secret, so that
// another rule reports it.
func (f *Facts) StandsNow(k PastKey) bool {
	for _, now := range f.Keys() {
		if sha256.Sum256(now.At.File.Text[now.At.Start:now.At.End]) == k.sum {
			return true
		}
	}
	return false
}

// Root returns the place of findings about the repository as a whole: the
// package.json at its root, else that of the first app; nowhere without either.
func (f *Facts) Root() source.Span {
	if file, err := f.Tree.Read("package.json"); f.Tree.Has("package.json") && err == nil {
		return file.Whole()
	}
	if len(f.Apps) == 0 {
		return source.Span{}
	}
	return f.Apps[0].Next.Anchor
}

// HistoryKeys returns the secrets in every blob that a ref reaches, each value
// once, with the first place that has it. warning says what was not looked at.
func (r *Repository) HistoryKeys(ctx context.Context) (keys []PastKey, warning string, err error) {
	type hit struct {
		oid string
		key clerk.Key
		sum [32]byte
	}
	var hits []hit
	seen := map[[32]byte]bool{}
	note := func(b gitfs.Blob) error {
		for _, m := range secretsIn(b.Text) {
			sum := sha256.Sum256(b.Text[m.Start:m.End])
			if m.Key.IsSecret() && !seen[sum] {
				seen[sum] = true
				hits = append(hits, hit{b.OID, m.Key, sum})
			}
		}
		return nil
	}
	if warning, err = r.visitHistory(ctx, note); err != nil {
		return nil, "", err
	}
	var oids []string
	for _, h := range hits {
		oids = append(oids, h.oid)
	}
	places, err := r.locate(ctx, oids)
	if err != nil {
		return nil, "", err
	}
	for _, h := range hits {
		keys = append(keys, PastKey{h.key, places[h.oid], h.sum})
	}
	return keys, warning, nil
}

func (r *Repository) visitHistory(ctx context.Context, visit func(gitfs.Blob) error) (warning string, err error) {
	if r.git != nil {
		coverage, err := r.git.History(ctx, gitfs.Reachable, visit)
		return coverageWarning(coverage), err
	}
	for _, path := range slices.Sorted(maps.Keys(r.Past)) {
		if err := visit(gitfs.Blob{OID: path, Text: r.Past[path]}); err != nil {
			return "", err
		}
	}
	return "", nil
}

func (r *Repository) locate(ctx context.Context, oids []string) (map[string]gitfs.Place, error) {
	if r.git != nil {
		return r.git.Locate(ctx, oids)
	}
	places := map[string]gitfs.Place{}
	for _, path := range oids {
		places[path] = gitfs.Place{Commit: "0000000", Path: path}
	}
	return places, nil
}

func coverageWarning(c gitfs.Coverage) string {
	switch {
	case c.Shallow:
		return "the clone is shallow: older history was not searched"
	case c.Missing > 0:
		return "the clone is partial: some contents are not in it and were not searched"
	}
	return ""
}
