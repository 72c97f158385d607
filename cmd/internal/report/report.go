// Package report writes the results of an audit for people and machines, one
// file a format. SARIF has a package of its own.
package report

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"

	"clerkvet/analyzers"
	"clerkvet/rules"
)

// An Audit is what the formats show.
type Audit struct {
	Version string // of clerkvet
	Facts   *analyzers.Facts
	Rules   []*rules.Rule
	Results []*rules.Result
	Partial bool // only some rules were asked: the checklist would mislead
	// Scope names the changes that findings are held against; "" if all count.
	// Findings that were there before are then suppressed as Unchanged.
	Scope string
}

// A Format writes an audit.
type Format func(w io.Writer, a *Audit, opts Options) error

// Options say how to write for a terminal.
type Options struct {
	Color bool
	Width int  // columns of the terminal; 0 if there is none
	Quiet bool // findings and verdict only
	// Links is what Markdown puts before a path to link to it: the address of the
	// repository's files at a commit. Without it links are relative.
	Links string
	// Suppressed lists what is silenced, too.
	Suppressed bool
}

// Formats are the formats of this package by name.
var Formats = map[string]Format{
	"text": Text, "json": JSON, "markdown": Markdown, "github": GitHub,
}

// router says which routers an app has: app, pages, both or none.
func router(app *analyzers.App) string {
	switch hasApp, hasPages := app.Next.AppDir != "", app.Next.PagesDir != ""; {
	case hasApp && hasPages:
		return "both"
	case hasApp:
		return "app"
	case hasPages:
		return "pages"
	}
	return "none"
}

// versionOf returns the installed version of a package of the app, else its
// range, else "".
func versionOf(app *analyzers.App, name string) string {
	v := app.Next.Versions[name]
	if v.Locked != nil {
		return v.Locked.String()
	}
	return v.Range
}

func middlewareOf(app *analyzers.App) string {
	if app.Next.Middleware == nil {
		return ""
	}
	return app.Next.Middleware.Module.Path
}

func dirOf(app *analyzers.App) string {
	if app == nil {
		return "."
	}
	return path.Clean(app.Next.Dir)
}

// Plural returns "1 error" or "2 errors".
func Plural(n int, noun string) string {
	s := strconv.Itoa(n) + " " + noun
	if n != 1 {
		s += "s"
	}
	return s
}

// tally counts what was found, and where.
func tally(a *Audit) string {
	counts := map[rules.Level]int{}
	for _, f := range shown(a.Results) {
		counts[f.Level]++
	}
	out := fmt.Sprintf("%s, %s, %s in %s, %s", Plural(counts[rules.Error], "error"), Plural(counts[rules.Warning], "warning"),
		Plural(counts[rules.Note], "note"), Plural(len(a.Facts.Apps), "app"), Plural(len(a.Facts.Tree.Files()), "file"))
	if n := len(rules.Findings(a.Results)) - len(shown(a.Results)) - outside(a); n > 0 {
		out += fmt.Sprintf("; %s suppressed", Plural(n, "finding"))
	}
	return out
}

// trailEnd is where the trail of a rule that could not decide ends: a line, or
// the app.
func trailEnd(r *rules.Result) string {
	if r.At.IsZero() {
		return dirOf(r.App)
	}
	return fmt.Sprintf("%s:%d", r.At.Path(), r.At.StartLine())
}

// Unchanged is the kind of suppression of findings outside of the scope.
const Unchanged = "unchanged"

// outside counts the findings that are not in the scope.
func outside(a *Audit) int {
	n := 0
	for _, f := range rules.Findings(a.Results) {
		if f.Suppressed != nil && f.Suppressed.Kind == Unchanged {
			n++
		}
	}
	return n
}

// verdict returns the closing line and the level of its colour.
func verdict(a *Audit) (line, level string) {
	results := a.Results
	if a.Scope != "" {
		return scopeVerdict(a)
	}
	switch a.judge() {
	case rules.NotReady:
		return "NOT READY — fix failing checks", "error"
	case rules.Unproven:
		n := 0
		for _, r := range rules.Undecided(results) {
			if r.Rule.Level == rules.Error {
				n++
			}
		}
		switch unseen := a.unseen(); {
		case unseen > 0 && n == 0:
			return "NOT PROVEN — " + Plural(unseen, "path") + " could not be read", "warning"
		case unseen > 0:
			return fmt.Sprintf("NOT PROVEN — %s could not be read, %s not be decided", Plural(unseen, "path"), Plural(n, "check")), "warning"
		}
		return "NOT PROVEN — " + Plural(n, "check") + " could not be decided", "warning"
	}
	return "READY for production", "PASS"
}

// judge is the verdict on the results. Nothing is ready of which a part could
// not be seen.
func (a *Audit) judge() rules.Verdict {
	verdict := rules.Judge(a.Results)
	if verdict == rules.Ready && a.unseen() > 0 {
		return rules.Unproven
	}
	return verdict
}

// unseen counts what is there and could not be read.
func (a *Audit) unseen() (n int) {
	for _, p := range a.Facts.Problems() {
		if p.Skipped {
			n++
		}
	}
	return n
}

// scopeVerdict speaks of the changes only: the app may not be ready without
// their doing.
func scopeVerdict(a *Audit) (line, level string) {
	line, level = "NOT READY — fix what "+a.Scope+" bring", "error"
	if a.judge() != rules.NotReady {
		line, level = "Nothing in "+a.Scope+" keeps the app from production", "PASS"
	}
	if n := outside(a); n > 0 {
		line += "; " + Plural(n, "other finding") + " stood before"
	}
	return line, level
}

// whyLeft says why an app of the repository was not audited.
func whyLeft(app *analyzers.App) string {
	switch {
	case app.Hidden():
		return "it lies in a hidden folder"
	case app.Clerk.Installed():
		return "it is not below the folder that was asked about"
	}
	return "it does not use Clerk"
}

// shown returns the findings that nothing silences.
func shown(results []*rules.Result) []*rules.Finding {
	return slices.DeleteFunc(rules.Findings(results), func(f *rules.Finding) bool { return f.Suppressed != nil })
}
