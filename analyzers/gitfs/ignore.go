package gitfs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"

	"clerkvet/analyzers/source"
)

// maxRules is the size in bytes up to which an ignore file is read.
const maxRules = 8 << 20

// Ignore holds the ignore rules in force in a tree. It reads the .gitignore
// files when it first comes to their folder, and is safe for use by several
// goroutines.
type Ignore struct {
	fsys  fs.FS
	fold  bool      // letters match without regard to case
	outer [][]*Rule // of info/exclude and the global file: the stronger first

	mu       sync.RWMutex
	folders  map[string]*folder
	problems []source.Problem
}

// A folder is what the rules say about everything in one folder.
type folder struct {
	out   *Rule // the rule that leaves out the folder itself, or one above
	lists []list
}

// A list is the rules of one .gitignore file.
type list struct {
	base  string // of its folder, with a slash at its end; "" for the root
	rules []*Rule
}

// Rules returns the rules that the .gitignore files in fsys make: all there is
// to go by in a plain folder, and in a tree that is no checkout.
func Rules(fsys fs.FS) *Ignore { return newIgnore(fsys, false) }

func newIgnore(fsys fs.FS, fold bool, outer ...[]*Rule) *Ignore {
	return &Ignore{fsys: fsys, fold: fold, outer: outer, folders: map[string]*folder{}}
}

// Ignored reports whether the path, slash-separated and relative to the root,
// is left out by a rule, as "git check-ignore --no-index" would say. dir tells
// whether it is a folder.
func (g *Ignore) Ignored(name string, dir bool) bool {
	r := g.Match(name, dir)
	return r != nil && !r.Negated
}

// Match returns the rule that decides about the path, or nil when none does.
// What is below an ignored folder is decided by the rule about that folder.
func (g *Ignore) Match(name string, dir bool) *Rule {
	name = path.Clean(name)
	if name == "." {
		return nil
	}
	at := strings.LastIndexByte(name, '/') + 1
	f := g.folder(strings.TrimSuffix(name[:at], "/"))
	if f.out != nil {
		return f.out
	}
	return g.last(f, name, at, dir)
}

// last returns the last rule that matches, of the nearest file that has one.
func (g *Ignore) last(f *folder, name string, at int, dir bool) *Rule {
	for _, l := range f.lists {
		if r := l.last(name, at, dir, g.fold); r != nil {
			return r
		}
	}
	for _, rules := range g.outer {
		if r := (list{rules: rules}).last(name, at, dir, g.fold); r != nil {
			return r
		}
	}
	return nil
}

func (l list) last(name string, at int, dir, fold bool) *Rule {
	rel := name[len(l.base):]
	at -= len(l.base)
	for i := len(l.rules) - 1; i >= 0; i-- {
		if l.rules[i].matches(rel, at, dir, fold) {
			return l.rules[i]
		}
	}
	return nil
}

// folder returns what is known about the folder; "" is the root.
func (g *Ignore) folder(name string) *folder {
	g.mu.RLock()
	f := g.folders[name]
	g.mu.RUnlock()
	if f != nil {
		return f
	}
	f = g.enter(name)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.folders[name] = f
	return f
}

func (g *Ignore) enter(name string) *folder {
	if name == "" {
		return &folder{lists: g.read("", nil)}
	}
	at := strings.LastIndexByte(name, '/') + 1
	above := g.folder(strings.TrimSuffix(name[:at], "/"))
	if above.out != nil {
		return above
	}
	if r := g.last(above, name, at, true); r != nil && !r.Negated {
		return &folder{out: r}
	}
	return &folder{lists: g.read(name+"/", above.lists)}
}

// read puts the rules of the folder's own file before those from above.
func (g *Ignore) read(base string, above []list) []list {
	text, err := readRules(g.fsys, base+".gitignore")
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errLink) {
			g.report(base+".gitignore", err)
		}
		return above
	}
	rules := parseRules(base+".gitignore", text, g.fold)
	if len(rules) == 0 {
		return above
	}
	return append([]list{{base, rules}}, above...)
}

func (g *Ignore) report(name string, err error) {
	skipped := source.Denied(err)
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.problems = append(g.problems, source.Problem{Path: name, Reason: "its ignore rules cannot be read: " + err.Error(), Skipped: skipped})
}

// Problems returns the ignore files, among those met so far, that could not be
// read.
func (g *Ignore) Problems() []source.Problem {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return append([]source.Problem(nil), g.problems...)
}

func readRules(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
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
	text, err := io.ReadAll(io.LimitReader(f, maxRules+1))
	if len(text) > maxRules {
		return nil, fmt.Errorf("larger than %d MiB", maxRules>>20)
	}
	return text, err
}
