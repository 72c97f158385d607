package pathmatch

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf16"

	"github.com/dlclark/regexp2"
)

// The bounds of a regular expression. matchLimit is far above what any useful
// pattern takes (microseconds); it ends catastrophic backtracking.
const (
	matchLimit = 2 * time.Second
	maxPattern = 64 << 10 // bytes of a source
	maxPath    = 64 << 10 // bytes of a path
	maxDepth   = 200      // nested groups
)

// errBacktracking is the error for a pattern that takes too long.
var errBacktracking = errors.New("the pattern backtracks too long")

// A regex is a JavaScript regular expression. regexp2 does the backtracking;
// the pattern is rewritten so that none of its own ideas (what a letter is,
// what $ means, how case is folded) matter.
type regex struct {
	source  string
	re      *regexp2.Regexp
	unicode bool // characters are code points, not UTF-16 units
	fold    func(rune) rune
	sticky  bool
	global  bool
	slow    atomic.Bool
}

// newRegex compiles the source and flags of a regular expression. The error is
// JavaScript's, without the words around it.
func newRegex(source, flags string) (*regex, error) {
	re, _, err := compileRegex(source, flags)
	return re, err
}

// compileRegex is newRegex that tells what was read of the groups, too.
func compileRegex(source, flags string) (*regex, *translator, error) {
	if len(source) > maxPattern {
		return nil, nil, fmt.Errorf("longer than %d bytes", maxPattern)
	}
	t, err := newTranslator(source, flags)
	if err != nil {
		return nil, nil, err
	}
	pattern, err := t.translate()
	if err != nil {
		return nil, nil, err
	}
	re, err := regexp2.Compile(pattern, regexp2.ECMAScript)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot be compiled: %w", err)
	}
	re.MatchTimeout = matchLimit
	return &regex{
		source: escapeSource(source), re: re, unicode: t.unicode, fold: t.fold,
		sticky: strings.Contains(flags, "y"), global: strings.Contains(flags, "g"),
	}, t, nil
}

// exec searches text from the character at start, and returns where the match
// ends (-1 if there is none).
func (r *regex) exec(text []rune, start int) (end int, err error) {
	m, err := r.find(text, start)
	if m == nil {
		return -1, err
	}
	return m.Index + m.Length, nil
}

// find searches text from the character at start; there may be no match.
func (r *regex) find(text []rune, start int) (*regexp2.Match, error) {
	if r.slow.Load() {
		return nil, errBacktracking
	}
	if start > len(text) {
		return nil, nil
	}
	m, err := r.re.FindRunesMatchStartingAt(text, start)
	switch {
	case err != nil:
		r.slow.Store(true)
		return nil, errBacktracking
	case m == nil, r.sticky && m.Index != start:
		return nil, nil
	}
	return m, nil
}

// matches reports whether the expression matches somewhere in the text.
func (r *regex) matches(text string) (bool, error) {
	if len(text) > maxPath {
		return false, fmt.Errorf("longer than %d bytes", maxPath)
	}
	end, err := r.exec(r.characters(text), 0)
	return end >= 0, err
}

// characters splits a text into what the expression takes for characters.
func (r *regex) characters(text string) []rune {
	out := []rune(text)
	if !r.unicode {
		out = utf16Runes(out)
	}
	if r.fold != nil {
		for i, c := range out {
			out[i] = r.fold(c)
		}
	}
	return out
}

// utf16Runes splits the characters beyond U+FFFF into their surrogates.
func utf16Runes(text []rune) []rune {
	for i, r := range text {
		if r > 0xFFFF {
			out := append([]rune(nil), text[:i]...)
			for _, u := range utf16.Encode(text[i:]) {
				out = append(out, rune(u))
			}
			return out
		}
	}
	return text
}

// escapeSource returns what RegExp.prototype.source shows: slashes outside a
// class and line ends are escaped.
func escapeSource(source string) string {
	if source == "" {
		return "(?:)"
	}
	var b strings.Builder
	class, escaped := false, false
	for _, r := range source {
		switch {
		case lineEscapes[r] != "":
			if escaped { // the backslash is there already
				b.WriteString(lineEscapes[r][1:])
			} else {
				b.WriteString(lineEscapes[r])
			}
		case r == '/' && !class && !escaped:
			b.WriteString(`\/`)
		default:
			b.WriteRune(r)
		}
		if !escaped && (r == '[' || r == ']') {
			class = r == '['
		}
		escaped = r == '\\' && !escaped
	}
	return b.String()
}

var lineEscapes = map[rune]string{'\n': `\n`, '\r': `\r`, 0x2028: `\u2028`, 0x2029: `\u2029`}
