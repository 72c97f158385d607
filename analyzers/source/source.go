// Package source holds the files of an audited tree and the spans that point
// into them.
//
// A span is a pair of byte offsets. Lines and columns are worked out only when
// a finding is printed, because every output counts columns in its own way:
// text in characters, SARIF in UTF-16 code units.
package source

import (
	"sort"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// A File is one file of the audited tree. It does not change once read.
type File struct {
	Path string // slash-separated, relative to the root of the tree
	Text []byte

	once  sync.Once
	lines []int // offset of the first byte of each line
}

// NewFile returns the file with the given path and text.
func NewFile(path string, text []byte) *File { return &File{Path: path, Text: text} }

// Span returns the span of the bytes from start up to end.
func (f *File) Span(start, end int) Span { return Span{f, start, end} }

// Slice returns the text from start up to end. Nothing is copied, as the text
// does not change: names are compared by the million.
func (f *File) Slice(start, end int) string {
	return unsafe.String(unsafe.SliceData(f.Text[start:end]), end-start)
}

// Whole returns the span of the first line of the file: where a finding about
// the file as a whole stands.
func (f *File) Whole() Span { return f.Line(1) }

// Lines returns the number of lines; a text that ends in a newline has one
// more, which is empty.
func (f *File) Lines() int { return len(f.table()) }

// Line returns the span of the 1-based line n without its line end.
func (f *File) Line(n int) Span {
	lines := f.table()
	n = max(1, min(n, len(lines)))
	start, end := lines[n-1], len(f.Text)
	if n < len(lines) {
		end = lines[n] - 1
		if end > start && f.Text[end-1] == '\r' {
			end--
		}
	}
	return f.Span(start, end)
}

func (f *File) table() []int {
	f.once.Do(func() {
		f.lines = append(f.lines, 0)
		for i, b := range f.Text {
			if b == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	})
	return f.lines
}

// A Span is a stretch of a file, from the byte at Start up to, not including,
// the byte at End. The zero Span points nowhere.
type Span struct {
	File       *File
	Start, End int
}

// IsZero reports whether the span points nowhere.
func (s Span) IsZero() bool { return s.File == nil }

// Text returns the bytes of the span.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	return s.File.Slice(s.Start, s.End)
}

// Path returns the path of the span's file, or "" for the zero Span.
func (s Span) Path() string {
	if s.File == nil {
		return ""
	}
	return s.File.Path
}

// FirstLine returns the part of the span that stands on its first line: what a
// finding about a whole function underlines.
func (s Span) FirstLine() Span {
	if s.File == nil {
		return s
	}
	start, _ := s.Positions(Runes)
	end := s.File.Line(start.Line).End
	return Span{s.File, s.Start, max(s.Start, min(s.End, end))}
}

// A Position is a 1-based line and column.
type Position struct{ Line, Column int }

// A Unit says what a column counts: it returns the width of a piece of text.
type Unit func(text []byte) int

// Runes counts characters, which suits people.
func Runes(text []byte) int { return utf8.RuneCount(text) }

// UTF16 counts UTF-16 code units, which suits SARIF. Each malformed byte counts
// as one unit.
func UTF16(text []byte) int {
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// Positions returns where the span starts and ends, columns counted in unit.
// The zero Span is at 1:1.
func (s Span) Positions(unit Unit) (start, end Position) {
	if s.File == nil {
		return Position{1, 1}, Position{1, 1}
	}
	return s.File.position(s.Start, unit), s.File.position(s.End, unit)
}

// StartLine returns the 1-based line on which the span starts.
func (s Span) StartLine() int {
	if s.File == nil {
		return 1
	}
	return s.File.line(s.Start)
}

func (f *File) line(offset int) int { return sort.SearchInts(f.table(), offset+1) }

func (f *File) position(offset int, unit Unit) Position {
	line := f.line(offset)
	return Position{Line: line, Column: unit(f.Text[f.lines[line-1]:offset]) + 1}
}

// Compare orders spans by path, start and end.
func Compare(a, b Span) int {
	switch {
	case a.Path() < b.Path():
		return -1
	case a.Path() > b.Path():
		return 1
	case a.Start != b.Start:
		return a.Start - b.Start
	}
	return a.End - b.End
}
