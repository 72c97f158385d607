package next

import (
	"strings"
	"sync"
)

// A surrounding is what decides where the imports of a folder lead. The many
// files of a folder share it.
type surrounding struct {
	// tsconfigs are those of the folder and above, nearest first, up to that of
	// its package: the compiler takes one, but a folder of tests often has its own
	// and leaves the aliases to the bundler.
	tsconfigs []*tsconfig
	packages  []*Package // of the folder and above, nearest first
	imports   sync.Map   // what importable found: package name → *Package
}

// around returns the surrounding of a folder.
func (p *Project) around(dir string) *surrounding {
	if s, ok := p.surroundings.Load(dir); ok {
		return s.(*surrounding)
	}
	s := &surrounding{}
	for _, at := range above(dir) {
		if c := p.tsconfigs[at]; c != nil && (len(s.packages) == 0 || len(s.tsconfigs) == 0) {
			s.tsconfigs = append(s.tsconfigs, c)
		}
		if pkg := p.packages[at]; pkg != nil {
			s.packages = append(s.packages, pkg)
		}
	}
	found, _ := p.surroundings.LoadOrStore(dir, s)
	return found.(*surrounding)
}

// importable returns the package of the repository that a file in dir gets by
// the name, or nil if it gets an installed one.
func (p *Project) importable(dir, name string) *Package {
	around := p.around(dir)
	if found, ok := around.imports.Load(name); ok {
		return found.(*Package)
	}
	found := p.member(around, name)
	around.imports.Store(name, found)
	return found
}

func (p *Project) member(around *surrounding, name string) *Package {
	for _, pkg := range around.packages {
		if pkg.Name == name && name != "" {
			return pkg
		}
		d, declared := pkg.Dependencies[name]
		if linked := p.linked(pkg, d.Range); linked != nil {
			return linked
		}
		if w := p.workspaceOf(pkg.Dir); w != nil {
			if m := w.members[name]; m != nil && (!declared || linksTo(d.Range, m)) {
				return m
			}
		}
		if declared && !strings.HasPrefix(d.Range, "workspace:") { // installed beside this package
			return nil
		}
	}
	return nil
}
