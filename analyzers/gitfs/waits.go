package gitfs

import (
	"os"
	"path/filepath"
)

// waitsForever returns the file of the nearest .git above dir that git would
// open and wait for, a pipe or a device; "" if there is none.
func waitsForever(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		git := filepath.Join(at, ".git")
		info, err := os.Stat(git)
		switch {
		case err == nil && info.IsDir():
			return irregular(git)
		case err == nil && !info.Mode().IsRegular():
			return git
		case err == nil || at == filepath.Dir(at):
			return ""
		}
	}
}

// openWithoutWaiting opens a file or folder, and says nothing of a pipe or a
// device: opening one can wait for ever.
func openWithoutWaiting(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() && !info.IsDir() {
		return nil, err
	}
	return os.Open(name)
}

func irregular(git string) string {
	for _, name := range []string{"HEAD", "config", "config.worktree", "index", "packed-refs", "commondir", "shallow", "info/exclude", "info/attributes", "objects/info/alternates"} {
		info, err := os.Stat(filepath.Join(git, filepath.FromSlash(name)))
		if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
			return filepath.Join(git, filepath.FromSlash(name))
		}
	}
	return ""
}
