package cli

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"

	"clerkvet/cmd/internal/report"
)

// options decides colour and width. --color wins; then NO_COLOR,
// CLICOLOR_FORCE or FORCE_COLOR, TERM=dumb; then whether standard output is a
// terminal.
func (c *command) options(f auditFlags) (report.Options, error) {
	o := report.Options{Quiet: f.quiet, Width: width(c.stdout), Links: fileLinks()}
	switch f.color {
	case "always":
		o.Color = true
	case "never":
	case "auto":
		o.Color = autoColor(c.stdout)
	default:
		return o, fmt.Errorf("--color %s: want auto, always or never", f.color)
	}
	return o, nil
}

func autoColor(w any) bool {
	forced := func(name string) bool { v := os.Getenv(name); return v != "" && v != "0" }
	switch {
	case os.Getenv("NO_COLOR") != "":
		return false
	case forced("CLICOLOR_FORCE"), forced("FORCE_COLOR"):
		return true
	case os.Getenv("TERM") == "dumb":
		return false
	}
	return terminal(w)
}

func terminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// progress says on a terminal, after a second, that the tool is at work. The
// returned function ends it.
func (c *command) progress(off bool, what string) (done func()) {
	if off || !terminal(c.stderr) {
		return func() {}
	}
	var mu sync.Mutex
	shown := false
	timer := time.AfterFunc(time.Second, func() {
		mu.Lock()
		defer mu.Unlock()
		shown = true
		fmt.Fprintf(c.stderr, "clerkvet: %s…", what)
	})
	return func() {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		if shown {
			fmt.Fprint(c.stderr, "\r\x1b[K")
		}
	}
}

// width returns the columns of the terminal that w is, or 0.
func width(w any) int {
	if !terminal(w) {
		return 0
	}
	columns, _, err := term.GetSize(int(w.(*os.File).Fd()))
	if err != nil {
		return 0
	}
	return columns
}
