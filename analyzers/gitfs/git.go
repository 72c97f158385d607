package gitfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// safeArgs override what a repository could set to start a program. Options on
// the command line win over every configuration file.
var safeArgs = []string{
	"--no-pager", "--literal-pathspecs",
	"-c", "core.fsmonitor=false",
	"-c", "core.hooksPath=/dev/null",
	"-c", "core.sshCommand=false",
	"-c", "core.askPass=false",
	"-c", "credential.helper=",
	"-c", "core.editor=false",
	"-c", "protocol.allow=never",
}

// safeEnv ends what options cannot. A repository's protocol.<name>.allow beats
// protocol.allow, but not GIT_ALLOW_PROTOCOL; replace refs would show other
// content than what is stored.
var safeEnv = []string{
	"GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
	"GIT_TERMINAL_PROMPT=0", "GIT_NO_REPLACE_OBJECTS=1", "GIT_PAGER=cat", "LC_ALL=C",
}

// foreignEnv names variables that would point git at another repository than
// the one at hand, or start a program. GIT_INDEX_FILE is not among them: git
// hands it to hooks, and it names what is about to be committed.
var foreignEnv = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE",
	"GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_PROXY_COMMAND",
	"GIT_ASKPASS", "SSH_ASKPASS", "GIT_EDITOR", "GIT_EXEC_PATH", "GIT_GLOB_PATHSPECS",
	"GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE",
	"GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF",
}

// environ returns the environment for git.
func environ() []string {
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.Contains(foreignEnv, name)
	})
	return append(env, safeEnv...)
}

// errNoGit says that there is no git binary to ask.
var errNoGit = errors.New("git is not installed")

// command returns a git command that runs in dir.
func command(ctx context.Context, dir string, args ...string) (*exec.Cmd, error) {
	bin, err := exec.LookPath("git")
	if err != nil {
		return nil, errNoGit
	}
	cmd := exec.CommandContext(ctx, bin, slices.Concat(safeArgs, args)...)
	cmd.Dir = dir
	cmd.Env = environ()
	return cmd, nil
}

// A gitError is what git said when it failed.
type gitError struct {
	command string
	said    string // the last line on its standard error
	cause   error
}

func (e *gitError) Error() string {
	if e.said == "" {
		return fmt.Sprintf("git %s: %v", e.command, e.cause)
	}
	return fmt.Sprintf("git %s: %s", e.command, e.said)
}

func (e *gitError) Unwrap() error { return e.cause }

// output runs a git command in dir and returns what it prints.
func output(ctx context.Context, dir string, args ...string) ([]byte, error) {
	return outputOf(ctx, dir, nil, args...)
}

// outputOf is output with something on standard input.
func outputOf(ctx context.Context, dir string, stdin io.Reader, args ...string) ([]byte, error) {
	cmd, err := command(ctx, dir, args...)
	if err != nil {
		return nil, err
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.Bytes(), failed(args[0], stderr.String(), err)
	}
	return stdout.Bytes(), nil
}

// failed tells a failure of git in one line. git puts the reason first and
// advice after it.
func failed(name, stderr string, cause error) error {
	said := ""
	for line := range strings.Lines(stderr) {
		line = strings.TrimSpace(line)
		if after, ok := strings.CutPrefix(line, "fatal: "); ok {
			said = after
			break
		}
		if said == "" && !strings.HasPrefix(line, "warning: ") {
			said = line
		}
	}
	return &gitError{command: name, said: said, cause: cause}
}

// fields splits output that ends each item with a NUL.
func fields(out []byte) []string {
	if len(out) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}
