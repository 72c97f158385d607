package js

import (
	"bytes"
	"regexp"
	"sync"

	"clerkvet/analyzers/source"
)

// A rewrite puts other bytes in the place of the first group of a pattern; for
// each byte of with beyond its end the last one is repeated.
type rewrite struct {
	pattern *regexp.Regexp
	with    string
}

// rewrites are for valid code that the grammars cannot read. They keep every
// offset, and run only over files that had errors.
var rewrites = sync.OnceValue(func() []rewrite {
	return []rewrite{
		{regexp.MustCompile(`\bexport\s+(type)\s*\*`), " "},
		{regexp.MustCompile(`\b(export)\s+import\b`), " "},
		{regexp.MustCompile(`\bexport\s+default\s+(abstract)\s+class\b`), " "},
		{regexp.MustCompile(`["'][^"'\n]*["']\s*(assert)\s*\{`), "with "},
		{regexp.MustCompile(`\((string|boolean|number|any|object|symbol|unknown|never)\)\s*=>`), "_"},
		{regexp.MustCompile(`\b(abstract|accessor)\s*[?:=;,.()\]}]`), "_"},
		{regexp.MustCompile(`\}(\?)\s*:`), " "},
		// A line that begins with such a name is taken for an operator.
		{regexp.MustCompile(`\n\s*(in)(?:stanceof)?[\d_$]`), "_"},
		{regexp.MustCompile(`(\x00+)`), "_"},
		{regexp.MustCompile(`[<,]\s*(in\s+out|in|out)\s+[A-Z]\w*`), " "},
		{regexp.MustCompile(`\bfrom\s*["'][^"'\n]*["']\s*(with\s*\{[^{}]*\})`), " "},
		{regexp.MustCompile(`\bimport\s+(defer)\s+\*`), " "},
		{regexp.MustCompile(`\b((?:await\s+)?using)\s+[A-Za-z_$][\w$]*(?:\s*[:=]|\s+of\b)`), "const "},
		{regexp.MustCompile(`\b(?:abstract|static)\s+(override|public|protected|private)\s+[\w$#\[]`), " "},
		{regexp.MustCompile(`\b(readonly)\s+(?:public|protected|private)\s+[\w$#\[]`), " "},
		// Of a tagged template the tag gets the text as it is written.
		{regexp.MustCompile(`(\\)(?:u(?:[^0-9a-fA-F{]|[0-9a-fA-F]{1,3}[^0-9a-fA-F]|\{[0-9a-fA-F]*[^0-9a-fA-F}])|x[0-9a-fA-F]?[^0-9a-fA-F])`), "_"},
		// A call signature after a line without a semicolon is taken for type arguments.
		{regexp.MustCompile(`(?:[\w\])}/]|[^=\s]>)\s*?\n([ \t]+)<(?:const\s+)?[A-Z]\w*[^\n;]*>\(`), "; "},
	}
})

// parseRepaired parses a file, and, if that gives errors, copies in which what
// the grammar cannot read is blanked out, ever more of it. Offsets stay the
// same, so the nodes fit the text as it is.
//
// Where marks in JSX would surely be errors, the copy without them comes first:
// errors make a parse slow.
func (g *grammar) parseRepaired(f *source.File) (flat, error) {
	if bareAmpersand(f.Text) {
		if ahead, err := g.parse(f.Path, unmarked(f)); err == nil && !ahead.broken {
			return ahead, nil
		}
	}
	best, err := g.parse(f.Path, f.Text)
	for _, repaired := range []func(*source.File) []byte{untyped, rewritten} {
		if err != nil || !best.broken {
			return best, err
		}
		if next, err := g.parse(f.Path, repaired(f)); err == nil && next.brokenBytes() < best.brokenBytes() {
			best = next
		}
	}
	return best, err
}

// bareAmpersand reports whether a & stands in the text that is no && and begins
// no character reference: bitwise operators are rare.
func bareAmpersand(text []byte) bool {
	for at := 0; ; at++ {
		i := bytes.IndexByte(text[at:], '&')
		if i < 0 {
			return false
		}
		at += i
		switch {
		case at+1 < len(text) && text[at+1] == '&':
			at++
		case !refers(text, at):
			return true
		}
	}
}

// unmarked returns a copy of the text without the marks of JSX that are text
// and that the grammars take for more.
func unmarked(f *source.File) []byte {
	out, _ := unread(f)
	return out
}

// untyped returns a copy without import("x") as a type, too.
func untyped(f *source.File) []byte {
	out, types := unread(f)
	for _, e := range types {
		fill(out, int(e.start), int(e.end), "_______ ")
	}
	return out
}

// rewritten returns a copy with the rewrites done, too.
func rewritten(f *source.File) []byte {
	out := untyped(f)
	for _, r := range rewrites() {
		for _, m := range r.pattern.FindAllSubmatchIndex(out, -1) {
			fill(out, m[2], m[3], r.with)
		}
	}
	return out
}

// unread asks the lexer, which knows which marks are text and which import("x")
// is a type.
func unread(f *source.File) (out []byte, types []extent) {
	out = bytes.Clone(f.Text)
	l := newLexer(f)
	l.unread = true
	found := l.run()
	for _, i := range found.misread {
		if !refers(out, i) {
			out[i] = '_'
		}
	}
	return out, found.types
}

func refers(text []byte, at int) bool {
	return characterReference().Match(text[at:min(len(text), at+longestReference)])
}

// What the grammars take for a character reference.
const longestReference = 40

var characterReference = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^&(#([xX][0-9a-fA-F]{1,6}|[0-9]{1,5})|[A-Za-z]{1,30});`)
})

// fill writes with, its last byte repeated, from start to end; line ends stay.
func fill(text []byte, start, end int, with string) {
	for i := start; i < end; i++ {
		if text[i] != '\n' && text[i] != '\r' {
			text[i] = with[min(i-start, len(with)-1)]
		}
	}
}
