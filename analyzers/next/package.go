package next

import (
	"errors"
	"path"
	"strings"

	"clerkvet/analyzers/source"
)

// sections are where a package.json names dependencies; the first that names
// one wins.
var sections = []string{"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"}

// readPackage reads a package.json. It is nil, and the tree has a Problem, if
// the file cannot be read at all.
func readPackage(tree *source.Tree, name string) *Package {
	f, err := tree.Read(name)
	if err != nil {
		return nil
	}
	root, err := readJSON(f)
	if err == nil && !root.isObject() {
		err = errors.New("is not a JSON object")
	}
	if err != nil {
		report(tree, f, err)
		return nil
	}
	p := &Package{
		File: f, Dir: path.Dir(name), Name: root.get("name").str(), json: root,
		Scripts: map[string]string{}, Dependencies: map[string]Dependency{},
	}
	for m := range root.get("scripts").members() {
		p.Scripts[m.name] = m.value.str()
	}
	for _, section := range sections {
		p.addDependencies(section)
	}
	return p
}

func (p *Package) addDependencies(section string) {
	for m := range p.json.get(section).members() {
		if _, known := p.Dependencies[m.name]; !known {
			p.Dependencies[m.name] = Dependency{Range: m.value.str(), Kind: section, Span: m.span}
		}
	}
}

// anchor returns where a missing thing is reported, and whether the package
// names next or a @clerk package at all.
func (p *Package) anchor() (source.Span, bool) {
	best := ""
	for name := range p.Dependencies {
		if strings.HasPrefix(name, "@clerk/") && (best == "" || name < best) {
			best = name
		}
	}
	for _, name := range []string{"@clerk/nextjs", best, "next"} {
		if d, ok := p.Dependencies[name]; ok {
			return d.Span, true
		}
	}
	return p.File.Whole(), false
}

// installs reports whether the package itself brings the dependency, rather
// than asking its users to.
func (p *Package) installs(name string) bool {
	d, ok := p.Dependencies[name]
	return ok && d.Kind != "peerDependencies"
}

// runsNext reports whether a script of the package starts or builds a Next.js
// app in its own folder.
func (p *Package) runsNext() bool {
	for _, script := range p.Scripts {
		words := strings.Fields(script)
		for i := range len(words) - 1 {
			if words[i] != "next" {
				continue
			}
			switch strings.TrimRight(words[i+1], ";") {
			case "dev", "build", "start":
				return true
			}
		}
	}
	return false
}

// nearest returns the package of the folder or of the closest one above it.
func (p *Project) nearest(dir string) *Package {
	for {
		if pkg := p.packages[dir]; pkg != nil {
			return pkg
		}
		if dir == "." {
			return nil
		}
		dir = path.Dir(dir)
	}
}

// above yields dir and the folders above it, up to ".".
func above(dir string) (out []string) {
	for {
		out = append(out, dir)
		if dir == "." || dir == "/" || dir == "" {
			return out
		}
		dir = path.Dir(dir)
	}
}
