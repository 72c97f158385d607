package gitfs

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ahead is what is asked of git before it is known where the repository's root
// is: most of what a short git command takes is its start, so the questions run
// beside each other. The answers count only where the guess was right.
type ahead struct {
	root     string
	stage    func() ([]byte, error) // the index
	settings func() ([]byte, error) // the configuration keys that ignore rules need
}

// askAhead asks at the nearest folder from dir upwards that holds a .git, or
// returns nil where none does.
func askAhead(ctx context.Context, dir string) *ahead {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return &ahead{
				root:     at,
				stage:    start(ctx, at, stageArgs...),
				settings: start(ctx, at, settingsArgs...),
			}
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// start runs a git command; the returned function waits for what it prints.
func start(ctx context.Context, dir string, args ...string) func() ([]byte, error) {
	var out []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		out, err = output(ctx, dir, args...)
	}()
	return func() ([]byte, error) { <-done; return out, err }
}

var (
	stageArgs    = []string{"ls-files", "--stage", "-z"}
	settingsArgs = []string{"config", "--type=path", "-z", "--get-regexp", `^core\.(excludesfile|ignorecase)$`}
)

// setting returns the last value of a key among the settings, in its canonical
// form for the kind. ok is false where the key must be asked for by itself: the
// question failed, or the value has a form that git should judge.
func (a *ahead) setting(kind, key string) (value string, err error, ok bool) {
	out, err := a.settings()
	var failed *gitError
	switch {
	case errors.As(err, &failed) && failed.said == "":
		return "", errUnset, true
	case err != nil:
		return "", nil, false
	}
	err = errUnset
	for _, item := range fields(out) {
		name, text, valued := strings.Cut(item, "\n")
		if !strings.EqualFold(name, key) {
			continue
		}
		if value, err = text, nil; kind != "bool" {
			continue
		}
		if value, ok = truth(text); !ok || !valued {
			return "", nil, false
		}
	}
	return value, err, true
}

// truth reads a boolean as git does.
func truth(text string) (canonical string, ok bool) {
	switch strings.ToLower(text) {
	case "true", "yes", "on":
		return "true", true
	case "false", "no", "off", "":
		return "false", true
	}
	n, err := strconv.Atoi(text)
	return strconv.FormatBool(n != 0), err == nil
}
