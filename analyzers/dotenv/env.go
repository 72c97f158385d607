package dotenv

import (
	"context"
	"errors"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"clerkvet/analyzers/source"
)

// A Kind is a sort of place where variables are declared.
type Kind string

// The kinds of places.
const (
	EnvFile    Kind = "env file"
	Template   Kind = "template" // .env.example and its like: never loaded
	Schema     Kind = "schema"   // t3-env, zod, envalid, interface ProcessEnv …
	Dockerfile Kind = "Dockerfile"
	Compose    Kind = "compose file"
	Workflow   Kind = "workflow" // GitHub Actions
	GitLab     Kind = "GitLab pipeline"
	Platform   Kind = "platform" // vercel.json, netlify.toml, render.yaml, app.json, turbo.json …
	Docs       Kind = "documentation"
)

// An Environment is where a declared value would be used.
type Environment string

// The environments. Templates, schemas and documentation are Templates: they
// name variables and set none.
const (
	InProduction  Environment = "production"
	InDevelopment Environment = "development"
	InTest        Environment = "test"
	InPreview     Environment = "preview"
	InAny         Environment = "any"
	AsTemplate    Environment = "template"
)

// A Declaration is one place that declares a variable.
type Declaration struct {
	Name        string
	Value       Secret // the zero Secret where only the name is given
	Kind        Kind
	At          source.Span // the name
	ValueAt     source.Span // the value as written; zero where there is none
	Environment Environment
	Dir         string // the folder of the file; "." for what serves the whole repository
	// Loaded tells that Next.js loads the file: an env file in the folder of an
	// app, of a name in the load order of some mode.
	Loaded bool
	// Overridden tells that a later assignment of the same file wins.
	Overridden bool
	// Reference tells that the value is taken from elsewhere: a pipeline secret,
	// another variable.
	Reference bool
	// Deploys tells that the place is a pipeline job that deploys.
	Deploys bool
	// Required tells, of a schema that code checks the environment against, that
	// the check fails without the variable.
	Required bool
}

// An Env is every declaration of a repository. It does not change once loaded.
type Env struct {
	declarations []Declaration // by place
	byName       map[string][]int
	dirs         []string
	mu           sync.Mutex         // guards files while they are read
	files        map[string][]Entry // env files by path
}

// A reader finds the declarations of one file.
type reader func(*source.File) ([]Declaration, error)

// Read reads every declaration of the tree. A file that cannot be read becomes a
// problem of the tree. Which apps there are need not be known yet: see Assign.
func Read(ctx context.Context, tree *source.Tree) (*Env, error) {
	e := &Env{byName: map[string][]int{}, files: map[string][]Entry{}}
	names := tree.Files()
	found := make([][]Declaration, len(names))
	err := source.Parallel(ctx, len(names), func(i int) {
		if read := e.readerOf(names[i]); read != nil {
			found[i] = declared(tree, names[i], read)
		}
	})
	if err != nil {
		return nil, err
	}
	e.declarations = slices.Concat(found...)
	for i, d := range e.declarations {
		e.byName[d.Name] = append(e.byName[d.Name], i)
	}
	return e, nil
}

// Assign tells the folders of the apps: which of the env files Next.js loads
// hangs on them.
func (e *Env) Assign(tree *source.Tree, dirs []string) {
	e.dirs = slices.Clone(dirs)
	for i, d := range e.declarations {
		e.declarations[i].Loaded = d.Kind == EnvFile && e.loads(d.At.Path())
	}
	for name, entries := range e.files {
		file, err := tree.Read(name)
		if err == nil && e.loads(name) && newEnvironment(Production).load(entries) != nil {
			tree.Report(problem(file, badFile{reason: "Next.js does not load " + path.Base(name) + ": a variable refers to itself"}))
		}
	}
}

// loads reports whether Next.js loads the env file for some app.
func (e *Env) loads(name string) bool {
	_, loadable := fileEnvironment(path.Base(name))
	return loadable && slices.Contains(e.dirs, path.Dir(name))
}

// declared returns the declarations of one file, by place.
func declared(tree *source.Tree, name string, read reader) (found []Declaration) {
	file, err := tree.Read(name)
	if err != nil {
		return nil // the tree has noted it
	}
	err = source.Contain("read declarations", func() (err error) {
		found, err = read(file)
		return err
	})
	switch {
	case errors.Is(err, source.ErrInternal):
		tree.Report(source.Problem{Path: name, Reason: err.Error(), Internal: true})
	case err != nil:
		tree.Report(problem(file, err))
	}
	for i := range found {
		if found[i].Dir == "" {
			found[i].Dir = path.Dir(name)
		}
	}
	slices.SortStableFunc(found, func(a, b Declaration) int { return source.Compare(a.At, b.At) })
	return found
}

// Declared returns the declarations of a variable, by place.
func (e *Env) Declared(name string) []Declaration {
	var out []Declaration
	for _, i := range e.byName[name] {
		out = append(out, e.declarations[i])
	}
	return out
}

// All returns every declaration, by place. The caller must not change it.
func (e *Env) All() []Declaration { return e.declarations }

// In returns the declarations that concern the app in dir: of files in its
// folder, and of folders above or beside it that are no other app's.
func (e *Env) In(dir string) []Declaration {
	return e.concerning(dir, e.declarations)
}

// DeclaredIn returns those of In that declare the name.
func (e *Env) DeclaredIn(dir, name string) []Declaration {
	return e.concerning(dir, e.Declared(name))
}

// Deployed returns where a variable of the app in dir is set for production: to the text,
// or where that is "", to anything. It is nil if no file does.
func (e *Env) Deployed(dir, name, text string) *Declaration {
	for _, d := range e.DeclaredIn(dir, name) {
		if d.Environment == InProduction && !d.Reference && (text == "" && !d.Value.IsEmpty() || text != "" && d.Value.Is(text)) {
			return &d
		}
	}
	return nil
}

func (e *Env) concerning(dir string, all []Declaration) []Declaration {
	var out []Declaration
	for _, d := range all {
		if e.concerns(d, dir) {
			out = append(out, d)
		}
	}
	return out
}

// concerns reports whether the innermost app around the declaration's file is
// the one in dir, or there is none, or it is around that one.
func (e *Env) concerns(d Declaration, dir string) bool {
	owner := ""
	for _, app := range e.dirs {
		if within(d.Dir, app) && len(app) > len(owner) {
			owner = app
		}
	}
	return owner == "" || owner == dir || within(dir, owner) && !d.Loaded
}

func within(name, dir string) bool {
	return dir == "." || name == dir || strings.HasPrefix(name, dir+"/")
}

// Names returns the names of all variables, sorted.
func (e *Env) Names() []string {
	out := make([]string, 0, len(e.byName))
	for name := range e.byName {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// HasTemplate reports whether a template concerns the app in dir.
func (e *Env) HasTemplate(dir string) bool {
	return slices.ContainsFunc(e.In(dir), func(d Declaration) bool { return d.Kind == Template })
}

// Loaded returns what Next.js loads for the app in dir: the winning
// declaration of each variable, its value expanded, as if nothing else were in
// the environment.
func (e *Env) Loaded(dir string, mode Mode) map[string]Declaration {
	out := map[string]Declaration{}
	env := newEnvironment(mode)
	for _, file := range mode.Files() {
		name := path.Join(dir, file)
		entries, ok := e.files[name]
		if !ok || env.load(entries) != nil {
			continue
		}
		for _, d := range e.declarations {
			if _, taken := out[d.Name]; taken || d.At.Path() != name || d.Overridden {
				continue
			}
			if value, ok := env.loaded[d.Name]; ok {
				d.Value = NewSecret(value)
				out[d.Name] = d
			}
		}
	}
	return out
}

// Plain returns the value where it may be shown: a path or URL without
// credentials, a switch or a number of a variable that is public by its name.
func (d Declaration) Plain() (string, bool) {
	v := d.Value.text()
	public := strings.HasPrefix(d.Name, "NEXT_PUBLIC_") || strings.HasSuffix(d.Name, "_URL")
	link := strings.HasPrefix(v, "/") || strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://")
	if public && link && !strings.ContainsAny(v, "@?\n") && len(v) < 200 || v == "true" || v == "false" {
		return v, true
	}
	return "", false
}
