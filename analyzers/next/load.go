package next

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"clerkvet/analyzers/source"
)

// Load reads the project in the tree. A repository without a Next.js app gives
// a Project without Apps. What cannot be read is a Problem of the tree; the
// error is that of ctx.
func Load(ctx context.Context, tree *source.Tree) (*Project, error) {
	return LoadLike(ctx, tree, nil)
}

// LoadLike is Load for a tree that shares the files of another project.
func LoadLike(ctx context.Context, tree *source.Tree, other *Project) (*Project, error) {
	p := &Project{Tree: tree, other: other, packages: map[string]*Package{}, locks: map[string][]*lock{}}
	for _, name := range tree.Files() {
		if path.Base(name) != "package.json" || vendored(name) {
			continue
		}
		if pkg := readPackage(tree, name); pkg != nil {
			p.packages[pkg.Dir] = pkg
		}
	}
	p.loadWorkspaces()
	p.loadTSConfigs()
	p.surroundings.Clear() // those made while tsconfigs were read lack some
	p.findApps()
	var versions sync.WaitGroup // lockfiles are long, and no module needs them
	versions.Go(func() {
		for _, app := range p.Apps {
			app.loadVersions()
		}
	})
	err := p.loadGraph(ctx)
	versions.Wait()
	if err != nil {
		return nil, fmt.Errorf("load the modules: %w", err)
	}
	for _, app := range p.Apps {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("load the apps: %w", err)
		}
		app.load()
	}
	return p, nil
}

// Packages returns every package.json of the repository that could be read, by
// folder.
func (p *Project) Packages() []*Package {
	out := make([]*Package, 0, len(p.packages))
	for _, dir := range sortedKeys(p.packages) {
		out = append(out, p.packages[dir])
	}
	return out
}

// configNames are the names of the configuration, in the order in which
// Next.js looks for them.
var configNames = []string{"next.config.js", "next.config.mjs", "next.config.ts", "next.config.mts", "next.config.cjs"}

// findApps makes an App of each package.json that installs next and has an app
// or pages folder beside it, or a script that runs next, and of each app in a
// monorepo whose dependencies stand in a folder above. A package that also asks
// its users for next is a library unless it has a next.config.
func (p *Project) findApps() {
	for _, dir := range sortedKeys(p.packages) {
		pkg := p.packages[dir]
		switch {
		case pkg.installs("next") && (pkg.runsNext() || p.codeIn(dir) && (p.configIn(dir) || !pkg.json.get("peerDependencies", "next").ok())):
			p.addApp(dir, pkg, pkg)
		case p.configIn(dir) && p.codeIn(dir), pkg.runsNext():
			if from := p.providing(dir); from != nil {
				p.addApp(dir, pkg, from)
			}
		}
	}
	p.findBareApps()
	if len(p.Apps) == 0 {
		p.takeAny()
	}
	slices.SortFunc(p.Apps, func(a, b *App) int { return strings.Compare(a.Dir, b.Dir) })
}

// takeAny takes each package that installs next as an App: a project whose
// first page is yet to be written is better looked at than passed over.
func (p *Project) takeAny() {
	for _, dir := range sortedKeys(p.packages) {
		if pkg := p.packages[dir]; pkg.installs("next") && !pkg.json.get("peerDependencies", "next").ok() {
			p.addApp(dir, pkg, pkg)
		}
	}
}

// findBareApps finds the apps without a package.json of their own: a
// next.config beside app or pages, as Nx lays them out.
func (p *Project) findBareApps() {
	for _, name := range p.Tree.Files() {
		dir, base := path.Split(name)
		dir = path.Clean(dir)
		if !slices.Contains(configNames, base) || vendored(name) || p.packages[dir] != nil || !p.codeIn(dir) || p.hasApp(dir) {
			continue
		}
		if from := p.providing(dir); from != nil {
			p.addApp(dir, from, from)
		}
	}
}

func (p *Project) hasApp(dir string) bool {
	return slices.ContainsFunc(p.Apps, func(a *App) bool { return a.Dir == dir })
}

func (p *Project) addApp(dir string, pkg, declares *Package) {
	app := &App{Project: p, Dir: dir, Package: pkg, declares: declares}
	var found bool
	if app.Anchor, found = pkg.anchor(); !found {
		app.Anchor, _ = declares.anchor()
	}
	p.Apps = append(p.Apps, app)
}

// providing returns the closest package.json above dir that installs next.
func (p *Project) providing(dir string) *Package {
	for _, at := range above(dir)[1:] {
		if pkg := p.packages[at]; pkg != nil && pkg.installs("next") {
			return pkg
		}
	}
	return nil
}

func (p *Project) codeIn(dir string) bool {
	for _, sub := range []string{"app", "src/app", "pages", "src/pages"} {
		if p.Tree.HasDir(path.Join(dir, sub)) {
			return true
		}
	}
	return false
}

func (p *Project) configIn(dir string) bool {
	return slices.ContainsFunc(configNames, func(name string) bool { return p.Tree.Has(path.Join(dir, name)) })
}

func (a *App) load() {
	a.loadConfig()
	a.loadVercel()
	a.findFolders()
	a.loadMiddleware()
	a.loadRoutes()
}

// findFolders says which app and pages folder Next.js takes: the one in the
// root wins over the one in src, whatever is in it (facts.md F1.1, F1.2).
func (a *App) findFolders() {
	a.PagesDir = a.folder("pages")
	if v := a.Versions.Of("next"); v == nil || v.Major() >= 13 {
		a.AppDir = a.folder("app")
	}
	a.CodeDir = a.Dir
	for _, dir := range []string{a.AppDir, a.PagesDir} {
		if dir != "" {
			a.CodeDir = path.Dir(dir)
		}
	}
}

func (a *App) folder(name string) string {
	for _, dir := range []string{path.Join(a.Dir, name), path.Join(a.Dir, "src", name)} {
		if a.Project.Tree.HasDir(dir) {
			return dir
		}
	}
	return ""
}
