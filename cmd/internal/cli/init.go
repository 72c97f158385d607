package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"clerkvet/analyzers"
	"clerkvet/cmd/internal/report"
)

// A proposal is one file that init would write.
type proposal struct {
	path, text string
	// taken names the file that is there already and stays as it is; "" if none.
	taken string
	add   string // what to add to that file by hand
}

func (c *command) initialize() *cobra.Command {
	yes := false
	cmd := &cobra.Command{
		Use:   "init [PATH]",
		Short: "Propose a configuration, a pre-commit hook and a workflow, and write them",
		Long: `init proposes a configuration from what it finds, a pre-commit hook and a
workflow, and shows them. On a terminal it asks before it writes; elsewhere it
writes with --yes only. A file that is there is never overwritten.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runInit(cmd.Context(), argument(args), yes)
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "write without asking")
	return cmd
}

func (c *command) runInit(ctx context.Context, path string, yes bool) error {
	facts, release, err := load(ctx, path)
	if err != nil {
		return err
	}
	defer release()
	if len(facts.Apps) == 0 {
		return noApp(facts)
	}
	root := facts.Repo.Git().Root
	all := proposals(facts, root)
	fresh := 0
	for _, p := range all {
		c.show(p)
		if p.taken == "" {
			fresh++
		}
	}
	switch {
	case fresh == 0:
		_, err = fmt.Fprintln(c.stdout, "Nothing to write: every file is there.")
		return err
	case !yes && !terminal(c.stdin):
		_, err = fmt.Fprintln(c.stdout, "Nothing was written: clerkvet init --yes writes the files above.")
		return err
	case !yes && !c.confirm(fresh):
		_, err = fmt.Fprintln(c.stdout, "Nothing was written.")
		return err
	}
	return c.create(root, all)
}

func (c *command) show(p proposal) {
	if p.taken != "" {
		fmt.Fprintf(c.stdout, "── %s is there and stays as it is\n", p.taken)
		if p.add != "" {
			fmt.Fprintf(c.stdout, "   add to it:\n\n%s", indent(p.add))
		}
		fmt.Fprintln(c.stdout)
		return
	}
	fmt.Fprintf(c.stdout, "── %s\n\n%s\n", p.path, report.Harmless(indent(p.text)))
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + line)
	}
	return b.String()
}

// confirm asks on the terminal; anything but yes is no.
func (c *command) confirm(n int) bool {
	fmt.Fprintf(c.stdout, "Write %d files? [y/N] ", n)
	answer, _ := bufio.NewReader(c.stdin).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

// create writes the files that are not there. A file that has appeared since is
// left alone, and so is what a link points to.
func (c *command) create(root string, all []proposal) error {
	top, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	defer top.Close()
	for _, p := range all {
		if p.taken != "" {
			continue
		}
		if err := createIn(top, p); err != nil {
			return fmt.Errorf("write %s: %w", p.path, err)
		}
		if _, err := fmt.Fprintf(c.stdout, "wrote %s\n", p.path); err != nil {
			return err
		}
	}
	return nil
}

func createIn(top *os.Root, p proposal) error {
	if err := top.MkdirAll(filepath.FromSlash(parentDir(p.path)), 0o777); err != nil {
		return err
	}
	f, err := top.OpenFile(filepath.FromSlash(p.path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, modeOf(p.path))
	if err != nil {
		return err
	}
	_, err = f.WriteString(p.text)
	return errors.Join(err, f.Close())
}

func parentDir(path string) string {
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		return path[:i]
	}
	return "."
}

// modeOf lets git run a hook.
func modeOf(path string) fs.FileMode {
	if strings.HasPrefix(path, ".husky/") {
		return 0o777
	}
	return 0o666
}

// proposals are the configuration, the hook and the workflow.
func proposals(facts *analyzers.Facts, root string) []proposal {
	all := []proposal{
		{path: configNames[0], text: proposeConfig(facts.Apps)},
		proposeHook(root),
		{path: ".github/workflows/clerkvet.yml", text: workflowText},
	}
	if there(root, configNames[1]) {
		all[0].taken = configNames[1]
	}
	for i, p := range all {
		if p.taken == "" && there(root, p.path) {
			all[i].taken = p.path
		}
	}
	return all
}

func there(root, path string) bool {
	_, err := os.Lstat(filepath.Join(root, filepath.FromSlash(path)))
	return err == nil
}

// hooks are the hook managers that a repository may use, by the file that says
// so; the last is for a repository with none.
var hooks = []struct{ sign, path, text string }{
	{".husky", ".husky/pre-commit", "npx clerkvet audit --staged\n"},
	{"lefthook.yml", "lefthook.yml", "pre-commit:\n  commands:\n    clerkvet:\n      run: npx clerkvet audit --staged\n"},
	{"lefthook.yaml", "lefthook.yaml", "pre-commit:\n  commands:\n    clerkvet:\n      run: npx clerkvet audit --staged\n"},
	{".pre-commit-config.yaml", ".pre-commit-config.yaml", preCommitText},
}

const preCommitText = `repos:
  - repo: local
    hooks:
      - id: clerkvet
        name: clerkvet
        entry: clerkvet audit --staged
        language: system
        pass_filenames: false
        files: '(\.[cm]?[jt]sx?|\.env.*|\.gitignore|package\.json|vercel\.json|clerkvet\.yaml)$'
`

// proposeHook proposes the hook for the manager that the repository uses.
func proposeHook(root string) proposal {
	last := len(hooks) - 1
	for i, h := range hooks {
		if !there(root, h.sign) && i < last {
			continue
		}
		p := proposal{path: h.path, text: h.text}
		if there(root, h.path) {
			p.taken, p.add = h.path, h.text
		}
		return p
	}
	return proposal{}
}

const workflowText = `name: clerkvet
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
  security-events: write
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Audit
        run: npx --yes clerkvet audit --format github --output sarif=clerkvet.sarif
      - name: Show the findings under Security
        if: always() && hashFiles('clerkvet.sarif') != ''
        uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: clerkvet.sarif
`
