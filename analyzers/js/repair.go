package js

import (
	"bytes"
	"regexp"

	"clerkvet/analyzers/source"
)

// Valid code that the grammars cannot read, and what to put in its place. Each
// rewrite keeps every offset.
var (
	exportTypeStar  = regexp.MustCompile(`\bexport\s+(type)\s*\*`)
	importType      = regexp.MustCompile(`(?:<|typeof\s|[:|&=,])\s*(import\(\s*(?:"[^"\n]*"|'[^'\n]*')\s*,?\s*\))\s*[.>\[]`)
	primitiveName   = regexp.MustCompile(`\((string|boolean|number|any|object|symbol|unknown|never)\)\s*=>`)
	ampersandString = regexp.MustCompile(`=("[^"\n]*&[^"\n]*"|'[^'\n]*&[^'\n]*')`)
)

// repairRounds bounds how often a file is parsed to get rid of errors.
const repairRounds = 4

// parseRepaired parses a file, and, if that gives errors, a copy in which the
// constructs unknown to the grammar are blanked out. Offsets stay the same, so
// the nodes fit the text as it is.
func (g *grammar) parseRepaired(f *source.File) (flat, error) {
	best, err := g.parse(f.Path, f.Text)
	if err != nil || !best.broken {
		return best, err
	}
	text := repair(f.Text)
	for range repairRounds {
		got, err := g.parse(f.Path, text)
		if err != nil {
			return best, nil
		}
		if got.brokenBytes() < best.brokenBytes() {
			best = got
		}
		if !got.broken || !blankAmpersands(got, text) {
			break
		}
	}
	return best, nil
}

// repair returns a copy of the text with the rewrites that need no parse.
func repair(text []byte) []byte {
	out := bytes.Clone(text)
	blank(out, exportTypeStar, func(byte, int) byte { return ' ' })
	blank(out, importType, func(_ byte, i int) byte {
		if i < len("import(") {
			return '_'
		}
		return ' '
	})
	blank(out, primitiveName, func(byte, int) byte { return '_' })
	blank(out, ampersandString, func(c byte, _ int) byte {
		if c == '&' {
			return '_'
		}
		return c
	})
	return out
}

// blank rewrites the bytes of the first group of each match; line ends stay.
func blank(text []byte, pattern *regexp.Regexp, with func(c byte, i int) byte) {
	for _, m := range pattern.FindAllSubmatchIndex(text, -1) {
		for i := m[2]; i < m[3]; i++ {
			if text[i] != '\n' && text[i] != '\r' {
				text[i] = with(text[i], i-m[2])
			}
		}
	}
}

// blankAmpersands rewrites each single & in or beside an error: the grammar
// takes one in JSX text for the start of a character reference. It reports
// whether there was one.
func blankAmpersands(t flat, text []byte) bool {
	const beside = 3
	found := false
	for _, n := range t.nodes {
		if n.kind != Error {
			continue
		}
		for i := max(0, int(n.start)-beside); i < min(len(text), int(n.end)+beside); i++ {
			if text[i] == '&' && text[max(0, i-1)] != '&' && text[min(len(text)-1, i+1)] != '&' {
				text[i] = '_'
				found = true
			}
		}
	}
	return found
}
