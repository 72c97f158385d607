package next

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers/source"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml"
)

// A workspace is a folder whose package manager installs several packages of
// the repository together, so that they can import each other by name.
type workspace struct {
	dir      string
	members  map[string]*Package // by name
	dirs     map[string]bool     // of the members, dir itself included
	catalogs map[string]map[string]string
}

// workspaceFile is pnpm-workspace.yaml.
type workspaceFile struct {
	Packages []string                     `yaml:"packages"`
	Catalog  map[string]string            `yaml:"catalog"`
	Catalogs map[string]map[string]string `yaml:"catalogs"`
}

// loadWorkspaces finds the workspace roots. Patterns are those of npm, yarn,
// bun, pnpm and lerna: globs of folders, "!" takes out again.
func (p *Project) loadWorkspaces() {
	p.workspaces = map[string]*workspace{}
	for _, dir := range sortedKeys(p.packages) {
		p.addWorkspace(dir, p.packages[dir].json)
	}
	for _, name := range p.Tree.Files() {
		if path.Base(name) == "pnpm-workspace.yaml" && !vendored(name) && p.workspaces[path.Dir(name)] == nil {
			p.addWorkspace(path.Dir(name), jsonValue{})
		}
	}
}

func (p *Project) addWorkspace(dir string, pkg jsonValue) {
	w := &workspace{dir: dir, members: map[string]*Package{}, dirs: map[string]bool{}, catalogs: map[string]map[string]string{}}
	patterns := pkg.get("workspaces").strings()
	patterns = append(patterns, pkg.get("workspaces", "packages").strings()...)
	for _, at := range []jsonValue{pkg, pkg.get("workspaces")} {
		w.addCatalogs(at)
	}
	patterns = append(patterns, p.lerna(dir)...)
	patterns = append(patterns, w.pnpm(p.Tree, dir)...)
	if len(patterns) == 0 && len(w.catalogs) == 0 {
		return
	}
	p.workspaces[dir] = w
	for _, at := range sortedKeys(p.packages) {
		rel, below := relative(dir, at)
		if !below || rel != "." && !included(patterns, rel) {
			continue
		}
		w.dirs[at] = true
		if member := p.packages[at]; member.Name != "" && w.members[member.Name] == nil {
			w.members[member.Name] = member
		}
	}
}

func (w *workspace) addCatalogs(v jsonValue) {
	for m := range v.get("catalog").members() {
		w.setCatalog("default", m.name, m.value.str())
	}
	for c := range v.get("catalogs").members() {
		for m := range c.value.members() {
			w.setCatalog(c.name, m.name, m.value.str())
		}
	}
}

func (w *workspace) setCatalog(catalog, name, spec string) {
	if w.catalogs[catalog] == nil {
		w.catalogs[catalog] = map[string]string{}
	}
	w.catalogs[catalog][name] = spec
}

func (p *Project) lerna(dir string) []string {
	name := path.Join(dir, "lerna.json")
	if !p.Tree.Has(name) {
		return nil
	}
	f, err := p.Tree.Read(name)
	if err != nil {
		return nil
	}
	root, err := readJSON(f)
	if err != nil {
		report(p.Tree, f, err)
	}
	return root.get("packages").strings()
}

func (w *workspace) pnpm(tree *source.Tree, dir string) []string {
	name := path.Join(dir, "pnpm-workspace.yaml")
	if !tree.Has(name) {
		return nil
	}
	f, err := tree.Read(name)
	if err != nil {
		return nil
	}
	var y workspaceFile
	if source.NestedTooDeep(f.Text) {
		report(tree, f, errors.New("is nested too deeply"))
		return nil
	}
	if err := yaml.Unmarshal(f.Text, &y); err != nil {
		report(tree, f, yamlError(err))
	}
	for name, spec := range y.Catalog {
		w.setCatalog("default", name, spec)
	}
	for catalog, specs := range y.Catalogs {
		for name, spec := range specs {
			w.setCatalog(catalog, name, spec)
		}
	}
	return y.Packages
}

// yamlError keeps the line and the first line of the message: the rest quotes
// the file.
func yamlError(err error) error {
	text, _, _ := strings.Cut(err.Error(), "\n")
	line, column := 1, 0
	if _, scanErr := fmt.Sscanf(text, "[%d:%d]", &line, &column); scanErr == nil {
		_, text, _ = strings.Cut(text, "] ")
	}
	return &lineError{line, fmt.Errorf("is not valid YAML: %s", text)}
}

// included reports whether the last pattern that matches the folder takes it in.
func included(patterns []string, dir string) bool {
	in := false
	for _, pattern := range patterns {
		glob, negated := strings.CutPrefix(pattern, "!")
		glob = path.Clean(strings.TrimPrefix(glob, "./"))
		if ok, err := doublestar.Match(glob, dir); err == nil && ok {
			in = !negated
		}
	}
	return in
}

// workspaceOf returns the workspace that the package in dir belongs to, or nil.
func (p *Project) workspaceOf(dir string) *workspace {
	for _, at := range above(dir) {
		if w := p.workspaces[at]; w != nil && w.dirs[dir] {
			return w
		}
	}
	return nil
}

// relative returns name as seen from dir; ok is false unless it is dir or below.
func relative(dir, name string) (rel string, ok bool) {
	switch {
	case dir == name:
		return ".", true
	case dir == ".":
		return name, true
	}
	return strings.CutPrefix(name, dir+"/")
}

// vendored reports whether the path is below a node_modules folder.
func vendored(name string) bool {
	return strings.HasPrefix(name, "node_modules/") || strings.Contains(name, "/node_modules/")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
