package visitor

import (
	"strings"
	"unicode/utf8"

	"clerkvet/analyzers/js"
)

// What a function leaves in variables that only it can name is gone when it ends: no way
// through it has to drag that along, and ways that differ in nothing else are one.

// A nest is what the functions and classes within a function are written with: the
// variables of it that they may know.
type nest struct {
	texts []string
	knows map[string]bool // what was asked for
}

// nestOf returns the functions within a function.
func (w *worker) nestOf(f js.Node) *nest {
	n, known := w.nests[f]
	if known {
		return n
	}
	n = &nest{knows: map[string]bool{}}
	end := 0
	for d := range f.Descendants() {
		if s := d.Span(); s.Start >= end && d != f && (d.IsFunction() || d.Is(js.ClassDeclaration, js.AbstractClassDeclaration, js.Class)) {
			n.texts, end = append(n.texts, d.Text()), s.End
		}
	}
	w.nests[f] = n
	return n
}

// mayKnow reports whether a function within may mean a variable by its name: the text has
// the word, or may spell it by an escape. Of what is no function's each is known.
func (n *nest) mayKnow(name string) bool {
	if n == nil {
		return true
	}
	knows, asked := n.knows[name]
	if !asked {
		for _, text := range n.texts {
			knows = knows || hasWord(text, name) || strings.Contains(text, `\u`)
		}
		n.knows[name] = knows
	}
	return knows
}

func hasWord(text, word string) bool {
	for {
		i := strings.Index(text, word)
		if i < 0 {
			return false
		}
		end := i + len(word)
		if (i == 0 || !isWord(text[i-1])) && (end == len(text) || !isWord(text[end])) {
			return true
		}
		text = text[i+1:]
	}
}

func isWord(b byte) bool {
	return b >= utf8.RuneSelf || b == '_' || b == '$' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// leave leaves out what a call that begins after a time wrote into variables that nobody
// can name any more.
func leave(changes []*change, since int) []*change {
	kept := changes[:0]
	for _, c := range changes {
		if c.cell == nil || !c.cell.local || int(c.cell.birth) <= since {
			kept = append(kept, c)
		}
	}
	clear(changes[len(kept):])
	return kept
}
