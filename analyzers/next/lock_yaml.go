package next

import (
	"bytes"
	"errors"
	"iter"
	"path"
	"strings"

	"clerkvet/analyzers/source"
)

// A yamlLine is one "key: value" line of a lockfile, which is a small part of
// YAML: one entry a line, indented by spaces. Lists are left out.
type yamlLine struct {
	indent     int
	key, value string
	span       source.Span // of the line without its indent
}

// yamlLines yields the entries of a lockfile in order. sep is what ends a key:
// ":" of YAML, " " of the first yarn format.
func yamlLines(f *source.File, sep byte) iter.Seq[yamlLine] {
	return func(yield func(yamlLine) bool) {
		for start := 0; start < len(f.Text); {
			end := len(f.Text)
			if i := bytes.IndexByte(f.Text[start:], '\n'); i >= 0 {
				end = start + i
			}
			line := bytes.TrimRight(f.Text[start:end], "\r")
			if l, ok := yamlEntry(line, sep); ok {
				l.span = f.Span(start+l.indent, start+len(line))
				if !yield(l) {
					return
				}
			}
			start = end + 1
		}
	}
}

func yamlEntry(line []byte, sep byte) (l yamlLine, ok bool) {
	rest := bytes.TrimLeft(line, " ")
	l.indent = len(line) - len(rest)
	if len(rest) == 0 || rest[0] == '#' || rest[0] == '-' {
		return l, false
	}
	switch {
	case bytes.HasPrefix(rest, []byte("? ")): // a long key; its value follows on the next line
		l.key = unquote(string(rest[2:]))
		return l, true
	case bytes.HasPrefix(rest, []byte(": ")):
		l.indent += 2
		rest = rest[2:]
	}
	if len(rest) == 0 {
		return l, false
	}
	end := keyEnd(rest, sep)
	if end < 0 {
		return l, false
	}
	l.key = unquote(string(rest[:end]))
	l.value = unquote(strings.TrimSpace(string(rest[min(end+1, len(rest)):])))
	return l, true
}

// keyEnd returns where the key at the start of a line ends, or -1.
func keyEnd(rest []byte, sep byte) int {
	if q := rest[0]; q == '\'' || q == '"' {
		end := bytes.IndexByte(rest[1:], q)
		if end < 0 {
			return -1
		}
		return end + 2
	}
	for i, c := range rest {
		if c == sep && (sep == ' ' || i+1 == len(rest) || rest[i+1] == ' ') {
			return i
		}
	}
	if sep == ' ' {
		return len(rest)
	}
	return -1
}

func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '\'' || s[0] == '"') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// readYarnLock reads yarn.lock of yarn 1 and of the later ones. Keys are
// descriptors: "next@^15.0.0", "next@npm:^15.0.0".
func readYarnLock(f *source.File) (*lock, error) {
	l := newLock(f)
	l.resolve, l.names = resolveYarn, map[string][]string{}
	sep := byte(' ')
	if bytes.Contains(f.Text, []byte("\n__metadata:")) {
		sep = ':'
	}
	var e *locked
	section := ""
	for line := range yamlLines(f, sep) {
		if line.indent > 0 && e == nil {
			return nil, &lineError{line.span.StartLine(), errors.New("is not a yarn lockfile: an entry was expected")}
		}
		switch {
		case line.indent == 0:
			e, section = l.yarnEntry(line), ""
		case line.indent == 2:
			section = strings.TrimSuffix(line.key, ":")
			if section == "version" {
				e.version = line.value
			}
		case line.indent == 4 && strings.HasSuffix(strings.ToLower(section), "dependencies") && !strings.HasPrefix(section, "peer"):
			e.deps = append(e.deps, lockedDep{line.key, line.value})
		}
	}
	return l, nil
}

// yarnEntry reads the descriptors of an entry, a comma between two of them.
func (l *lock) yarnEntry(line yamlLine) *locked {
	e := &locked{span: line.span}
	text := strings.TrimSuffix(line.span.Text(), ":")
	for descriptor := range strings.SplitSeq(text, ",") {
		descriptor = strings.Trim(descriptor, " \"")
		name, _ := cutVersion(descriptor)
		l.add(descriptor, name, e)
	}
	return e
}

// resolveYarn looks for the descriptor; where package.json was edited since the
// lockfile was written, or a patch stands in between, the only version serves.
func resolveYarn(l *lock, _, name, spec string) string {
	for _, key := range []string{name + "@" + spec, name + "@npm:" + spec} {
		if l.entries[key] != nil {
			return key
		}
	}
	keys := l.names[name]
	for _, key := range keys {
		if l.entries[key].version != l.entries[keys[0]].version {
			return ""
		}
	}
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
}

// readPNPMLock reads pnpm-lock.yaml, formats 5, 6 and 9. Keys are
// "name@version" with the peers after it in the format's own spelling.
func readPNPMLock(f *source.File) (*lock, error) {
	l := newLock(f)
	l.resolve = resolvePNPM
	r := pnpmReader{lock: l}
	for line := range yamlLines(f, ':') {
		for len(r.path) > 0 && r.path[len(r.path)-1].indent >= line.indent {
			r.path = r.path[:len(r.path)-1]
		}
		r.path = append(r.path, line)
		r.line()
	}
	if !r.versioned {
		return nil, errors.New("is not a pnpm lockfile: lockfileVersion is missing")
	}
	return l, nil
}

type pnpmReader struct {
	lock      *lock
	path      []yamlLine // the line and those that it is nested in
	versioned bool
	slashed   bool // format 5: /name/version
}

// line takes up the last line of the path.
func (r *pnpmReader) line() {
	top, last := r.path[0], r.path[len(r.path)-1]
	switch top.key {
	case "lockfileVersion":
		r.versioned, r.slashed = true, strings.HasPrefix(top.value, "5")
	case "importers":
		if len(r.path) >= 3 {
			r.importer(r.path[1].key, r.path[2:])
		}
	case "dependencies", "devDependencies", "optionalDependencies":
		r.importer(".", r.path)
	case "packages", "snapshots":
		if len(r.path) == 2 {
			r.entry(last)
		}
		if len(r.path) == 4 && strings.HasSuffix(strings.ToLower(r.path[2].key), "dependencies") && r.path[2].key != "peerDependencies" {
			e := r.entry(r.path[1])
			e.deps = append(e.deps, lockedDep{last.key, r.version(last.value)})
		}
	}
}

// importer takes up a line of a folder's dependencies: its section, the name,
// and since format 6 the version below it.
func (r *pnpmReader) importer(dir string, at []yamlLine) {
	if !strings.HasSuffix(strings.ToLower(at[0].key), "dependencies") || len(at) < 2 {
		return
	}
	version := at[len(at)-1].value
	if len(at) == 3 && at[2].key != "version" || len(at) > 3 || version == "" {
		return
	}
	key := importerKey(path.Clean(dir))
	e := r.lock.entries[key]
	if e == nil {
		e = &locked{}
		r.lock.entries[key] = e
	}
	e.deps = append(e.deps, lockedDep{at[1].key, r.version(version)})
}

// version brings what a dependency names to the form of format 9. It begins
// with a slash if it names another package.
func (r *pnpmReader) version(version string) string {
	if strings.HasPrefix(version, "/") {
		return r.key(version)
	}
	return version
}

func (r *pnpmReader) entry(line yamlLine) *locked {
	key := r.key(line.key)
	if e := r.lock.entries[key]; e != nil {
		return e
	}
	name, version := cutVersion(key)
	e := &locked{version: withoutPeers(version), span: line.span}
	r.lock.add(key, name, e)
	return e
}

// key brings a package's key to the form of format 9.
func (r *pnpmReader) key(key string) string {
	key = strings.TrimPrefix(key, "/")
	if r.slashed {
		if i := strings.LastIndexByte(withoutPeers(key), '/'); i > 0 {
			return key[:i] + "@" + key[i+1:]
		}
	}
	return key
}

func withoutPeers(version string) string {
	if i := strings.IndexAny(version, "(_"); i >= 0 {
		return version[:i]
	}
	return version
}

// resolvePNPM takes the version that an importer or package names. It may name
// another package, where package.json has an alias.
func resolvePNPM(l *lock, from, name, spec string) string {
	if strings.HasPrefix(from, "./") {
		spec = l.entries[from].dep(name)
	}
	for _, key := range []string{name + "@" + spec, spec} {
		if spec != "" && l.entries[key] != nil {
			return key
		}
	}
	return ""
}

func (e *locked) dep(name string) string {
	if e == nil {
		return ""
	}
	for _, d := range e.deps {
		if d.name == name {
			return d.spec
		}
	}
	return ""
}
