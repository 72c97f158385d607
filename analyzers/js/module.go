// Package js reads one JavaScript or TypeScript file.
//
// Scan is a lexer: cheap enough for every file, it finds directives, imports
// and reads of process.env. Parse gives the syntax of the few files that
// matter, as flat data. It is the only package that knows of tree-sitter.
package js

import (
	"path"
	"strings"
	"sync"
	"sync/atomic"

	"clerkvet/analyzers/source"
)

// Is reports whether a path names a file that Scan and Parse read: JavaScript
// or TypeScript, declaration files (.d.ts) left out.
func Is(name string) bool {
	switch path.Ext(name) {
	case ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts":
		base := path.Base(name)
		return !strings.HasSuffix(base, ".d.ts") && !strings.HasSuffix(base, ".d.mts") && !strings.HasSuffix(base, ".d.cts")
	}
	return false
}

// Text is a decoded piece of text and where it stands, quotes included.
type Text struct {
	Value string
	Span  source.Span
}

// A Module is what the lexer finds in one file.
type Module struct {
	File       *source.File
	Directives []Text    // the prologue: "use client", "use server"
	Imports    []Import  // in document order
	EnvReads   []EnvRead // in document order

	first  *Module // which has the syntax, of another tree; nil for none
	once   sync.Once
	asked  atomic.Bool
	syntax *Syntax
	err    error
	closed bool // made by Closed
}

// Closed returns the module of a file that could not be read: what it holds is
// not known. Whoever tried to read it has said so.
func Closed(path string, err error) *Module {
	m := &Module{File: source.NewFile(path, nil), err: err, closed: true}
	m.once.Do(func() {})
	return m
}

// ImportKind says how a module names another.
type ImportKind uint8

// The ways to name another module. TypeImport is import("x") as a type, which
// vanishes when the file is compiled.
const (
	StaticImport  ImportKind = iota // import x from "y", import "y"
	ReExport                        // export … from "y"
	DynamicImport                   // import("y")
	Require                         // require("y"), import x = require("y")
)

// An Import is one naming of another module by a constant specifier.
type Import struct {
	Kind      ImportKind
	Specifier Text
	TypeOnly  bool           // import type, export type, or every name marked type
	Names     []ImportedName // of StaticImport and ReExport
	Span      source.Span    // the whole clause or call
}

// An ImportedName is one name that an import binds or passes on.
type ImportedName struct {
	Name     string // in the other module; "default", or "*" for all of it
	Local    string // here, or for a re-export the name it gets; "" for export *
	TypeOnly bool
	Span     source.Span
}

// An EnvRead is one read of process.env by a constant name.
type EnvRead struct {
	Name         string
	Span         source.Span
	Destructured bool // const { NAME } = process.env: never inlined by a bundler
}

// HasDirective reports whether the file opens with the directive.
func (m *Module) HasDirective(directive string) bool {
	for _, d := range m.Directives {
		if d.Value == directive {
			return true
		}
	}
	return false
}

// Syntax returns the parsed file. It is parsed at most once, when first asked
// for. The error is of the parser itself; text that is not valid is listed in
// Syntax.Broken.
func (m *Module) Syntax() (*Syntax, error) {
	m.asked.Store(true)
	m.Prefetch()
	return m.syntax, m.err
}

// Again returns the module for another tree that holds the same file: what is
// parsed for one is parsed for both, and who asks for it is told apart.
func (m *Module) Again() *Module {
	return &Module{File: m.File, Directives: m.Directives, Imports: m.Imports, EnvReads: m.EnvReads, first: m}
}

// Prefetch parses the file before it is sure that somebody asks for it.
func (m *Module) Prefetch() {
	m.once.Do(func() {
		if m.first == nil {
			m.syntax, m.err = Parse(m.File)
			return
		}
		m.first.Prefetch()
		m.syntax, m.err = m.first.syntax, m.first.err
	})
}

// Parsed returns the syntax if somebody has asked for it, else nil: what is
// known about a file must not hang on what was parsed ahead. It must not be
// called while others may still ask.
func (m *Module) Parsed() *Syntax {
	if !m.asked.Load() {
		return nil
	}
	return m.syntax
}

// Unread returns why the file could not be parsed if somebody asked for its
// syntax, else nil. As with Parsed, nobody may still ask.
func (m *Module) Unread() error {
	if m.closed || !m.asked.Load() {
		return nil
	}
	return m.err
}

// Root returns the program node of the parsed file, or none if it could not
// be parsed.
func (m *Module) Root() Node {
	s, _ := m.Syntax()
	return s.Root()
}
