package js

import "clerkvet/analyzers/source"

// Scan reads the lexical facts of a file. It never fails: what it cannot make
// out is left out.
func Scan(f *source.File) *Module { return &Module{File: f} }
