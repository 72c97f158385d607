package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// The tools, pinned.
var (
	npmPackages = []string{"oxlint@1.94.0", "@ast-grep/cli@0.51.1"}
	goPackage   = "github.com/zricethezav/gitleaks/v8@v8.30.0"
)

// installAll brings what registries have. What fails is told and then missing
// from the table.
func installAll(store string) {
	if err := os.MkdirAll(store, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		return
	}
	bin := filepath.Join(store, "node_modules", ".bin")
	if !isFile(filepath.Join(bin, "oxlint")) || !isFile(filepath.Join(bin, "ast-grep")) {
		tell(exec.Command("npm", append([]string{"install", "--prefix", store, "--no-audit", "--no-fund", "--loglevel=error"}, npmPackages...)...))
	}
	if find(store, "gitleaks") == "" {
		cmd := exec.Command("go", "install", goPackage)
		cmd.Dir = store // outside of this module
		cmd.Env = append(os.Environ(), "GOBIN="+store)
		tell(cmd)
	}
}

func tell(cmd *exec.Cmd) {
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		fmt.Fprintf(os.Stderr, "peers: %s: %v\n", cmd.Args[0], err)
	}
}

// patterns are five questions about Clerk as ast-grep is asked.
var patterns = []string{"auth()", "auth.protect($$$)", "clerkMiddleware($$$)", "createRouteMatcher($$$)", "currentUser()"}

func writePatterns() (string, error) {
	f, err := os.CreateTemp("", "patterns-*.yml")
	if err != nil {
		return "", err
	}
	for i, p := range patterns {
		fmt.Fprintf(f, "id: p%d\nlanguage: tsx\nrule: {pattern: %q}\n---\n", i, p)
	}
	return f.Name(), f.Close()
}
