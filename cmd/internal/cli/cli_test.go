package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"clerkvet": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "../../../testdata/cli",
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":  code,
			"large": large,
			"fifo":  fifo,
			"json":  validJSON,
			"patch": patch,
		},
	})
}

// code runs a command line and wants its exit code: code 2 clerkvet audit.
func code(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = "?"
		if exit, ok := err.(*exec.ExitError); ok {
			got = fmt.Sprint(exit.ExitCode())
		}
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// large writes a file of so many MiB.
func large(ts *testscript.TestScript, _ bool, args []string) {
	var mib int
	fmt.Sscan(args[1], &mib)
	line := []byte("export const a = 1 // " + strings.Repeat("x", 1000) + "\n")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat(line, mib<<10), 0o644))
}

func fifo(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o644))
}

// json wants a file, or stdout, to be one JSON value.
func validJSON(ts *testscript.TestScript, _ bool, args []string) {
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &v))
}

// patch replaces text in a file, with escapes for what txtar cannot hold:
// patch FILE OLD NEW.
func patch(ts *testscript.TestScript, _ bool, args []string) {
	unescape := strings.NewReplacer(`\r`, "\r", `\n`, "\n", `\0`, "\x00", `\e`, "\x1b", `\uFEFF`, "\uFEFF").Replace
	text := strings.ReplaceAll(ts.ReadFile(args[0]), unescape(args[1]), unescape(args[2]))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// Every format of the example is the same from run to run.
func TestSameEveryRun(t *testing.T) {
	example := filepath.Join("..", "..", "..", "testdata", "example")
	for _, format := range formatNames() {
		var first, second, stderr bytes.Buffer
		args := []string{"audit", example, "--format", format}
		Main(args, nil, &first, &stderr)
		Main(args, nil, &second, &stderr)
		if first.Len() == 0 || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s differs between two runs, or is empty: %s", format, stderr.String())
		}
	}
}
