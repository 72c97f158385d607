package gitfs

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"unicode/utf8"
)

// errLink is why a link is not opened: what it names may lie outside of the
// tree, and git stores the link, not what it names.
var errLink = errors.New("is a link, and links are not followed")

// errSpecial is why a pipe or device is not opened: reading one can wait for
// ever.
var errSpecial = errors.New("is no regular file, and was not opened")

// errName is why a file with such a name is not opened: no output could name it.
var errName = errors.New("its name is no valid UTF-8")

// A worktree is a folder on disk that no link leads out of: a folder is used
// once it is known to be one, and every folder above it. That is looked up once
// a folder, which makes it cheap enough for every file of a large repository.
type worktree struct {
	root    string
	folders *sync.Map // slash-separated path → true, of folders reached without a link
}

// Worktree returns the files on disk below the root of the repository. Links
// are listed but never followed, pipes and devices never opened.
func Worktree(r *Repo) fs.FS { return worktree{r.root.Name(), &sync.Map{}} }

// Open opens a regular file or a folder.
func (w worktree) Open(name string) (fs.File, error) {
	if err := w.check("open", name); err != nil {
		return nil, err
	}
	return os.Open(w.path(name))
}

// ReadDir lists a folder, sorted by name.
func (w worktree) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := w.check("readdir", name); err != nil {
		return nil, err
	}
	return os.ReadDir(w.path(name))
}

// Stat describes a file; for a link it fails.
func (w worktree) Stat(name string) (fs.FileInfo, error) {
	if err := w.check("stat", name); err != nil {
		return nil, err
	}
	return os.Lstat(w.path(name))
}

// Lstat describes a file or link.
func (w worktree) Lstat(name string) (fs.FileInfo, error) {
	if err := w.above("lstat", name); err != nil {
		return nil, err
	}
	return os.Lstat(w.path(name))
}

// ReadLink returns what a link names.
func (w worktree) ReadLink(name string) (string, error) {
	if err := w.above("readlink", name); err != nil {
		return "", err
	}
	return os.Readlink(w.path(name))
}

func (w worktree) path(name string) string { return filepath.Join(w.root, filepath.FromSlash(name)) }

// above refuses a path that is not valid or leads through anything but folders.
func (w worktree) above(op, name string) error {
	if !utf8.ValidString(name) {
		return &fs.PathError{Op: op, Path: name, Err: errName}
	}
	if !fs.ValidPath(name) {
		return &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	if dir := path.Dir(name); dir != "." {
		return w.check(op, dir)
	}
	return nil
}

// check refuses what is neither a regular file nor a folder.
func (w worktree) check(op, name string) error {
	if _, known := w.folders.Load(name); known {
		return nil
	}
	info, err := w.Lstat(name)
	if err != nil {
		return err
	}
	switch mode := info.Mode(); {
	case mode.IsDir():
		w.folders.Store(name, true)
		return nil
	case mode.IsRegular():
		return nil
	case mode&fs.ModeSymlink != 0:
		return &fs.PathError{Op: op, Path: name, Err: errLink}
	}
	return &fs.PathError{Op: op, Path: name, Err: errSpecial}
}
