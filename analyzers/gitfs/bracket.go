package gitfs

import "strings"

// A span is one member of a character class: the bytes from lo to hi, or those
// of a named class.
type span struct {
	lo, hi byte
	ranged bool // written as a range: matches capitals too when case is folded
	named  func(byte) bool
}

// bracket compiles the character class at c.i and leaves c.i at its end.
func (c *compiler) bracket() {
	p := bracketParser{pattern: c.pattern, i: c.i + 1, fold: c.fold}
	negated := p.skip("!^")
	spans, ok := p.members()
	if !ok {
		c.dead = true
		return
	}
	c.i = p.i
	c.class(func(b byte) bool {
		for _, s := range spans {
			if s.has(b, c.fold) {
				return !negated
			}
		}
		return negated
	})
}

func (s span) has(b byte, fold bool) bool {
	if s.named != nil {
		return s.named(b)
	}
	if s.lo <= b && b <= s.hi {
		return true
	}
	if !s.ranged || !fold || !isLower(b) {
		return false
	}
	upper := b - 'a' + 'A'
	return s.lo <= upper && upper <= s.hi
}

type bracketParser struct {
	pattern string
	i       int
	fold    bool
	prev    byte // the member before, if a range can start with it
}

func (p *bracketParser) at(i int) byte {
	if i < len(p.pattern) {
		return p.pattern[i]
	}
	return 0
}

func (p *bracketParser) skip(any string) bool {
	if c := p.at(p.i); c != 0 && strings.IndexByte(any, c) >= 0 {
		p.i++
		return true
	}
	return false
}

// members reads up to the closing bracket, where it leaves p.i. A bracket that
// comes first is a member.
func (p *bracketParser) members() (spans []span, ok bool) {
	for first := true; first || p.at(p.i) != ']'; first = false {
		s, ok := p.member()
		if !ok {
			return nil, false
		}
		spans = append(spans, s)
		p.i++
	}
	return spans, true
}

// member reads one member and leaves p.i at its last byte.
func (p *bracketParser) member() (span, bool) {
	ch := p.at(p.i)
	switch {
	case ch == '\\':
		p.i++
		ch = p.at(p.i)
	case ch == '-' && p.prev != 0 && p.at(p.i+1) != 0 && p.at(p.i+1) != ']':
		return p.rangeEnd()
	case ch == '[' && p.at(p.i+1) == ':':
		if s, ok, is := p.class(); is {
			return s, ok
		}
	}
	p.prev = ch
	return span{lo: ch, hi: ch}, ch != 0
}

func (p *bracketParser) rangeEnd() (span, bool) {
	p.i++
	if p.at(p.i) == '\\' {
		p.i++
	}
	s := span{lo: p.prev, hi: p.at(p.i), ranged: true}
	p.prev = 0
	return s, s.hi != 0
}

// class reads "[:name:]"; is tells whether it has that form. An unknown name,
// or no closing bracket at all, makes the whole pattern match nothing.
func (p *bracketParser) class() (s span, ok, is bool) {
	start := p.i + 2
	end := strings.IndexByte(p.pattern[min(start, len(p.pattern)):], ']')
	if end < 0 {
		return span{}, false, true
	}
	end += start
	if end-start < 1 || p.pattern[end-1] != ':' {
		return span{}, false, false
	}
	named := classes[p.pattern[start:end-1]]
	if named == nil {
		return span{}, false, true
	}
	if p.fold && p.pattern[start:end-1] == "upper" {
		named = isLetter
	}
	p.i, p.prev = end, 0
	return span{named: named}, true, true
}

// classes are those of POSIX, in the C locale.
var classes = map[string]func(byte) bool{
	"alnum":  func(b byte) bool { return isLetter(b) || isDigit(b) },
	"alpha":  isLetter,
	"blank":  func(b byte) bool { return b == ' ' || b == '\t' },
	"cntrl":  func(b byte) bool { return b < ' ' || b == 0x7f },
	"digit":  isDigit,
	"graph":  func(b byte) bool { return b > ' ' && b < 0x7f },
	"lower":  isLower,
	"print":  func(b byte) bool { return b >= ' ' && b < 0x7f },
	"punct":  func(b byte) bool { return b > ' ' && b < 0x7f && !isLetter(b) && !isDigit(b) },
	"space":  func(b byte) bool { return b == ' ' || b >= '\t' && b <= '\r' },
	"upper":  func(b byte) bool { return 'A' <= b && b <= 'Z' },
	"xdigit": func(b byte) bool { return isDigit(b) || lower(b) >= 'a' && lower(b) <= 'f' },
}

func isLower(b byte) bool  { return 'a' <= b && b <= 'z' }
func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isLetter(b byte) bool { return isLower(lower(b)) }
