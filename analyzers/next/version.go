package next

import (
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Effective returns the locked version, else the lowest that the range allows:
// 15.2.0 for ^15.2.0, as a project without a lockfile may get any of them. It is
// nil where the range names no lowest version: "latest" and other tags, "*",
// "<16", links, tarballs and git addresses.
func (v Version) Effective() *semver.Version {
	if v.Locked != nil {
		return v.Locked
	}
	spec := v.spec
	if spec == "" {
		spec = v.Range
	}
	return lowest(spec)
}

// lowest returns the lowest version that an npm range allows, or nil.
func lowest(spec string) *semver.Version {
	spec = plainRange(spec)
	var found *semver.Version
	for alternative := range strings.SplitSeq(spec, "||") {
		v := lowestOf(alternative)
		if v == nil {
			return nil
		}
		if found == nil || v.LessThan(found) {
			found = v
		}
	}
	return found
}

// plainRange strips the protocols and aliases that package managers put before
// a range: "npm:next@14", "workspace:^1.0.0".
func plainRange(spec string) string {
	spec = strings.TrimSpace(spec)
	if alias, ok := strings.CutPrefix(spec, "npm:"); ok {
		if _, version := cutVersion(alias); version != "" {
			return version
		}
		return alias
	}
	return strings.TrimPrefix(spec, "workspace:")
}

// lowestOf returns the lowest version of one alternative: comparators that all
// must hold.
func lowestOf(alternative string) (found *semver.Version) {
	words := strings.Fields(alternative)
	for i := 0; i < len(words); i++ {
		word := words[i]
		if word == "-" { // 1.0.0 - 2.0.0: the upper end
			i++
			continue
		}
		if strings.Trim(word, "<>=~^v") == "" && i+1 < len(words) { // ">= 1.0.0"
			i++
			word += words[i]
		}
		if v := bound(word); v != nil && (found == nil || v.GreaterThan(found)) {
			found = v
		}
	}
	return found
}

// bound returns the lower bound of one comparator, or nil.
func bound(word string) *semver.Version {
	version := strings.TrimLeft(word, "<>=~^v")
	op := word[:len(word)-len(version)]
	if strings.HasPrefix(op, "<") || version == "" || version[0] < '0' || version[0] > '9' {
		return nil
	}
	parts := strings.SplitN(version, ".", 3)
	partial := len(parts) < 3
	for i, part := range parts {
		if part == "x" || part == "X" || part == "*" {
			parts, partial = parts[:i], true
			break
		}
	}
	v, err := semver.NewVersion(strings.Join(parts, "."))
	if err != nil {
		return nil
	}
	if op != ">" {
		return v
	}
	next := v.IncPatch()
	switch {
	case partial && len(parts) == 1:
		next = v.IncMajor()
	case partial:
		next = v.IncMinor()
	}
	return &next
}

// Version returns what is installed of a package: of a dependency, or of what
// the dependencies bring along. The zero Version has no name and means that
// the app does not get the package, or that no lockfile says so.
func (a *App) Version(name string) Version {
	if v, ok := a.Versions[name]; ok {
		return v
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if v, ok := a.further[name]; ok {
		return v
	}
	if a.further == nil {
		a.further = Versions{}
	}
	a.further[name] = a.transitive(name)
	return a.further[name]
}

// transitive looks for a package below the dependencies, the nearest first.
func (a *App) transitive(name string) Version {
	if a.lock == nil {
		return Version{}
	}
	var starts []string
	for _, dep := range sortedKeys(a.Versions) {
		starts = append(starts, a.lock.direct(a.owner(dep).Dir, dep, a.Versions[dep].spec))
	}
	return a.lock.version(name, a.lock.find(starts, name))
}

// owner returns the package.json that brings the dependency to the app.
func (a *App) owner(dep string) *Package {
	for _, pkg := range a.packages {
		if _, ok := pkg.Dependencies[dep]; ok {
			return pkg
		}
	}
	return a.Package
}

// version returns the Version of the entry at key; the zero one without an entry.
func (l *lock) version(name, key string) Version {
	e := l.entries[key]
	if e == nil {
		return Version{}
	}
	v, err := semver.NewVersion(e.version)
	if err != nil {
		return Version{}
	}
	return Version{Name: name, Locked: v, From: e.span}
}

// loadVersions fills Versions: the dependencies of the app's package.json, the
// @clerk packages of the workspace packages that it depends on, and the @clerk
// packages that those bring along.
func (a *App) loadVersions() {
	a.packages = a.declaring()
	a.lock = a.Project.lockFor(a.owner("next").Dir, a.owner("next").Dependencies["next"])
	a.Versions = Versions{}
	for i, pkg := range a.packages {
		for _, name := range sortedKeys(pkg.Dependencies) {
			_, known := a.Versions[name]
			if !known && (i < a.own || strings.HasPrefix(name, "@clerk/")) {
				a.Versions[name] = a.declared(pkg, name)
			}
		}
	}
	a.addClerk()
}

// declaring returns the package.json files that declare what the app uses: its
// own, the one above that holds next in a monorepo that keeps all dependencies
// in the root, and the workspace packages that those depend on, nearest first.
func (a *App) declaring() []*Package {
	all := []*Package{a.Package}
	if a.declares != a.Package {
		all = append(all, a.declares)
	}
	a.own = len(all)
	for i := 0; i < len(all); i++ {
		w := a.Project.workspaceOf(all[i].Dir)
		if w == nil {
			continue
		}
		for _, name := range sortedKeys(all[i].Dependencies) {
			d := all[i].Dependencies[name]
			if m := w.members[name]; m != nil && d.Kind != "peerDependencies" && !slices.Contains(all, m) && linksTo(d.Range, m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// declared returns the Version of a dependency as pkg gets it.
func (a *App) declared(pkg *Package, name string) Version {
	d := pkg.Dependencies[name]
	v := Version{Name: name, Range: d.Range, From: d.Span, spec: a.Project.catalogued(pkg, name, d.Range)}
	if m := a.Project.importable(pkg.Dir, name); m != nil { // of the repository: its own version is the one
		v.Locked, _ = semver.NewVersion(m.json.get("version").str())
		return v
	}
	l := a.lock
	if l == nil {
		return v
	}
	key := l.direct(pkg.Dir, name, v.spec)
	if l.entries[key] == nil {
		key = l.direct(pkg.Dir, name, d.Range)
	}
	v.Locked = l.version(name, key).Locked
	return v
}

// catalogued resolves "catalog:" and "catalog:name" to the range that the
// workspace keeps for the package.
func (p *Project) catalogued(pkg *Package, name, spec string) string {
	catalog, ok := strings.CutPrefix(spec, "catalog:")
	if !ok {
		return spec
	}
	if catalog == "" {
		catalog = "default"
	}
	for _, at := range above(pkg.Dir) {
		if w := p.workspaces[at]; w != nil && w.catalogs[catalog][name] != "" {
			return w.catalogs[catalog][name]
		}
	}
	return spec
}

// addClerk adds the @clerk packages below those already known.
func (a *App) addClerk() {
	if a.lock == nil {
		return
	}
	var queue []string
	for _, name := range sortedKeys(a.Versions) {
		if strings.HasPrefix(name, "@clerk/") {
			queue = append(queue, a.lock.direct(a.owner(name).Dir, name, a.Versions[name].spec))
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		e := a.lock.entries[queue[0]]
		if e == nil {
			continue
		}
		for _, d := range e.deps {
			if _, known := a.Versions[d.name]; known || !strings.HasPrefix(d.name, "@clerk/") {
				continue
			}
			key := a.lock.resolve(a.lock, queue[0], d.name, d.spec)
			if v := a.lock.version(d.name, key); v.Name != "" {
				a.Versions[d.name] = v
				queue = append(queue, key)
			}
		}
	}
}
