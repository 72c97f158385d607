package gitfs

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"clerkvet/analyzers/source"
)

// An entry is a path that git stores.
type entry struct {
	mode string // six octal digits
	oid  string
}

// The modes of git that are no regular files.
const (
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// objects is a tree that git stores, the index or a commit, as an fs.FS. It
// holds names; content is read when a file is opened.
type objects struct {
	blobs    blobs
	nodes    map[string]*node
	problems []source.Problem
}

type node struct {
	name    string
	dir     bool
	entry   entry
	below   []fs.DirEntry
	sized   atomic.Bool
	size    atomic.Int64
	objects *objects
}

// newObjects builds the tree of the entries. Links and submodules are left
// out, the ones that matter with a problem.
func newObjects(b blobs, entries map[string]entry) *objects {
	o := &objects{blobs: b, nodes: map[string]*node{".": {name: ".", dir: true}}}
	for name, e := range entries {
		if p, left := leftOut(name, e); left {
			o.problems = append(o.problems, p...)
			continue
		}
		o.add(name, e)
	}
	for _, n := range o.nodes {
		n.objects = o
		slices.SortFunc(n.below, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return o
}

// leftOut tells whether an entry has no place in an fs.FS, and whether that
// must be told.
func leftOut(name string, e entry) ([]source.Problem, bool) {
	switch {
	case e.mode == modeSubmodule:
		return []source.Problem{{Path: name, Reason: "is a submodule, another repository, and was not looked at"}}, true
	case e.mode == modeLink && linkMatters(name):
		return []source.Problem{{Path: name, Reason: errLink.Error()}}, true
	case e.mode == modeLink:
		return nil, true
	case !fs.ValidPath(name):
		return []source.Problem{{Path: name, Reason: "has a name that cannot be read"}}, true
	}
	return nil, false
}

func (o *objects) add(name string, e entry) {
	n := &node{name: path.Base(name), entry: e}
	o.nodes[name] = n
	for name != "." {
		name = path.Dir(name)
		above := o.nodes[name]
		known := above != nil
		if !known {
			above = &node{name: path.Base(name), dir: true}
			o.nodes[name] = above
		}
		above.below = append(above.below, n)
		if known {
			return
		}
		n = above
	}
}

// Problems returns what the tree has and the fs.FS leaves out.
func (o *objects) Problems() []source.Problem { return o.problems }

func (o *objects) find(op, name string) (*node, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n := o.nodes[name]
	if n == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return n, nil
}

// Open opens a file, whose content it reads at once, or a folder.
func (o *objects) Open(name string) (fs.File, error) {
	n, err := o.find("open", name)
	if err != nil {
		return nil, err
	}
	if n.dir {
		return &openDir{node: n}, nil
	}
	text, err := n.read()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &openFile{node: n, Reader: bytes.NewReader(text)}, nil
}

// ReadDir lists a folder, sorted by name.
func (o *objects) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := o.find("readdir", name)
	if err != nil {
		return nil, err
	}
	if !n.dir {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errNoFolder}
	}
	return slices.Clone(n.below), nil
}

var errNoFolder = fmt.Errorf("is no folder")

// read returns the content; of a file over source.MaxFile none, but its size
// is known then.
func (n *node) read() ([]byte, error) {
	text, size, err := n.objects.blobs.read(n.entry.oid)
	if err == nil {
		n.size.Store(size)
		n.sized.Store(true)
	}
	return text, err
}

// Name, IsDir, Type, Info, Size, Mode, ModTime and Sys make a node both its
// directory entry and its description.

func (n *node) Name() string       { return n.name }
func (n *node) IsDir() bool        { return n.dir }
func (n *node) Type() fs.FileMode  { return n.Mode().Type() }
func (n *node) Size() int64        { return n.size.Load() }
func (n *node) ModTime() time.Time { return time.Time{} }
func (n *node) Sys() any           { return nil }

func (n *node) Mode() fs.FileMode {
	switch {
	case n.dir:
		return fs.ModeDir | 0o555
	case n.entry.mode == "100755":
		return 0o555
	}
	return 0o444
}

func (n *node) Info() (fs.FileInfo, error) {
	if n.dir || n.sized.Load() {
		return n, nil
	}
	_, err := n.read()
	return n, err
}

type openFile struct {
	*node
	*bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.node, nil }
func (f *openFile) Size() int64                { return f.node.Size() }
func (f *openFile) Close() error               { return nil }

func (f *openFile) Read(b []byte) (int, error) {
	if f.Reader.Size() != f.node.Size() {
		return 0, fmt.Errorf("is larger than %d MiB and was not read", source.MaxFile>>20)
	}
	return f.Reader.Read(b)
}

type openDir struct {
	*node
	at int
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.node, nil }
func (d *openDir) Close() error               { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: fmt.Errorf("is a folder")}
}

func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := d.below[d.at:]
	if n > 0 && len(rest) == 0 {
		return nil, io.EOF
	}
	if n > 0 && len(rest) > n {
		rest = rest[:n]
	}
	d.at += len(rest)
	return slices.Clone(rest), nil
}
