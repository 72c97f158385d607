package gitfs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"clerkvet/analyzers/source"
)

// Rules returns the ignore rules of the work tree: its .gitignore files,
// info/exclude and the user's global file.
func (r *Repo) Rules() *Ignore { return r.rules() }

// Ignored reports whether git ignores the path in the work tree, were it not
// tracked. dir tells whether it is a folder.
func (r *Repo) Ignored(path string, dir bool) bool { return r.Rules().Ignored(path, dir) }

// IgnoredBy returns the line that makes git ignore the file at path.
func (r *Repo) IgnoredBy(path string) (source string, line int, pattern string, ok bool) {
	rule := r.Rules().Match(path, false)
	if rule == nil || rule.Negated {
		return "", 0, "", false
	}
	return rule.Source, rule.Line, rule.Pattern, true
}

// RulesOf returns the rules that the .gitignore files in fsys make together
// with the repository's info/exclude and the global file: what would hold if
// the index or a commit were checked out here.
func (r *Repo) RulesOf(fsys fs.FS) *Ignore {
	if !r.HasGit || r.Bare {
		return Rules(fsys)
	}
	var global string
	var globalErr error
	var wait sync.WaitGroup
	wait.Go(func() { global, globalErr = r.globalRules() })
	fold, err := r.foldsCase()
	wait.Wait()
	g := newIgnore(fsys, fold)
	if err != nil {
		g.problems = append(g.problems, source.Problem{Path: ".git/config", Reason: "core.ignoreCase cannot be read: " + err.Error()})
	}
	g.addOuter(filepath.Join(r.commonDir, "info", "exclude"), ".git/info/exclude")
	if globalErr != nil {
		g.problems = append(g.problems, source.Problem{Path: ".git/config", Reason: "core.excludesFile cannot be read: " + globalErr.Error()})
	}
	if global != "" {
		g.addOuter(global, global)
	}
	return g
}

// addOuter adds the rules of a file outside of the tree, weaker than those
// added before.
func (g *Ignore) addOuter(file, shown string) {
	text, err := readRules(os.DirFS(filepath.Dir(file)), filepath.Base(file))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		g.report(shown, err)
	default:
		g.outer = append(g.outer, parseRules(shown, text, g.fold))
	}
}

// foldsCase reads core.ignoreCase.
func (r *Repo) foldsCase() (bool, error) {
	text, err := r.setting("bool", "core.ignoreCase")
	if err != nil {
		return false, unlessUnset(err)
	}
	switch strings.ToLower(text) {
	case "true", "yes", "on", "1":
		return true, nil
	}
	return false, nil
}

// globalRules returns the path of the user's ignore file, or "": the one that
// core.excludesFile names, else git/ignore in the configuration folder. A
// relative path starts at the work tree's root.
func (r *Repo) globalRules() (string, error) {
	text, err := r.setting("path", "core.excludesFile")
	if errors.Is(err, errUnset) {
		return defaultRules(), nil
	}
	if err != nil || text == "" {
		return "", err
	}
	if !filepath.IsAbs(text) {
		text = filepath.Join(r.Root, text)
	}
	return text, nil
}

func defaultRules() string {
	dir := os.Getenv("XDG_CONFIG_HOME")
	if dir == "" {
		home := os.Getenv("HOME")
		if home == "" {
			return ""
		}
		dir = filepath.Join(home, ".config")
	}
	return filepath.Join(dir, "git", "ignore")
}

// errUnset says that a configuration has no such key.
var errUnset = errors.New("not set")

func unlessUnset(err error) error {
	if errors.Is(err, errUnset) {
		return nil
	}
	return err
}

// setting reads one key of git's configuration, in its canonical form for the
// kind, "bool" or "path".
func (r *Repo) setting(kind, key string) (string, error) {
	if r.noBinary {
		return r.settingAlone(key)
	}
	if r.early != nil {
		if value, err, ok := r.early.setting(kind, key); ok {
			return value, err
		}
	}
	out, err := output(context.Background(), r.where(), "config", "--type="+kind, "-z", "--get", key)
	if err != nil {
		var ge *gitError
		if errors.As(err, &ge) && ge.said == "" {
			return "", errUnset
		}
		return "", fmt.Errorf("read %s: %w", key, err)
	}
	return strings.TrimSuffix(string(out), "\x00"), nil
}

func (r *Repo) settingAlone(key string) (string, error) {
	text, err := goGitSetting(r, strings.TrimPrefix(key, "core."))
	if err != nil {
		return "", fmt.Errorf("read %s without git: %w", key, err)
	}
	if text == "" {
		return "", errUnset
	}
	if rest, ok := strings.CutPrefix(text, "~/"); ok {
		text = filepath.Join(os.Getenv("HOME"), rest)
	}
	return text, nil
}
