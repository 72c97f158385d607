package pathmatch

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// A translator reads a JavaScript regular expression and writes the same one
// for regexp2. It refuses what JavaScript refuses.
type translator struct {
	src       []rune
	pos       int
	out       strings.Builder
	groups    int            // capturing groups of the whole expression
	names     map[string]int // their names
	opened    int            // of them, those that were read
	repeated  map[int]bool   // those that a quantifier repeats; more than once, if true
	depth     int
	unicode   bool
	multiline bool
	dotAll    bool
	fold      func(rune) rune
}

func newTranslator(source, flags string) (*translator, error) {
	t := &translator{src: []rune(source), names: map[string]int{}, repeated: map[int]bool{}}
	for i, f := range flags {
		if strings.ContainsRune(flags[:i], f) || !strings.ContainsRune("dgimsuyv", f) {
			return nil, fmt.Errorf("Invalid flags '%s'", flags)
		}
	}
	if strings.Contains(flags, "v") {
		return nil, errors.New("the flag v is not supported")
	}
	t.unicode = strings.Contains(flags, "u")
	t.multiline = strings.Contains(flags, "m")
	t.dotAll = strings.Contains(flags, "s")
	if strings.Contains(flags, "i") {
		t.fold = foldUnit
		if t.unicode {
			t.fold = foldPoint
		}
	}
	if !t.unicode {
		t.src = utf16Runes(t.src)
	}
	return t, t.countGroups()
}

// countGroups looks ahead for capturing groups, as a reference may stand
// before its group.
func (t *translator) countGroups() error {
	class := false
	for i := 0; i < len(t.src); i++ {
		switch c := t.src[i]; {
		case c == '\\':
			i++
		case c == '[' || c == ']':
			class = c == '['
		case c == '(' && !class:
			if err := t.countGroup(i + 1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *translator) countGroup(i int) error {
	if i >= len(t.src) || t.src[i] != '?' {
		t.groups++
		return nil
	}
	if i+2 >= len(t.src) || t.src[i+1] != '<' || t.src[i+2] == '=' || t.src[i+2] == '!' {
		return nil
	}
	name, _, ok := groupName(t.src, i+2)
	if !ok {
		return errors.New("Invalid capture group name")
	}
	t.groups++
	if t.names[name] != 0 {
		return errors.New("Duplicate capture group name")
	}
	t.names[name] = t.groups
	return nil
}

// groupName reads name> at i and returns where it ends.
func groupName(src []rune, i int) (name string, end int, ok bool) {
	for j := i; j < len(src); j++ {
		c := src[j]
		switch {
		case c == '>':
			return string(src[i:j]), j + 1, j > i
		case c == '$' || c == '_' || unicode.IsLetter(c) || j > i && unicode.IsDigit(c):
		default:
			return "", 0, false
		}
	}
	return "", 0, false
}

func (t *translator) peek(n int) rune {
	if t.pos+n < len(t.src) {
		return t.src[t.pos+n]
	}
	return -1
}

// accept skips text if it comes next.
func (t *translator) accept(text string) bool {
	for i, r := range text {
		if t.peek(i) != r {
			return false
		}
	}
	t.pos += len(text)
	return true
}

func (t *translator) translate() (string, error) {
	if err := t.disjunction(); err != nil {
		return "", err
	}
	if t.pos < len(t.src) {
		return "", errors.New("Unmatched ')'")
	}
	return t.out.String(), nil
}

func (t *translator) disjunction() error {
	if t.depth++; t.depth > maxDepth {
		return fmt.Errorf("groups are nested more than %d deep", maxDepth)
	}
	defer func() { t.depth-- }()
	for {
		switch t.peek(0) {
		case -1, ')':
			return nil
		case '|':
			t.pos++
			t.out.WriteByte('|')
		default:
			if err := t.term(); err != nil {
				return err
			}
		}
	}
}

// term reads an assertion, or an atom with its quantifier.
func (t *translator) term() error {
	if t.assertion() {
		return nil
	}
	quantifiable, before := true, t.opened
	var err error
	switch c := t.peek(0); c {
	case '(':
		quantifiable, err = t.group()
	case '[':
		err = t.class()
	case '.':
		t.pos++
		t.dot()
	case '\\':
		err = t.escape()
	case '*', '+', '?':
		err = errors.New("Nothing to repeat")
	case '{', '}', ']':
		err = t.bracket(c)
	default:
		t.pos++
		t.char(c)
	}
	if err != nil || !quantifiable {
		return err
	}
	return t.quantifier(before)
}

// assertions holds what JavaScript's assertions mean to regexp2, without and
// with the m flag.
var assertions = []struct{ text, plain, multiline string }{
	{"^", `\A`, `(?<![^\n\r\u2028\u2029])`},
	{"$", `\z`, `(?![^\n\r\u2028\u2029])`},
	{`\b`, wordEdge, wordEdge},
	{`\B`, noWordEdge, noWordEdge},
}

const (
	wordEdge   = `(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))`
	noWordEdge = `(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))`
)

func (t *translator) assertion() bool {
	for _, a := range assertions {
		if !t.accept(a.text) {
			continue
		}
		if t.multiline {
			t.out.WriteString(a.multiline)
		} else {
			t.out.WriteString(a.plain)
		}
		return true
	}
	return false
}

func (t *translator) char(c rune) {
	if t.fold != nil {
		c = t.fold(c)
	}
	t.out.WriteString(literal(c))
}

func (t *translator) top() rune {
	if t.unicode {
		return unicode.MaxRune
	}
	return 0xFFFF
}

func (t *translator) dot() {
	ends := lineEnds
	if t.dotAll {
		ends = nil
	}
	t.out.WriteString(ends.not(t.top()).String())
}

// bracket reads a bracket that closes nothing; without the u flag it stands
// for itself, unless it would be a quantifier.
func (t *translator) bracket(c rune) error {
	if t.unicode {
		return errors.New("Lone quantifier brackets")
	}
	if _, _, _, ok := t.counts(); ok && c == '{' {
		return errors.New("Nothing to repeat")
	}
	t.pos++
	t.char(c)
	return nil
}

// groupOpenings are the groups that capture nothing, longest first.
var groupOpenings = []struct {
	text         string
	quantifiable bool // without the u flag
	always       bool // with it, too
}{
	{"(?<=", false, false}, {"(?<!", false, false}, {"(?:", true, true}, {"(?=", true, false}, {"(?!", true, false},
}

func (t *translator) group() (quantifiable bool, err error) {
	quantifiable = true
	opened := false
	for _, o := range groupOpenings {
		if t.accept(o.text) {
			t.out.WriteString(o.text)
			quantifiable, opened = o.always || o.quantifiable && !t.unicode, true
			break
		}
	}
	if !opened {
		if err := t.capture(); err != nil {
			return false, err
		}
	}
	if err := t.disjunction(); err != nil {
		return false, err
	}
	if !t.accept(")") {
		return false, errors.New("Unterminated group")
	}
	t.out.WriteByte(')')
	return quantifiable, nil
}

// capture opens a capturing group. Names are dropped: regexp2 would number
// named groups after the others.
func (t *translator) capture() error {
	t.pos++
	t.opened++
	t.out.WriteByte('(')
	if !t.accept("?") {
		return nil
	}
	if !t.accept("<") {
		return errors.New("Invalid group")
	}
	_, end, ok := groupName(t.src, t.pos)
	if !ok {
		return errors.New("Invalid capture group name")
	}
	t.pos = end
	return nil
}

// maxCount bounds the counts of a quantifier: no path is that long.
const maxCount = 1 << 20

// quantifier reads what says how often the atom before comes, which may hold the groups
// after the one of that number.
func (t *translator) quantifier(before int) error {
	switch c := t.peek(0); c {
	case '*', '+', '?':
		t.pos++
		t.out.WriteRune(c)
		t.repeat(before, c != '?')
	case '{':
		low, high, length, ok := t.counts()
		if !ok {
			return nil
		}
		if high >= 0 && low > high {
			return errors.New("numbers out of order in {} quantifier")
		}
		t.pos += length
		t.repeat(before, high != 1)
		t.out.WriteString("{" + strconv.Itoa(low) + ",")
		if high >= 0 {
			t.out.WriteString(strconv.Itoa(high))
		}
		t.out.WriteByte('}')
	default:
		return nil
	}
	if t.accept("?") {
		t.out.WriteByte('?')
	}
	return nil
}

// repeat notes that the groups after the one of that number are repeated.
func (t *translator) repeat(before int, often bool) {
	for i := before + 1; i <= t.opened; i++ {
		t.repeated[i] = t.repeated[i] || often
	}
}

// counts reads {low}, {low,} or {low,high} ahead; high is -1 for no limit.
func (t *translator) counts() (low, high, length int, ok bool) {
	i := 1
	low, i, ok = t.count(i)
	if !ok || t.peek(0) != '{' {
		return 0, 0, 0, false
	}
	high = low
	if t.peek(i) == ',' {
		if high, i, ok = t.count(i + 1); !ok {
			high = -1
		}
	}
	return low, high, i + 1, t.peek(i) == '}'
}

func (t *translator) count(i int) (n, end int, ok bool) {
	start := i
	for ; t.peek(i) >= '0' && t.peek(i) <= '9'; i++ {
		n = min(n*10+int(t.peek(i)-'0'), maxCount)
	}
	return n, i, i > start
}
