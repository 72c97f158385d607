package gitfs

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/object"

	"clerkvet/analyzers/source"
)

// discoverAlone finds the repository where there is no git to ask. What
// go-git cannot read (split index, SHA-256, worktree configuration) ends with
// a reason here or an error later, never with an empty answer.
func (r *Repo) discoverAlone(dir string) error {
	root := dir
	for !exists(filepath.Join(root, ".git")) {
		above := filepath.Dir(root)
		if above == root {
			return errors.New(noRepository)
		}
		root = above
	}
	repo, err := openAt(root)
	if err != nil {
		return fmt.Errorf("%w, and go-git cannot read the repository: %w", errNoGit, err)
	}
	r.HasGit, r.noBinary, r.Root = true, true, root
	r.gitDir = filepath.Join(root, ".git")
	r.commonDir = r.gitDir
	if rel, err := filepath.Rel(root, dir); err == nil && rel != "." {
		r.Prefix = filepath.ToSlash(rel)
	}
	shallow, err := repo.Storer.Shallow()
	r.Shallow = err == nil && len(shallow) > 0
	return nil
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func openAt(root string) (*git.Repository, error) {
	return git.PlainOpenWithOptions(root, &git.PlainOpenOptions{EnableDotGitCommonDir: true})
}

// goGitIndex lists the index: the one in GIT_INDEX_FILE, which go-git does not
// know of, where git names one.
func goGitIndex(r *Repo) (map[string]entry, error) {
	x, err := decodeIndex(r)
	if err != nil {
		return nil, fmt.Errorf("read the index without git: %w", err)
	}
	entries := make(map[string]entry, len(x.Entries))
	for _, e := range x.Entries {
		_, ours := entries[e.Name]
		switch e.Stage { // index.Merged is not 0, which is the stage of what is merged
		case 0, index.OurMode:
		case index.TheirMode:
			if ours {
				continue
			}
		default:
			continue
		}
		entries[e.Name] = entry{fmt.Sprintf("%06o", uint32(e.Mode)), e.Hash.String()}
	}
	return entries, nil
}

func decodeIndex(r *Repo) (*index.Index, error) {
	name := os.Getenv("GIT_INDEX_FILE")
	if name == "" {
		repo, err := openAt(r.Root)
		if err != nil {
			return nil, err
		}
		return repo.Storer.Index()
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.Root, name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	x := &index.Index{}
	return x, index.NewDecoder(f).Decode(x)
}

// goGitCommit lists the tree of a commit.
func goGitCommit(r *Repo, rev string) (map[string]entry, error) {
	repo, err := openAt(r.Root)
	if err != nil {
		return nil, err
	}
	hash, err := repo.ResolveRevision(plumbing.Revision(rev))
	if err != nil {
		return nil, err
	}
	commit, err := repo.CommitObject(*hash)
	if err != nil {
		return nil, err
	}
	tree, err := commit.Tree()
	if err != nil {
		return nil, err
	}
	entries := map[string]entry{}
	walker := object.NewTreeWalker(tree, true, nil)
	defer walker.Close()
	for {
		name, e, err := walker.Next()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil {
			return nil, err
		}
		if e.Mode != filemode.Dir {
			entries[name] = entry{fmt.Sprintf("%06o", uint32(e.Mode)), e.Hash.String()}
		}
	}
}

// goGit reads objects where there is no git. It holds no process.
type goGit struct{ repo *git.Repository }

func openGoGit(r *Repo) (blobs, error) {
	repo, err := openAt(r.Root)
	if err != nil {
		return nil, fmt.Errorf("read git objects without git: %w", err)
	}
	return goGit{repo}, nil
}

func (g goGit) read(oid string) ([]byte, int64, error) {
	blob, err := g.repo.BlobObject(plumbing.NewHash(oid))
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return nil, 0, errMissing
	}
	if err != nil || blob.Size > source.MaxFile {
		return nil, blobSize(blob), err
	}
	f, err := blob.Reader()
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	return text, blob.Size, err
}

func blobSize(blob *object.Blob) int64 {
	if blob == nil {
		return 0
	}
	return blob.Size
}

func (g goGit) Close() error { return nil }

// goGitSetting reads core.<key> from the repository's and the user's
// configuration. go-git knows no conditional includes.
func goGitSetting(r *Repo, key string) (string, error) {
	repo, err := openAt(r.Root)
	if err != nil {
		return "", err
	}
	c, err := repo.ConfigScoped(config.SystemScope)
	if err != nil {
		return "", err
	}
	return c.Raw.Section("core").Option(key), nil
}
