package next

import (
	"bytes"
	"errors"
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers/source"

	"github.com/Masterminds/semver/v3"
)

// A lock is a parsed lockfile: installed packages by the key that the format
// gives them, each with what it depends on.
type lock struct {
	file    *source.File
	dir     string
	entries map[string]*locked
	names   map[string][]string // keys by package name, where resolve asks for them
	// resolve returns the key of what the entry or folder at from gets for a
	// dependency, "" if the file does not say.
	resolve func(l *lock, from, name, spec string) string
}

// locked is one installed package.
type locked struct {
	version string
	span    source.Span
	deps    []lockedDep // by name once loaded
}

type lockedDep struct{ name, spec string }

// bytesOfEntry is about how long an entry of a lockfile is.
const bytesOfEntry = 600

func newLock(f *source.File) *lock {
	return &lock{file: f, dir: path.Dir(f.Path), entries: make(map[string]*locked, len(f.Text)/bytesOfEntry)}
}

func (l *lock) add(key, name string, e *locked) {
	if l.names != nil && l.entries[key] == nil && name != "" {
		l.names[name] = append(l.names[name], key)
	}
	l.entries[key] = e
}

// lockReaders are the text lockfiles in the order in which package managers
// are looked for.
var lockReaders = []struct {
	name string
	read func(*source.File) (*lock, error)
}{
	{"npm-shrinkwrap.json", readNPMLock},
	{"pnpm-lock.yaml", readPNPMLock},
	{"yarn.lock", readYarnLock},
	{"bun.lock", readBunLock},
	{"package-lock.json", readNPMLock},
}

// lockAt returns the readable lockfiles of a folder. Each is read once.
func (p *Project) lockAt(dir string) []*lock {
	if found, ok := p.locks[dir]; ok {
		return found
	}
	var found []*lock
	for _, r := range lockReaders {
		name := path.Join(dir, r.name)
		if !p.Tree.Has(name) {
			continue
		}
		f, err := p.Tree.Read(name)
		if err != nil {
			continue
		}
		l, err := readLock(f, r.read)
		if err != nil {
			report(p.Tree, f, err)
			continue
		}
		found = append(found, l)
	}
	p.noteBinary(dir, len(found))
	p.locks[dir] = found
	return found
}

// noteBinary says aloud that bun's binary lockfile was not read, where no text
// one stands beside it.
func (p *Project) noteBinary(dir string, others int) {
	name := path.Join(dir, "bun.lockb")
	if others == 0 && p.Tree.Has(name) {
		p.Tree.Report(source.Problem{Path: name, Reason: "is binary and was not read: versions are taken from the ranges in package.json"})
	}
}

func readLock(f *source.File, read func(*source.File) (*lock, error)) (*lock, error) {
	for _, mark := range []string{"<<<<<<< ", ">>>>>>> "} {
		if i := lineWith(f.Text, []byte(mark)); i >= 0 {
			line := 1 + bytes.Count(f.Text[:i], []byte("\n"))
			return nil, &lineError{line, errors.New("has an unresolved merge conflict")}
		}
	}
	l, err := read(f)
	if err != nil {
		return nil, err
	}
	for _, e := range l.entries {
		slices.SortStableFunc(e.deps, func(a, b lockedDep) int { return strings.Compare(a.name, b.name) })
	}
	return l, nil
}

// lineWith returns the offset of the first line but that of the file that starts
// with the mark, or -1.
func lineWith(text, mark []byte) int {
	for at := 0; ; at++ {
		i := bytes.Index(text[at:], mark)
		if i < 0 {
			return -1
		}
		if at += i; at > 0 && text[at-1] == '\n' {
			return at
		}
	}
}

// lockFor returns the lockfile that decides what the package in dir gets: the
// nearest one upwards that knows its next. Of several in one folder, those win
// whose version the range allows.
func (p *Project) lockFor(dir string, next Dependency) *lock {
	for _, at := range above(dir) {
		var first *lock
		for _, l := range p.lockAt(at) {
			e := l.entries[l.direct(dir, "next", next.Range)]
			if e == nil {
				continue
			}
			if allows(next.Range, e.version) {
				return l
			}
			if first == nil {
				first = l
			}
		}
		if first != nil {
			return first
		}
	}
	return nil
}

func allows(spec, version string) bool {
	c, err := semver.NewConstraint(spec)
	v, verr := semver.NewVersion(version)
	return err == nil && verr == nil && c.Check(v)
}

// direct returns the key of what the package in dir, a repository path, gets
// for one of its dependencies.
func (l *lock) direct(dir, name, spec string) string {
	rel, ok := relative(l.dir, dir)
	if !ok {
		return ""
	}
	return l.resolve(l, importerKey(rel), name, spec)
}

// importerKey is how a folder below the lockfile is told from a package.
func importerKey(rel string) string { return "./" + rel }

// find returns the key of the package that is nearest below the entry start in
// the tree of dependencies, "" if there is none.
func (l *lock) find(starts []string, name string) string {
	seen := map[string]bool{}
	for queue := starts; len(queue) > 0; queue = queue[1:] {
		e := l.entries[queue[0]]
		if e == nil || seen[queue[0]] {
			continue
		}
		seen[queue[0]] = true
		for _, d := range e.deps {
			key := l.resolve(l, queue[0], d.name, d.spec)
			if d.name == name && l.entries[key] != nil {
				return key
			}
			queue = append(queue, key)
		}
	}
	return ""
}
