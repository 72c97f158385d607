package rules

import (
	"bytes"
	"slices"
	"strings"

	"clerkvet/analyzers/source"
)

// A Move gives a file a path where nothing stands yet.
type Move struct {
	From *source.File
	To   string
}

// A Patch is what fixes do to one file. Old is nil for a file that is not there yet;
// To differs from Path where the file moves.
type Patch struct {
	Path, To string
	Old, New []byte
}

// Apply puts fixes together, in order: a fix is taken whole or not at all, and
// not where it overlaps with one taken before. Edits that are the same count
// once. taken tells which were.
func Apply(fixes []*Fix) (patches []*Patch, taken []*Fix) {
	files := map[string]*draft{}
	var order []*draft
	draftOf := func(path string, text []byte) *draft {
		if files[path] == nil {
			files[path] = &draft{path: path, to: path, old: text}
			order = append(order, files[path])
		}
		return files[path]
	}
	for _, fix := range fixes {
		if fix.overlaps(files) {
			continue
		}
		for _, e := range fix.Edits {
			draftOf(e.At.Path(), e.At.File.Text).add(e)
		}
		if m := fix.Move; m != nil {
			draftOf(m.From.Path, m.From.Text).to = m.To
		}
		taken = append(taken, fix)
	}
	for _, d := range order {
		patches = append(patches, &Patch{d.path, d.to, d.old, d.text()})
	}
	slices.SortFunc(patches, func(a, b *Patch) int { return strings.Compare(a.Path, b.Path) })
	return patches, taken
}

// A draft is a file with the edits that it will get.
type draft struct {
	path, to string
	old      []byte
	edits    []Edit
}

func (f *Fix) overlaps(files map[string]*draft) bool {
	for _, e := range f.Edits {
		if d := files[e.At.Path()]; d != nil && slices.ContainsFunc(d.edits, e.overlaps) {
			return true
		}
	}
	if f.Move == nil {
		return false
	}
	for _, d := range files {
		if d.to == f.Move.To || d.path == f.Move.From.Path && d.to != d.path {
			return true
		}
	}
	return false
}

// overlaps reports whether both edits cannot stand: insertions at one place can.
func (e Edit) overlaps(other Edit) bool {
	switch {
	case e == other:
		return false
	case e.At.Start == e.At.End && other.At.Start == other.At.End:
		return false
	}
	return e.At.Start < other.At.End && other.At.Start < e.At.End ||
		e.At.Start == other.At.Start
}

func (d *draft) add(e Edit) {
	if !slices.Contains(d.edits, e) {
		d.edits = append(d.edits, e)
	}
}

// bom stands before the text of some files and has to stay there.
var bom = []byte("\uFEFF")

// text applies the edits. What is inserted gets the line ends of the file.
func (d *draft) text() []byte {
	slices.SortStableFunc(d.edits, func(a, b Edit) int { return source.Compare(a.At, b.At) })
	var out bytes.Buffer
	end := 0
	for _, e := range d.edits {
		start := e.At.Start
		if start == 0 && e.At.End == 0 && bytes.HasPrefix(d.old, bom) {
			start = len(bom)
		}
		out.Write(d.old[end:max(start, end)])
		out.WriteString(withEnds(e.Text, d.old))
		end = max(start, e.At.End, end)
	}
	out.Write(d.old[end:])
	return out.Bytes()
}

func withEnds(text string, like []byte) string {
	if i := bytes.IndexByte(like, '\n'); i > 0 && like[i-1] == '\r' {
		return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	}
	return text
}
