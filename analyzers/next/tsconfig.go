package next

import (
	"path"
	"slices"
	"strings"
)

// maxExtends bounds a chain of "extends".
const maxExtends = 16

// tsconfig is what a tsconfig.json or jsconfig.json says about where imports
// lead, its "extends" included.
type tsconfig struct {
	dir   string
	base  string // baseUrl, as a repository path; "" if there is none
	paths []pathMapping
}

// A pathMapping is one entry of "paths": a specifier, or a prefix and a suffix
// around one "*".
type pathMapping struct {
	prefix, suffix string
	exact          bool
	targets        []string // repository paths with one "*" at most
}

// loadTSConfigs reads the configuration of each folder that has one.
func (p *Project) loadTSConfigs() {
	p.tsconfigs = map[string]*tsconfig{}
	for _, base := range []string{"jsconfig.json", "tsconfig.json"} { // the latter wins
		for _, name := range p.Tree.Files() {
			if path.Base(name) == base && !vendored(name) {
				p.tsconfigs[path.Dir(name)] = p.readTSConfig(name)
			}
		}
	}
}

func (p *Project) readTSConfig(name string) *tsconfig {
	c := &tsconfig{dir: path.Dir(name)}
	p.mergeTSConfig(c, name, nil)
	slices.SortStableFunc(c.paths, func(a, b pathMapping) int {
		if a.exact != b.exact {
			if a.exact {
				return -1
			}
			return 1
		}
		return len(b.prefix) - len(a.prefix)
	})
	return c
}

// mergeTSConfig reads what the file extends first, then the file itself.
func (p *Project) mergeTSConfig(c *tsconfig, name string, chain []string) {
	if len(chain) >= maxExtends || slices.Contains(chain, name) {
		return
	}
	f, err := p.Tree.Read(name)
	if err != nil {
		return
	}
	root, err := readJSON(f)
	if err != nil {
		if len(chain) == 0 {
			report(p.Tree, f, err)
		}
		return
	}
	for _, parent := range root.get("extends").strings() {
		if file := p.extended(path.Dir(name), parent); file != "" {
			p.mergeTSConfig(c, file, append(chain, name))
		}
	}
	options := root.get("compilerOptions")
	dir := path.Dir(name)
	if base, ok := options.get("baseUrl").text(); ok {
		c.base = c.join(dir, base)
	}
	if paths := options.get("paths"); paths.isObject() {
		if c.base != "" {
			dir = c.base
		}
		c.setPaths(dir, paths)
	}
}

// join resolves a path of the configuration in dir. ${configDir} stands for the
// folder of the file that extends all others.
func (c *tsconfig) join(dir, name string) string {
	if rest, ok := strings.CutPrefix(name, "${configDir}"); ok {
		return path.Join(c.dir, rest)
	}
	return path.Join(dir, name)
}

func (c *tsconfig) setPaths(dir string, paths jsonValue) {
	c.paths = nil
	for m := range paths.members() {
		prefix, suffix, star := strings.Cut(m.name, "*")
		mapping := pathMapping{prefix: prefix, suffix: suffix, exact: !star}
		for _, target := range m.value.strings() {
			mapping.targets = append(mapping.targets, c.join(dir, target))
		}
		c.paths = append(c.paths, mapping)
	}
}

// extended returns the file that "extends" names: beside the file in dir, or in
// a package of the workspace. Installed packages are not read: "".
func (p *Project) extended(dir, name string) string {
	candidates := []string{path.Join(dir, name)}
	if !strings.HasPrefix(name, ".") {
		pkgName, rest := cutPackage(name)
		pkg := p.importable(dir, pkgName)
		if pkg == nil {
			return ""
		}
		candidates = append(p.packageTargets(pkg, rest), path.Join(pkg.Dir, rest))
		if rest == "" {
			candidates = []string{path.Join(pkg.Dir, pkg.json.get("tsconfig").str()), path.Join(pkg.Dir, "tsconfig.json")}
		}
	}
	for _, c := range candidates {
		if file := p.Tree.First(c, "", ""); file != "" {
			return file
		}
		if file := p.Tree.First(path.Dir(c), path.Base(c), ".json"); file != "" {
			return file
		}
	}
	return ""
}

// match returns the targets of the best mapping for a specifier.
func (c *tsconfig) match(specifier string) (targets []string, wild bool) {
	for _, m := range c.paths {
		if m.exact && m.prefix == specifier {
			return m.targets, false
		}
		if m.exact || len(specifier) < len(m.prefix)+len(m.suffix) ||
			!strings.HasPrefix(specifier, m.prefix) || !strings.HasSuffix(specifier, m.suffix) {
			continue
		}
		star := specifier[len(m.prefix) : len(specifier)-len(m.suffix)]
		for _, target := range m.targets {
			targets = append(targets, path.Clean(strings.Replace(target, "*", star, 1)))
		}
		return targets, m.prefix == "" && m.suffix == ""
	}
	return nil, false
}
