package next

import (
	"errors"
	"path"
	"strings"

	"clerkvet/analyzers/source"
)

// readNPMLock reads package-lock.json and npm-shrinkwrap.json, versions 1 to 3.
// Keys are install paths: "node_modules/next".
func readNPMLock(f *source.File) (*lock, error) {
	if l, ok := scanNPMLock(f); ok {
		return l, nil
	}
	root, err := readJSON(f)
	if err != nil {
		return nil, err
	}
	l := newLock(f)
	l.resolve = resolveInstalled
	switch {
	case root.get("packages").isObject():
		l.npmPackages(root.get("packages"))
	case root.get("dependencies").isObject():
		l.npmTree("", root.get("dependencies"))
	default:
		return nil, errors.New("names no packages")
	}
	return l, nil
}

func (l *lock) npmPackages(packages jsonValue) {
	for m := range packages.members() {
		name := m.name
		if name == "" { // the folder itself, which is no package that it installs
			continue
		}
		if i := strings.LastIndex(name, "node_modules/"); i >= 0 {
			name = name[i+len("node_modules/"):]
		}
		e := &locked{span: m.value.span()}
		for p := range m.value.members() {
			switch p.name {
			case "version":
				e.version = p.value.str()
			case "dependencies", "optionalDependencies":
				e.addDeps(p.value)
			}
		}
		l.add(m.name, name, e)
	}
}

func (e *locked) addDeps(deps jsonValue) {
	for d := range deps.members() {
		e.deps = append(e.deps, lockedDep{d.name, d.value.str()})
	}
}

func (l *lock) npmTree(prefix string, packages jsonValue) {
	for m := range packages.members() {
		key := prefix + "node_modules/" + m.name
		e := &locked{version: m.value.get("version").str(), span: m.value.span()}
		e.addDeps(m.value.get("requires"))
		l.add(key, m.name, e)
		l.npmTree(key+"/", m.value.get("dependencies"))
	}
}

// resolveInstalled looks where Node.js would: in the node_modules of the
// folder and of those above it.
func resolveInstalled(l *lock, from, name, _ string) string {
	at := strings.TrimPrefix(from, "./")
	for {
		key := path.Join(at, "node_modules", name)
		if l.entries[key] != nil {
			return key
		}
		if at == "." || at == "" {
			return ""
		}
		at = path.Dir(at)
	}
}

// readBunLock reads bun.lock. Keys are the path of names that leads to a
// package where several versions are installed: "@clerk/nextjs/@clerk/shared".
func readBunLock(f *source.File) (*lock, error) {
	root, err := readJSON(f)
	if err != nil {
		return nil, err
	}
	if !root.get("packages").isObject() {
		return nil, errors.New("names no packages")
	}
	l := newLock(f)
	l.resolve = resolveBun
	for m := range root.get("workspaces").members() {
		l.entries[importerKey(path.Clean(m.name))] = &locked{version: m.value.get("name").str(), span: m.value.span()}
	}
	for m := range root.get("packages").members() {
		l.bunPackage(m)
	}
	return l, nil
}

func (l *lock) bunPackage(m jsonMember) {
	fields := m.value.elements()
	if len(fields) == 0 {
		return
	}
	name, version := cutVersion(fields[0].str())
	e := &locked{version: version, span: m.value.span()}
	for _, field := range fields[1:] {
		e.addDeps(field.get("dependencies"))
		e.addDeps(field.get("optionalDependencies"))
	}
	l.add(m.name, name, e)
}

// cutVersion splits "name@version", where the name may have a scope.
func cutVersion(id string) (name, version string) {
	if i := strings.Index(id[min(1, len(id)):], "@"); i >= 0 {
		return id[:i+1], id[i+2:]
	}
	return id, ""
}

func resolveBun(l *lock, from, name, _ string) string {
	if strings.HasPrefix(from, "./") {
		workspace := l.entries[from]
		if from = ""; workspace != nil {
			from = workspace.version // its name
		}
	}
	for {
		key := name
		if from != "" {
			key = from + "/" + name
		}
		if l.entries[key] != nil || from == "" {
			return key
		}
		from = bunParent(from)
	}
}

// bunParent drops the last package name of a key; a scoped one has two parts.
func bunParent(key string) string {
	i := strings.LastIndexByte(key, '/')
	if i < 0 {
		return ""
	}
	if j := strings.LastIndexByte(key[:i], '/'); strings.HasPrefix(key[j+1:], "@") {
		i = max(j, 0)
	}
	return key[:i]
}
