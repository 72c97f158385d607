package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
	"syscall"
)

// MaxFile is the largest file, in bytes, that is read. Larger ones are listed
// as problems, where their content would have mattered.
const MaxFile = 8 << 20

// A Problem is something in the tree that could not be looked at.
type Problem struct {
	Path   string
	Reason string // lower case, without the path
	At     Span   // where in the file, if it could be read
	// Internal marks what is no fault of the file but of the tool.
	Internal bool
	// Skipped marks what the system does not let be read: nobody knows what it
	// holds.
	Skipped bool
}

// Denied reports whether the system refused to read something that is there:
// for want of rights, or as the disk fails.
func Denied(err error) bool {
	var refusal syscall.Errno
	return errors.As(err, &refusal) && !errors.Is(err, fs.ErrNotExist)
}

// A Tree is the walked, immutable listing of what is audited, and the cache of
// its files. It is safe for use by several goroutines.
type Tree struct {
	fsys  fs.FS
	files []string
	index map[string]bool
	dirs  map[string]bool
	links []string
	odd   []string
	shut  []string

	other *Tree // of which the files are that are the same here

	mu       sync.Mutex
	cache    map[string]*File
	failed   map[string]error
	problems []Problem
	known    map[Problem]bool
}

// An Ignore says which paths the walk leaves out. dir tells whether path names
// a folder, in which case nothing below it is visited.
type Ignore func(path string, dir bool) bool

// Walk lists the regular files of fsys that ignore does not leave out; nil
// leaves out nothing. Links, devices and pipes are never followed or opened.
// A folder that cannot be read is a Problem; only a root that cannot be read
// is an error.
func Walk(ctx context.Context, fsys fs.FS, ignore Ignore) (*Tree, error) {
	t := &Tree{
		fsys: fsys, index: map[string]bool{}, dirs: map[string]bool{".": true},
		cache: map[string]*File{}, failed: map[string]error{}, known: map[Problem]bool{},
	}
	err := t.walk(ctx, ignore)
	if err != nil {
		return nil, fmt.Errorf("walk the repository: %w", err)
	}
	sort.Strings(t.files)
	sort.Strings(t.links)
	sort.Strings(t.odd)
	sort.Strings(t.shut)
	return t, nil
}

// cause strips the path from a file error: the Problem names it.
func cause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// Files returns the paths of all files, sorted. The caller must not change it.
func (t *Tree) Files() []string { return t.files }

// Links returns the paths of the links that the walk met and did not follow,
// sorted. The caller must not change it.
func (t *Tree) Links() []string { return t.links }

// Odd returns the paths of the pipes, sockets and devices that the walk met and
// did not open, sorted. The caller must not change it.
func (t *Tree) Odd() []string { return t.odd }

// Shut returns the folders that could not be listed, sorted. The caller must
// not change it.
func (t *Tree) Shut() []string { return t.shut }

// Below returns the paths of the files below dir ("." for all), sorted.
func (t *Tree) Below(dir string) []string {
	if dir == "." || dir == "" {
		return t.files
	}
	prefix := dir + "/"
	from := sort.SearchStrings(t.files, prefix)
	to := from + sort.Search(len(t.files)-from, func(i int) bool {
		return !strings.HasPrefix(t.files[from+i], prefix)
	})
	return t.files[from:to]
}

// Has reports whether the tree has a file at path.
func (t *Tree) Has(path string) bool { return t.index[path] }

// HasDir reports whether the tree has a folder at path. Ignored folders are
// not in the tree.
func (t *Tree) HasDir(path string) bool { return t.dirs[path] }

// First returns the first of dir/name+ext that is a file, or "".
func (t *Tree) First(dir, name string, exts ...string) string {
	for _, ext := range exts {
		if p := path.Join(dir, name+ext); t.index[p] {
			return p
		}
	}
	return ""
}

// Read returns the file at path. It is read once; a file over MaxFile, or that
// cannot be read, is an error that names it, and becomes a Problem.
func (t *Tree) Read(path string) (*File, error) {
	t.mu.Lock()
	f, err := t.cache[path], t.failed[path]
	t.mu.Unlock()
	if f != nil || err != nil {
		return f, err
	}
	var text []byte
	err = Contain("read", func() (err error) { // whoever asks first, on whatever processor
		text, err = t.load(path)
		return err
	})
	if err != nil {
		return nil, t.fail(path, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cache[path] == nil {
		t.cache[path] = t.file(path, text)
	}
	return t.cache[path], nil
}

// fail remembers why a file could not be read, and says it once.
func (t *Tree) fail(path string, err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed[path] == nil {
		t.failed[path] = fmt.Errorf("read %s: %w", path, err)
		t.problems = append(t.problems, Problem{Path: path, Reason: cause(err), Skipped: Denied(err), Internal: errors.Is(err, ErrInternal)})
	}
	return t.failed[path]
}

func (t *Tree) load(path string) ([]byte, error) {
	f, err := t.fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	if info.Size() > MaxFile {
		return nil, fmt.Errorf("is larger than %d MiB and was not read", MaxFile>>20)
	}
	text, err := contents(f, info.Size())
	if err != nil {
		return nil, err
	}
	if len(text) > MaxFile {
		return nil, fmt.Errorf("is larger than %d MiB and was not read", MaxFile>>20)
	}
	return text, nil
}

// contents reads at most MaxFile+1 bytes of a file that should have size bytes.
// The one byte more tells whether it has grown without a second buffer.
func contents(f io.Reader, size int64) ([]byte, error) {
	text := make([]byte, size+1)
	n, err := io.ReadFull(f, text)
	switch {
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return text[:n:n], nil
	case err != nil:
		return nil, err
	}
	rest, err := io.ReadAll(io.LimitReader(f, MaxFile-size))
	return append(text, rest...), err
}

// Peek returns the text of the file at path without keeping it: for a look at
// many files that are seldom wanted again.
func (t *Tree) Peek(path string) ([]byte, error) {
	t.mu.Lock()
	f := t.cache[path]
	t.mu.Unlock()
	if f != nil {
		return f.Text, nil
	}
	text, err := t.load(path)
	if Denied(err) {
		return nil, t.fail(path, err)
	}
	return text, err
}

// Report adds a problem that an analyzer found, unless it is known.
func (t *Tree) Report(p Problem) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.known[p] {
		t.known[p] = true
		t.problems = append(t.problems, p)
	}
}

// Problems returns what could not be looked at, sorted by path. Of two that say
// the same of a file, as two analyzers read it, the more exact one counts.
func (t *Tree) Problems() []Problem {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := slices.Clone(t.problems)
	slices.SortStableFunc(out, func(a, b Problem) int {
		return strings.Compare(a.Path+"\x00"+a.Reason, b.Path+"\x00"+b.Reason)
	})
	kept := out[:0]
	for i, p := range out {
		if !saidAgain(p, out[i+1:]) {
			kept = append(kept, p)
		}
	}
	return kept
}

// saidAgain reports whether one of the problems that come after it in order says
// all that a problem does.
func saidAgain(p Problem, after []Problem) bool {
	for _, other := range after {
		if p.Path != other.Path || !strings.HasPrefix(other.Reason, p.Reason) {
			return false
		}
		if saidBy(p, other) {
			return true
		}
	}
	return false
}

// saidBy reports whether another problem of the same file says all that one does.
func saidBy(p, other Problem) bool {
	if p.Skipped && !other.Skipped || p.Internal && !other.Internal {
		return false
	}
	start, _ := p.At.Positions(Runes)
	otherStart, _ := other.At.Positions(Runes)
	return p.Reason == other.Reason && start.Line == otherStart.Line || strings.HasPrefix(other.Reason, p.Reason+":")
}
