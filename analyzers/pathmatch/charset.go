package pathmatch

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A span is a range of characters, both ends included.
type span struct{ lo, hi rune }

// A charset is a set of characters, in any order.
type charset []span

var (
	digits     = charset{{'0', '9'}}
	wordChars  = charset{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	lineEnds   = charset{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}
	spaceChars = charset{{'\t', '\r'}, {' ', ' '}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A},
		{0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}}
)

// merged returns the set sorted, without overlaps.
func (c charset) merged() charset {
	c = slices.Clone(c)
	slices.SortFunc(c, func(a, b span) int { return int(a.lo - b.lo) })
	out := c[:0]
	for _, s := range c {
		if n := len(out); n > 0 && s.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, s.hi)
			continue
		}
		out = append(out, s)
	}
	return out
}

// not returns the characters up to top that are not in the set.
func (c charset) not(top rune) charset {
	var out charset
	from := rune(0)
	for _, s := range c.merged() {
		if s.lo > from {
			out = append(out, span{from, s.lo - 1})
		}
		from = s.hi + 1
	}
	if from <= top {
		out = append(out, span{from, top})
	}
	return out
}

// folded adds to the set what its members become when case is ignored. Those
// that become another character may stay, as a folded text does not have them.
func (c charset) folded(fold func(rune) rune) charset {
	out := c.merged()
	for _, s := range out {
		for _, cased := range unicode.CaseRanges {
			for r := max(s.lo, rune(cased.Lo)); r <= min(s.hi, rune(cased.Hi)); r++ {
				if f := fold(r); f != r {
					out = append(out, span{f, f})
				}
			}
		}
	}
	return out
}

// String returns the set as a piece of a pattern for regexp2.
func (c charset) String() string {
	c = c.merged()
	if len(c) == 0 {
		return "(?!)"
	}
	var b strings.Builder
	b.WriteByte('[')
	for _, s := range c {
		b.WriteString(literal(s.lo))
		if s.hi > s.lo {
			b.WriteString("-" + literal(s.hi))
		}
	}
	b.WriteByte(']')
	return b.String()
}

// literal returns a pattern for one character, inside a class or outside.
func literal(r rune) string {
	switch {
	case isWord(r) && r != '_', r > 0xFFFF:
		return string(r)
	}
	return fmt.Sprintf(`\u%04X`, r)
}

// foldUnit is the Canonicalize of ECMAScript without the u flag: characters
// beyond ASCII never become ASCII.
func foldUnit(r rune) rune {
	if up := unicode.ToUpper(r); up <= 0xFFFF && (r < 128 || up >= 128) {
		return up
	}
	return r
}

// foldPoint is the Canonicalize of ECMAScript with the u flag: the smallest
// character of a simple case folding stands for all of them.
func foldPoint(r rune) rune {
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}
