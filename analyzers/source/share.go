package source

import (
	"bytes"
	"maps"
	"slices"
)

// Share lets the tree use the files of another where they hold the same, so that
// what is known of one is known here. It must be called before any is read.
func (t *Tree) Share(other *Tree) { t.other = other }

func (t *Tree) file(path string, text []byte) *File {
	if t.other != nil {
		if f := t.other.cached(path); f != nil && bytes.Equal(f.Text, text) {
			return f
		}
	}
	return NewFile(path, text)
}

func (t *Tree) cached(path string) *File {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cache[path]
}

// Differing returns the paths that have been read, or tried, in one of two trees
// and do not hold the same in the other.
func (t *Tree) Differing(other *Tree) (out []string) {
	for _, path := range slices.Compact(slices.Sorted(slices.Values(append(t.tried(), other.tried()...)))) {
		a, here := t.quietly(path)
		b, there := other.quietly(path)
		if !here || !there || !bytes.Equal(a, b) {
			out = append(out, path)
		}
	}
	return out
}

// quietly is Read for a comparison: nobody misses what cannot be read.
func (t *Tree) quietly(path string) (text []byte, ok bool) {
	if f := t.cached(path); f != nil {
		return f.Text, true
	}
	if !t.Has(path) {
		return nil, false
	}
	text, err := t.load(path)
	return text, err == nil
}

func (t *Tree) tried() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.AppendSeq(slices.Collect(maps.Keys(t.cache)), maps.Keys(t.failed))
}
