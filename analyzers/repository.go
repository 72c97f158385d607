package analyzers

import (
	"clerkvet/analyzers/gitfs"
	"clerkvet/analyzers/source"
)

// A Repository answers what git does with a path. Outside of a checkout, what
// the ignore files do not leave out counts as tracked.
type Repository struct {
	git   *gitfs.Repo   // nil outside of a checkout
	rules *gitfs.Ignore // then these rules decide
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
	if r.git != nil {
		return r.git.Ignored(path, false)
	}
	return r.rules.Ignored(path, false)
}

// Tracked reports whether the file is in the index.
func (r *Repository) Tracked(path string) bool {
	if r.git != nil {
		return r.git.Tracked(path)
	}
	return !r.rules.Ignored(path, false)
}

// IgnoreFile returns the place where a rule about the path belongs: the
// .gitignore nearest to it, or the zero Span where there is none.
func (f *Facts) IgnoreFile(path string) source.Span {
	for dir := path; dir != "."; {
		dir = parent(dir)
		name := ".gitignore"
		if dir != "." {
			name = dir + "/.gitignore"
		}
		if f.Tree.Has(name) {
			if file, err := f.Tree.Read(name); err == nil {
				return file.Whole()
			}
		}
	}
	return source.Span{}
}

func parent(path string) string {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return "."
}
