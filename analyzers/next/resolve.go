package next

import (
	"path"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// extensions are what an import may leave out, in the order of Turbopack, then
// what only types need.
var extensions = []string{".tsx", ".ts", ".jsx", ".js", ".mjs", ".cjs", ".mts", ".cts", ".json", ".d.ts", ".d.mts", ".d.cts"}

// rewritten are the extensions that a TypeScript file may stand behind.
var rewritten = map[string][]string{
	".js":  {".ts", ".tsx", ".d.ts"},
	".jsx": {".tsx", ".d.ts"},
	".mjs": {".mts", ".d.mts"},
	".cjs": {".cts", ".d.cts"},
}

// A destination is where a specifier leads.
type destination struct {
	file       string // repository path; "" if it leaves the repository or was not found
	pkg, sub   string
	unresolved bool
}

// resolve says where an import in the file from leads: tsconfig paths, package
// imports, packages of the workspace, baseUrl, installed packages.
func (p *Project) resolve(from, specifier string) destination {
	specifier, _, _ = strings.Cut(specifier, "?")
	dir := path.Dir(from)
	switch {
	case specifier == "":
		return destination{unresolved: true}
	case specifier == "." || specifier == ".." || strings.HasPrefix(specifier, "./") || strings.HasPrefix(specifier, "../"):
		file := p.fileAt(path.Join(dir, specifier))
		return destination{file: file, unresolved: file == ""}
	case strings.HasPrefix(specifier, "/"), strings.Contains(specifier, ":"): // a URL, node:fs
		return destination{pkg: specifier}
	}
	alias := false
	for _, c := range p.around(dir).tsconfigs {
		file, matched := p.mapped(c, specifier)
		if file != "" {
			return destination{file: file}
		}
		alias = alias || matched
	}
	if specifier[0] == '#' {
		return p.internal(dir, specifier)
	}
	return p.bare(dir, specifier, alias)
}

// mapped resolves a specifier by the paths, then by the baseUrl of a
// configuration; matched tells that a mapping claims it.
func (p *Project) mapped(c *tsconfig, specifier string) (file string, matched bool) {
	targets, wild := c.match(specifier)
	for _, target := range targets {
		if file := p.fileAt(target); file != "" {
			return file, true
		}
		if vendored(target + "/") {
			wild = true
		}
	}
	if c.base != "" {
		file = p.fileAt(path.Join(c.base, specifier))
	}
	return file, len(targets) > 0 && !wild
}

// internal resolves "#x" by the "imports" of the package.
func (p *Project) internal(dir, specifier string) destination {
	pkg := p.nearest(dir)
	if pkg == nil {
		return destination{unresolved: true}
	}
	for _, target := range targets(pkg.json.get("imports"), specifier) {
		if !strings.HasPrefix(target, ".") {
			return p.bare(dir, target, false)
		}
		if file := p.built(pkg, target); file != "" {
			return destination{file: file}
		}
	}
	return destination{unresolved: true}
}

// bare resolves a specifier that names a package. alias tells that a mapping
// of a tsconfig claims it, though there is no such file.
func (p *Project) bare(dir, specifier string, alias bool) destination {
	name, sub := cutPackage(specifier)
	pkg := p.importable(dir, name)
	if pkg == nil {
		if file := p.conventional(dir, specifier); file != "" {
			return destination{file: file}
		}
		if alias || name == "" || strings.HasPrefix(specifier, "@/") || strings.HasPrefix(specifier, "~/") {
			return destination{unresolved: true}
		}
		return destination{pkg: name, sub: sub}
	}
	for _, target := range p.packageTargets(pkg, sub) {
		if file := p.fileAt(target); file != "" {
			return destination{file: file, pkg: name, sub: sub}
		}
	}
	return destination{pkg: name, sub: sub, unresolved: p.declares(dir, name)}
}

// declares reports whether the package of a file in dir names the dependency.
// An undeclared name may be that of an installed package as well.
func (p *Project) declares(dir, name string) bool {
	pkg := p.nearest(dir)
	if pkg == nil {
		return false
	}
	_, ok := pkg.Dependencies[name]
	return ok || pkg.Name == name
}

// conventional resolves "@/x" and "~/x" where no tsconfig could be read.
func (p *Project) conventional(dir, specifier string) string {
	rest, ok := strings.CutPrefix(specifier, "@/")
	if !ok {
		rest, ok = strings.CutPrefix(specifier, "~/")
	}
	pkg := p.nearest(dir)
	if !ok || pkg == nil {
		return ""
	}
	if file := p.fileAt(path.Join(pkg.Dir, "src", rest)); file != "" {
		return file
	}
	return p.fileAt(path.Join(pkg.Dir, rest))
}

// cutPackage splits a specifier into package name and subpath.
func cutPackage(specifier string) (name, sub string) {
	i := strings.IndexByte(specifier, '/')
	if i >= 0 && specifier[0] == '@' {
		j := strings.IndexByte(specifier[i+1:], '/')
		if j < 0 {
			return specifier, ""
		}
		i += 1 + j
	}
	if i < 0 {
		return specifier, ""
	}
	return specifier[:i], specifier[i+1:]
}

// linked returns the package that a "file:" or "link:" range names.
func (p *Project) linked(pkg *Package, spec string) *Package {
	for _, protocol := range []string{"file:", "link:", "portal:"} {
		if rest, ok := strings.CutPrefix(spec, protocol); ok {
			return p.packages[path.Join(pkg.Dir, rest)]
		}
	}
	return nil
}

// linksTo reports whether a range in one package of a workspace is met by
// another package of it, so that the registry is not asked.
func linksTo(spec string, m *Package) bool {
	c, err := semver.NewConstraint(spec)
	v, verr := semver.NewVersion(m.json.get("version").str())
	return err != nil || verr != nil || c.Check(v)
}

// fileAt returns the file that a path without a required extension names: a
// file, a folder with a package.json, a folder with an index; "" if none.
func (p *Project) fileAt(name string) string {
	if p.Tree.Has(name) {
		return name
	}
	if ext := path.Ext(name); rewritten[ext] != nil {
		stem := strings.TrimSuffix(name, ext)
		for _, other := range rewritten[ext] {
			if p.Tree.Has(stem + other) {
				return stem + other
			}
		}
	}
	for _, ext := range extensions {
		if p.Tree.Has(name + ext) {
			return name + ext
		}
	}
	if !p.Tree.HasDir(name) {
		return ""
	}
	if pkg := p.packages[name]; pkg != nil {
		for _, target := range p.packageTargets(pkg, "") {
			if p.Tree.Has(target) {
				return target
			}
		}
	}
	return p.Tree.First(name, "index", extensions...)
}

// packageTargets returns the files that a subpath of a package of the
// repository may be, the best first. A file that a build makes is replaced by
// its source.
func (p *Project) packageTargets(pkg *Package, sub string) (files []string) {
	add := func(target string) {
		if file := p.built(pkg, target); file != "" && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	exports := pkg.json.get("exports")
	if exports.ok() {
		want := "."
		if sub != "" {
			want = "./" + sub
		}
		for _, target := range targets(exports, want) {
			add(target)
		}
		return files
	}
	if sub != "" {
		add(sub)
		add("src/" + sub)
		return files
	}
	for _, field := range []string{"source", "module", "main", "types", "typings"} {
		if target := pkg.json.get(field).str(); target != "" {
			add(target)
		}
	}
	add("index")
	add("src/index")
	return files
}

// built returns the file that a target of package.json names, or the source
// that it is built from where it is not in the tree.
func (p *Project) built(pkg *Package, target string) string {
	name := path.Join(pkg.Dir, target)
	if name == pkg.Dir {
		return p.Tree.First(name, "index", extensions...)
	}
	if p.Tree.Has(name) {
		return name
	}
	if file := p.sourceOf(pkg, target); file != "" {
		return file
	}
	if p.packages[name] != nil { // fileAt would come back here
		return p.Tree.First(name, "index", extensions...)
	}
	return p.fileAt(name)
}

// outputs are the folders that builds write to.
var outputs = []string{"dist", "build", "lib", "out", "output", "esm", "cjs", "es", "types", "module", "commonjs", ".next"}

func (p *Project) sourceOf(pkg *Package, target string) string {
	parts := strings.Split(path.Clean(target), "/")
	n := 0
	for n < len(parts)-1 && slices.Contains(outputs, parts[n]) {
		n++
	}
	if n == 0 {
		return ""
	}
	rest := strings.Join(parts[n:], "/")
	for _, ext := range []string{".d.ts", ".d.mts", ".d.cts", ".js", ".mjs", ".cjs", ".jsx"} {
		if stem, ok := strings.CutSuffix(rest, ext); ok {
			rest = stem
			break
		}
	}
	for _, dir := range []string{"src", "."} {
		stem := path.Join(pkg.Dir, dir, rest)
		if file := p.Tree.First(path.Dir(stem), path.Base(stem), extensions[:8]...); file != "" {
			return file
		}
		if file := p.Tree.First(stem, "index", extensions[:8]...); file != "" {
			return file
		}
	}
	return ""
}
