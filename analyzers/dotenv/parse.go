package dotenv

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"clerkvet/analyzers/source"
)

// An Entry is one assignment of an env file.
type Entry struct {
	Name  string
	Value Secret      // quotes and escapes resolved, variables not yet expanded
	At    source.Span // the name
	// ValueAt is the value as written, quotes included; empty, after the
	// separator, where there is none.
	ValueAt source.Span
	Quote   byte // ', " or `; 0 without quotes
}

// Parse reads an env file as the npm package dotenv 16.3.1 does, which
// @next/env 14.2.35 to 16.4.6 bundle. Nothing is an error to it: what is no
// assignment is skipped. A name may come twice; the later one wins.
//
// dotenv matches one regular expression over the whole text. Parse walks the
// same path by hand, in linear time and with spans.
func Parse(f *source.File) []Entry {
	p := newParser(f)
	var entries []Entry
	for at := 0; at <= len(p.text); {
		start := p.space(at)
		e, end, ok := p.entry(start)
		if !ok {
			at = p.nextLine(start)
			continue
		}
		entries = append(entries, e)
		at = p.lineStart(end)
	}
	return entries
}

// parser holds the text with every line end turned into \n, as dotenv does
// first, and where the line ends were shortened.
type parser struct {
	file  *source.File
	text  []byte
	shift []int // offsets in text after which the file is one byte ahead
}

func newParser(f *source.File) *parser {
	p := &parser{file: f, text: f.Text}
	if bytes.IndexByte(f.Text, '\r') < 0 {
		return p
	}
	p.text = make([]byte, 0, len(f.Text))
	for i, b := range f.Text {
		switch {
		case b == '\r':
			p.text = append(p.text, '\n')
		case b == '\n' && i > 0 && f.Text[i-1] == '\r':
			p.shift = append(p.shift, len(p.text))
		default:
			p.text = append(p.text, b)
		}
	}
	return p
}

func (p *parser) span(start, end int) source.Span {
	return p.file.Span(start+p.behind(start), end+p.behind(end))
}

// behind returns by how many bytes the file is ahead at an offset of the text.
func (p *parser) behind(at int) int {
	lo, hi := 0, len(p.shift)
	for lo < hi {
		if mid := (lo + hi) / 2; p.shift[mid] <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// entry matches one assignment whose first character is at start.
func (p *parser) entry(start int) (Entry, int, bool) {
	for _, from := range []int{p.export(start), start} {
		nameEnd := p.name(from)
		if from < 0 || nameEnd == from {
			continue
		}
		valueFrom := p.separator(nameEnd)
		if valueFrom < 0 {
			continue
		}
		from2, to, end := p.value(valueFrom)
		e := Entry{Name: string(p.text[from:nameEnd]), At: p.span(from, nameEnd)}
		e.ValueAt, e.Quote, e.Value = p.cooked(from2, to)
		return e, end, true
	}
	return Entry{}, 0, false
}

// export returns where the name starts after the word export, or -1.
func (p *parser) export(at int) int {
	const word = "export"
	if !bytes.HasPrefix(p.text[at:], []byte(word)) {
		return -1
	}
	after := p.space(at + len(word))
	if after == at+len(word) {
		return -1
	}
	return after
}

func (p *parser) name(at int) int {
	for at >= 0 && at < len(p.text) && isNameByte(p.text[at]) {
		at++
	}
	return at
}

func isNameByte(b byte) bool {
	return isWordByte(b) || b == '.' || b == '-'
}

func isWordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// separator returns where the value may start: after "=", white space allowed
// before it, or after ":" and one white space; -1 if there is neither.
func (p *parser) separator(at int) int {
	if eq := p.space(at); eq < len(p.text) && p.text[eq] == '=' {
		return eq + 1
	}
	if at < len(p.text) && p.text[at] == ':' {
		if size := spaceAt(p.text, at+1); size > 0 {
			return at + 1 + size
		}
	}
	return -1
}

// value returns the extent of the value, and where the assignment ends: the
// quoted string of any length after which only a comment stands on the line,
// else the rest of the line up to "#".
func (p *parser) value(at int) (from, to, end int) {
	if open := p.space(at); open < len(p.text) && isQuote(p.text[open]) {
		for _, closing := range p.closings(open) {
			if end, ok := p.tail(closing + 1); ok {
				return open, closing + 1, end
			}
		}
	}
	to = at
	for to < len(p.text) && p.text[to] != '#' && p.text[to] != '\n' {
		to++
	}
	end, _ = p.tail(to)
	return at, to, end
}

func isQuote(b byte) bool { return b == '\'' || b == '"' || b == '`' }

// closings returns the quotes that may end the string opened at open, in the
// order that the backtracking of dotenv's expression tries them: the first that
// has no backslash before it, then the escaped ones from the last to the first.
func (p *parser) closings(open int) []int {
	quote := p.text[open]
	var escaped, out []int
	for i := open + 1; i < len(p.text); i++ {
		if p.text[i] == '\\' && i+1 < len(p.text) && p.text[i+1] == quote {
			i++
			escaped = append(escaped, i)
		} else if p.text[i] == quote {
			out = append(out, i)
			break
		}
	}
	for i := len(escaped) - 1; i >= 0; i-- {
		out = append(out, escaped[i])
	}
	return out
}

// tail matches white space, a comment and the end of a line.
func (p *parser) tail(at int) (end int, ok bool) {
	stop := p.space(at)
	if stop == len(p.text) {
		return stop, true
	}
	if p.text[stop] == '#' {
		return p.lineEnd(stop), true
	}
	for i := stop - 1; i >= at; i-- {
		if lineBreakAt(p.text, i) > 0 {
			return i, true
		}
	}
	return at, false
}

func (p *parser) space(at int) int {
	for {
		size := spaceAt(p.text, at)
		if size == 0 {
			return at
		}
		at += size
	}
}

func (p *parser) lineEnd(at int) int {
	for at < len(p.text) && lineBreakAt(p.text, at) == 0 {
		at++
	}
	return at
}

// nextLine returns the start of the first line after at, or past the end.
func (p *parser) nextLine(at int) int {
	end := p.lineEnd(at)
	return end + max(1, lineBreakAt(p.text, end))
}

// lineStart returns at if a line starts there, else nextLine.
func (p *parser) lineStart(at int) int {
	for size := 1; size <= 3 && size <= at; size++ {
		if lineBreakAt(p.text, at-size) == size {
			return at
		}
	}
	return p.nextLine(at)
}

// cooked turns the written value into its text.
func (p *parser) cooked(from, to int) (source.Span, byte, Secret) {
	for from < to && spaceAt(p.text, from) > 0 {
		from += spaceAt(p.text, from)
	}
	raw := strings.TrimRightFunc(string(p.text[from:to]), isSpace)
	if raw == "" {
		return p.span(from, from), 0, Secret{}
	}
	value := unquoteLines(raw)
	var quote byte
	if value != raw {
		quote = raw[0]
	}
	if raw[0] == '"' {
		value = strings.ReplaceAll(value, `\n`, "\n")
		value = strings.ReplaceAll(value, `\r`, "\r")
	}
	return p.span(from, from+len(raw)), quote, NewSecret(strings.ToValidUTF8(value, "\uFFFD"))
}

// unquoteLines strips a pair of quotes of which the first starts a line and
// the last ends one: the whole of an ordinary value.
func unquoteLines(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		if isQuote(s[i]) && startsLine(s, i) {
			if end := closingLine(s, i); end > 0 {
				out.WriteString(s[i+1 : end])
				i = end + 1
				continue
			}
		}
		out.WriteByte(s[i])
		i++
	}
	return out.String()
}

func startsLine(s string, at int) bool {
	if at == 0 || s[at-1] == '\n' {
		return true
	}
	return at >= 3 && lineBreakAt([]byte(s[at-3:at]), 0) == 3
}

// closingLine returns the last quote like the one at open that ends a line.
func closingLine(s string, open int) int {
	for i := len(s) - 1; i > open; i-- {
		if s[i] == s[open] && (i+1 == len(s) || lineBreakAt([]byte(s[i+1:min(len(s), i+4)]), 0) > 0) {
			return i
		}
	}
	return 0
}

// lineBreakAt returns the size of the line terminator of JavaScript at an
// offset: \n, \r, U+2028 or U+2029; 0 if there is none.
func lineBreakAt(text []byte, at int) int {
	if at >= len(text) {
		return 0
	}
	switch {
	case text[at] == '\n' || text[at] == '\r':
		return 1
	case text[at] == 0xE2 && at+2 < len(text) && text[at+1] == 0x80 && (text[at+2] == 0xA8 || text[at+2] == 0xA9):
		return 3
	}
	return 0
}

// spaceAt returns the size of the white space of JavaScript's \s at an offset,
// or 0. It is not Go's: the byte order mark counts, U+0085 does not.
func spaceAt(text []byte, at int) int {
	if at >= len(text) {
		return 0
	}
	if b := text[at]; b < utf8.RuneSelf {
		if b == ' ' || '\t' <= b && b <= '\r' {
			return 1
		}
		return 0
	}
	r, size := utf8.DecodeRune(text[at:])
	if isSpace(r) {
		return size
	}
	return 0
}

func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}
