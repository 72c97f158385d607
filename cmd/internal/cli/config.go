package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// configNames are where the configuration stands, from the repository's root.
var configNames = []string{"clerkvet.yaml", ".clerkvet.yaml"}

// A config is one configuration, checked.
type config struct {
	file    *source.File // nil without one
	failOn  located
	routes  section // of every app
	apps    []appSection
	ignores []*rules.Ignore
}

// A section is what can be said of one app, or of all.
type section struct {
	declared []declared
	rules    map[string]*rules.Setting
}

// A declared is one pattern of public or protected.
type declared struct {
	located
	intent visitor.Intent
}

type appSection struct {
	dir located
	section
}

// readConfig finds and reads the configuration: the file that was named, else
// the one at the root of what is audited, else an empty one.
func readConfig(tree fs.FS, named string) (*config, error) {
	file, err := configFile(tree, named)
	if err != nil || file == nil {
		return &config{}, err
	}
	return parseConfig(file)
}

func configFile(tree fs.FS, named string) (*source.File, error) {
	if named != "" {
		return readNamed(named)
	}
	var found *source.File
	for _, name := range configNames {
		text, err := readLimited(tree, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, fmt.Errorf("read the configuration %s: %w", name, err)
		case found != nil:
			return nil, fmt.Errorf("both %s and %s exist: remove one", found.Path, name)
		default:
			found = source.NewFile(name, text)
		}
	}
	return found, nil
}

// readNamed reads a configuration that a person named: it may stand anywhere.
func readNamed(name string) (*source.File, error) {
	dir, base := filepath.Split(name)
	text, err := readLimited(os.DirFS(cmp.Or(dir, ".")), base)
	if err != nil {
		return nil, fmt.Errorf("read the configuration %s: %w", name, cause(err))
	}
	return source.NewFile(filepath.ToSlash(name), text), nil
}

func readLimited(tree fs.FS, name string) ([]byte, error) { return readBounded(tree, name, maxConfig) }

// readBounded reads a regular file of at most so many bytes. Nothing else is
// opened: a pipe that nobody writes to would be waited for.
func readBounded(tree fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(tree, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file")
	}
	f, err := tree.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, limit+1))
	if int64(len(text)) > limit {
		return nil, fmt.Errorf("is larger than %d KiB", limit>>10)
	}
	return text, err
}

// cause strips the operation and path from a file error.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// parseConfig reads a configuration and checks all that needs no repository.
// The error lists every complaint with its line and column.
func parseConfig(file *source.File) (*config, error) {
	y := &yamlReader{file: file}
	c := &config{file: file}
	if root := y.parse(); root != nil && !isNull(root) {
		c.read(y, root)
	}
	if err := y.err(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *config) read(y *yamlReader, root ast.Node) {
	top := c.routes.fields(y, "the configuration")
	top["fail-on"] = func(n ast.Node) { c.failOn = y.oneOf(n, "fail-on", "error", "warning", "note", "never") }
	top["ignore"] = func(n ast.Node) {
		y.list(n, "ignore", func(n ast.Node) { c.ignores = append(c.ignores, y.ignore(n)) })
	}
	top["apps"] = func(n ast.Node) {
		y.list(n, "apps", func(n ast.Node) {
			c.apps = append(c.apps, y.app(n))
			y.sameApp(c.apps)
		})
	}
	y.mapping(root, "the configuration", top)
}

func (s *section) fields(y *yamlReader, what string) fields {
	read := func(key string, intent visitor.Intent) func(ast.Node) {
		return func(n ast.Node) {
			y.list(n, key, func(n ast.Node) { y.declare(s, n, intent) })
		}
	}
	return fields{
		"public": read("public", visitor.DeclaredPublic), "protected": read("protected", visitor.DeclaredProtected),
		"rules": func(n ast.Node) { s.rules = y.settings(n) },
	}
}

// setting is what the configuration says of a rule in an app.
func (c *config) setting(r *rules.Result) *rules.Setting {
	if r.App != nil {
		for _, a := range c.apps {
			if s := a.rules[r.Rule.ID]; s != nil && sameDir(a.dir.text, r.App.Next.Dir) {
				return s
			}
		}
	}
	return c.routes.rules[r.Rule.ID]
}

func sameDir(written, dir string) bool {
	return filepath.ToSlash(filepath.Clean(strings.TrimPrefix(written, "./"))) == dir
}

// declare hands every app what is declared of its routes. It comes before the
// machine of any app is asked.
func (c *config) declare(facts *analyzers.Facts) {
	for _, app := range facts.Apps {
		p := &visitor.Policy{}
		for _, d := range c.declaredFor(app) {
			_ = p.Declare(d.intent, d.text, d.at) // checked when it was read
		}
		app.Declare(p)
	}
}

func (c *config) declaredFor(app *analyzers.App) []declared {
	all := slices.Clone(c.routes.declared)
	for _, a := range c.apps {
		if sameDir(a.dir.text, app.Next.Dir) {
			all = append(all, a.declared...)
		}
	}
	return all
}

// protects reports whether anything is declared protected.
func (c *config) protects() bool {
	all := slices.Clone(c.routes.declared)
	for _, a := range c.apps {
		all = append(all, a.declared...)
	}
	return slices.ContainsFunc(all, func(d declared) bool { return d.intent == visitor.DeclaredProtected })
}

// apply lets the configuration and the comments of the code speak about the
// results: levels first, then what is silenced.
func (c *config) apply(facts *analyzers.Facts, results []*rules.Result, known []string, now time.Time) []*rules.Result {
	results = rules.Suppress(facts, results, known)
	rules.Configure(results, c.setting)
	rules.Silence(results, c.ignores, now)
	return results
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
