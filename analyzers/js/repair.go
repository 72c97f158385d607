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
		{regexp.MustCompile(`[<,]\s*(in\s+out|in|out)\s+[A-Z]\w*`), " "},
	}
})

// parseRepaired parses a file, and, if that gives errors, a copy in which what
// the grammar cannot read is blanked out. Offsets stay the same, so the nodes
// fit the text as it is.
func (g *grammar) parseRepaired(f *source.File) (flat, error) {
	first, err := g.parse(f.Path, f.Text)
	if err != nil || !first.broken {
		return first, err
	}
	second, err := g.parse(f.Path, repair(f))
	if err != nil || second.brokenBytes() >= first.brokenBytes() {
		return first, nil
	}
	return second, nil
}

// repair returns a copy of the text with the rewrites done. The lexer knows
// which import("x") is a type, and which marks are text.
func repair(f *source.File) []byte {
	out := bytes.Clone(f.Text)
	l := newLexer(f)
	l.unread = true
	found := l.run()
	for _, e := range found.types {
		fill(out, int(e.start), int(e.end), "_______ ")
	}
	for _, i := range found.misread {
		if !characterReference().Match(out[i:min(len(out), i+longestReference)]) {
			out[i] = '_'
		}
	}
	for _, r := range rewrites() {
		for _, m := range r.pattern.FindAllSubmatchIndex(out, -1) {
			fill(out, m[2], m[3], r.with)
		}
	}
	return out
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
