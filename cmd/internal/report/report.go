// Package report writes the results of an audit for people and machines, one
// file a format. SARIF has a package of its own.
package report

import (
	"io"
	"path"
	"strconv"
	"strings"

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
}

// A Format writes an audit.
type Format func(w io.Writer, a *Audit, opts Options) error

// Options say how to write for a terminal.
type Options struct {
	Color bool
	Width int  // columns of the terminal; 0 if there is none
	Quiet bool // findings and verdict only
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

// clean makes text of the repository harmless for a terminal and for a
// workflow log: control characters and marks that reorder text become visible.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r < 0x20 || r >= 0x7F && r < 0xA0, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFFFD:
			return '␦'
		}
		return r
	}, s)
}

// plural returns "1 error" or "2 errors".
func plural(n int, noun string) string {
	s := itoa(n) + " " + noun
	if n != 1 {
		s += "s"
	}
	return s
}

func redact(s string) string { return rules.Redact(s) }

func itoa(n int) string { return strconv.Itoa(n) }
