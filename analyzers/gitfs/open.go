package gitfs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"clerkvet/analyzers/source"
)

// A Repo is a place that is audited: a git repository, or a plain folder.
// Close ends what it holds open.
type Repo struct {
	Root   string // absolute path of the work tree's root, or of the plain folder
	Prefix string // the opened folder below Root, slash-separated; "" for Root itself
	HasGit bool   // git, or go-git, can answer for the folder
	Reason string // why not, when HasGit is false
	Bare   bool   // has no work tree: only commits can be looked at
	// Shallow says that the history was cut when the repository was cloned.
	Shallow bool

	gitDir, commonDir string // absolute
	denied            bool   // the system refuses to let the repository be read
	root              *os.Root
	noBinary          bool // go-git must do
	early             *ahead

	rules   func() *Ignore
	entries func() (map[string]entry, error)

	mu    sync.Mutex
	blobs blobs
}

// Open finds the repository that the folder dir is in. Where there is none, or
// git refuses it, the folder itself is the place, and Reason says why. A path
// that is missing, no folder, or unreadable is an error.
func Open(ctx context.Context, dir string) (*Repo, error) {
	abs, err := folderAt(dir)
	if err != nil {
		return nil, err
	}
	r := &Repo{Root: abs}
	if err := r.discover(ctx, abs); err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("open %s: %w", dir, ctx.Err())
		}
		*r = Repo{Root: abs, Reason: err.Error()}
		if err := unreadable(abs); err != nil {
			r.Reason, r.denied = err.Error(), true
		} else if git := nearestGit(abs); git != "" && r.Reason == noRepository {
			r.Reason = git + " is there, and is no repository that git can read"
		}
	}
	if r.root, err = os.OpenRoot(r.Root); err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", dir, bare(err))
	}
	r.rules = sync.OnceValue(func() *Ignore { return r.RulesOf(Worktree(r)) })
	r.entries = sync.OnceValues(r.readEntries)
	return r, nil
}

// folderAt returns the absolute path of a folder that can be read, with links
// in it resolved, as git resolves them.
func folderAt(dir string) (string, error) {
	if dir == "" {
		dir = "."
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("cannot audit %s: there is no such folder", dir)
	case err != nil:
		return "", fmt.Errorf("cannot audit %s: %w", dir, bare(err))
	case !info.IsDir():
		return "", fmt.Errorf("cannot audit %s: it is a file; name a folder", dir)
	}
	f, err := os.Open(dir)
	if err != nil {
		return "", fmt.Errorf("cannot audit %s: %w", dir, bare(err))
	}
	f.Close()
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("cannot audit %s: %w", dir, err)
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	return abs, nil
}

// bare strips the path from a file error: the message names it already.
func bare(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// discover asks git about the folder.
func (r *Repo) discover(ctx context.Context, dir string) error {
	if name := waitsForever(dir); name != "" {
		return fmt.Errorf("%s is no regular file", name)
	}
	early := askAhead(ctx, dir)
	out, err := output(ctx, dir, "rev-parse", "--is-bare-repository", "--is-inside-git-dir",
		"--is-shallow-repository", "--absolute-git-dir", "--git-common-dir", "--show-toplevel")
	if errors.Is(err, errNoGit) {
		return r.discoverAlone(dir)
	}
	facts := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	switch {
	case err != nil && len(facts) != 5: // without a work tree git answers all but the last question
		return refusal(err)
	case err == nil && len(facts) != 6:
		return errors.New("its path has a line break, which git cannot tell apart")
	}
	r.HasGit = true
	r.Bare, r.Shallow = facts[0] == "true", facts[2] == "true"
	r.gitDir, r.commonDir = facts[3], facts[4]
	if !filepath.IsAbs(r.commonDir) {
		r.commonDir = filepath.Join(dir, r.commonDir)
	}
	switch {
	case r.Bare:
		r.Root = r.gitDir
		return nil
	case facts[1] == "true":
		return errors.New("it is inside of a git folder")
	case err != nil:
		return refusal(err)
	}
	if err := r.setRoot(dir, filepath.FromSlash(facts[5])); err != nil {
		return err
	}
	if early != nil && early.root == r.Root {
		r.early = early
	}
	return nil
}

func (r *Repo) setRoot(dir, root string) error {
	rel, err := filepath.Rel(root, dir)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return fmt.Errorf("its git configuration puts the work tree elsewhere, at %s", root)
	}
	r.Root = root
	if rel != "." {
		r.Prefix = filepath.ToSlash(rel)
	}
	return nil
}

// refusal says in the reader's words why git does not answer.
func refusal(err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "not a git repository"):
		return errors.New(noRepository)
	case strings.Contains(text, "dubious ownership"), strings.Contains(text, "unsafe repository"):
		return errors.New("git refuses the repository because another user owns it; " +
			"see safe.directory in git's manual")
	}
	return err
}

// unreadable returns why the system does not let the repository around a folder be
// read, which git calls no repository; nil if that is not it.
func unreadable(from string) error {
	for dir := from; ; dir = filepath.Dir(dir) {
		folder := filepath.Join(dir, ".git")
		if !exists(folder) && dir != filepath.Dir(dir) {
			continue
		}
		for _, name := range []string{folder, filepath.Join(folder, "HEAD"), filepath.Join(folder, "objects")} {
			f, err := openWithoutWaiting(name)
			if source.Denied(err) && !errors.Is(err, syscall.ENOTDIR) {
				rel, _ := filepath.Rel(from, name)
				return fmt.Errorf("%s: %w", filepath.ToSlash(rel), bare(err))
			}
			f.Close()
		}
		return nil
	}
}

// nearestGit returns the first .git from a folder upwards, relative to it; "" if
// there is none.
func nearestGit(from string) string {
	for dir := from; ; dir = filepath.Dir(dir) {
		name := filepath.Join(dir, ".git")
		if _, err := os.Lstat(name); err == nil {
			rel, _ := filepath.Rel(from, name)
			return filepath.ToSlash(rel)
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// Close ends the processes and files that the repository holds open.
func (r *Repo) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var err error
	if r.blobs != nil {
		err = r.blobs.Close()
		r.blobs = nil
	}
	return errors.Join(err, r.root.Close())
}

// noRepository is the reason why a plain folder has no git.
const noRepository = "there is no git repository"
