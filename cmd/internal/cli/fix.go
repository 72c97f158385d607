package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"github.com/spf13/cobra"

	"clerkvet/analyzers"
	"clerkvet/cmd/internal/report"
	"clerkvet/rules"
)

// fixFlags say whether findings are mended.
type fixFlags struct {
	fix, unsafe, diff bool
	rounds            int // so far
}

// maxRounds bounds how often fixes are looked for again: one may open the way for
// others, as a middleware that runs does for guards that count on it.
const maxRounds = 4

func (f *fixFlags) asked() bool { return f.fix || f.unsafe || f.diff }

func (f *fixFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.fix, "fix", false, "apply the safe fixes, and audit the result")
	cmd.Flags().BoolVar(&f.unsafe, "fix-unsafe", false, "apply the fixes that change what the app does, too: look at them")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "show what --fix (or --fix-unsafe) would change, and change nothing")
}

func (f *fixFlags) check(staged bool) error {
	if staged && f.asked() {
		return errors.New("--fix and --diff change the work tree, which --staged does not audit")
	}
	return nil
}

// mend applies the fixes of the findings that count, or shows them.
// written tells whether files have changed, so that the audit is out of date.
func (c *command) mend(flags fixFlags, facts *analyzers.Facts, results []*rules.Result) (written bool, err error) {
	var asked []*rules.Fix
	for _, f := range rules.Findings(results) {
		if f.Suppressed == nil && f.Fix != nil && (f.Fix.Safe || flags.unsafe) {
			asked = append(asked, f.Fix)
		}
	}
	patches, taken := rules.Apply(asked)
	if flags.diff {
		for _, p := range patches {
			fmt.Fprint(c.stdout, report.Harmless(rules.Redact(p.Diff())))
		}
		if len(patches) == 0 {
			c.nothingToMend(flags, results)
		}
		return false, nil
	}
	if len(patches) == 0 {
		return false, nil
	}
	root, err := os.OpenRoot(facts.Repo.Git().Root)
	if err != nil {
		return false, err
	}
	defer root.Close()
	for _, p := range patches {
		if err := put(root, p); err != nil {
			return written, fmt.Errorf("fix %s: %w", p.Path, err)
		}
		written = true
	}
	fmt.Fprintf(c.stderr, "clerkvet: %s applied in %s\n", fixes(len(taken)), report.Plural(len(patches), "file"))
	return written, nil
}

func fixes(n int) string {
	if n == 1 {
		return "1 fix"
	}
	return fmt.Sprintf("%d fixes", n)
}

// nothingToMend says why a diff is empty, and how many fixes were left out of it.
func (c *command) nothingToMend(flags fixFlags, results []*rules.Result) {
	open, rest := 0, 0
	for _, f := range rules.Findings(results) {
		if f.Suppressed == nil {
			open++
			if f.Fix != nil && !f.Fix.Safe && !flags.unsafe {
				rest++
			}
		}
	}
	kind, more := "safe fix", ""
	if flags.unsafe {
		kind = "fix"
	}
	if rest > 0 {
		more = fmt.Sprintf("; --fix-unsafe --diff shows those that change what the app does (%d)", rest)
	}
	fmt.Fprintf(c.stderr, "clerkvet: nothing to change: no %s is at hand for the %s%s\n", kind, report.Plural(open, "finding"), more)
}

// put writes a patch, whole or not at all. The root keeps links from leading
// out of the repository, and a file that is a link is not written.
func put(root *os.Root, p *rules.Patch) error {
	mode := fs.FileMode(0o666)
	info, err := root.Lstat(p.Path)
	switch {
	case p.Old == nil && err == nil:
		return errors.New("has appeared meanwhile")
	case p.Old != nil && err != nil:
		return err
	case p.Old != nil && !info.Mode().IsRegular():
		return errors.New("is no regular file")
	case p.Old != nil:
		mode = info.Mode().Perm()
		if now, err := root.ReadFile(p.Path); err != nil || !bytes.Equal(now, p.Old) {
			return errors.Join(err, errors.New("has changed meanwhile"))
		}
	}
	if _, err := root.Lstat(p.To); p.To != p.Path && err == nil {
		return fmt.Errorf("%s is there already", p.To)
	}
	if err := replaceIn(root, p.To, p.New, mode, p.Old != nil); err != nil {
		return err
	}
	if p.To != p.Path {
		return root.Remove(p.Path)
	}
	return nil
}

func replaceIn(root *os.Root, name string, text []byte, mode fs.FileMode, keep bool) error {
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	tmp := path.Join(path.Dir(name), fmt.Sprintf(".%s.%d.tmp", path.Base(name), os.Getpid()))
	f, err := root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if keep && err == nil {
		err = f.Chmod(mode) // whatever the umask says
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = root.Rename(tmp, name)
	}
	if err != nil {
		_ = root.Remove(tmp)
	}
	return err
}
