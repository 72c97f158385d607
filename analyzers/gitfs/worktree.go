package gitfs

import (
	"errors"
	"io/fs"
	"os"
)

// errLink is why a link is not opened: what it names may lie outside of the
// tree, and git stores the link, not what it names.
var errLink = errors.New("is a link, and links are not followed")

// errSpecial is why a pipe or device is not opened: reading one can wait for
// ever.
var errSpecial = errors.New("is no regular file")

// A worktree is a folder on disk that no link leads out of.
type worktree struct{ root *os.Root }

// Worktree returns the files on disk below the root of the repository. Links
// are listed but never followed, pipes and devices never opened.
func Worktree(r *Repo) fs.FS { return worktree{r.root} }

// Open opens a regular file or a folder.
func (w worktree) Open(name string) (fs.File, error) {
	if err := w.check("open", name); err != nil {
		return nil, err
	}
	return w.root.FS().Open(name)
}

// ReadDir lists a folder, sorted by name.
func (w worktree) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := w.check("readdir", name); err != nil {
		return nil, err
	}
	return fs.ReadDir(w.root.FS(), name)
}

// Stat describes a file; for a link it fails.
func (w worktree) Stat(name string) (fs.FileInfo, error) {
	if err := w.check("stat", name); err != nil {
		return nil, err
	}
	return w.root.Lstat(name)
}

// Lstat describes a file or link.
func (w worktree) Lstat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrInvalid}
	}
	return w.root.Lstat(name)
}

// ReadLink returns what a link names.
func (w worktree) ReadLink(name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return w.root.Readlink(name)
}

func (w worktree) check(op, name string) error {
	info, err := w.Lstat(name)
	if err != nil {
		return err
	}
	switch mode := info.Mode(); {
	case mode.IsRegular(), mode.IsDir():
		return nil
	case mode&fs.ModeSymlink != 0:
		return &fs.PathError{Op: op, Path: name, Err: errLink}
	default:
		return &fs.PathError{Op: op, Path: name, Err: errSpecial}
	}
}
