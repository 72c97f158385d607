package visitor

import (
	"net/url"
	"regexp"
	"regexp/syntax"
	"strings"
)

// A urlPattern is the paths that a route takes, as an automaton: a step for each
// character that is written out and for each dynamic part, of which the visitor chooses
// the characters.
type urlPattern struct {
	fixed string // how all of them begin
	steps []urlStep
	ends  map[int]bool // the steps after which a path may end
}

// A urlStep is a character, or, where it is 0, one or more of any; in a segment of no
// slash.
type urlStep struct {
	char    byte
	segment bool
}

// patternOf is the automaton of a URL pattern.
func patternOf(pattern string) *urlPattern {
	p := &urlPattern{ends: map[int]bool{}}
	p.fixed, _ = fixedStart(pattern)
	for _, part := range segments(pattern) {
		if strings.HasPrefix(part, "[[...") {
			p.ends[len(p.steps)] = true
		}
		p.steps = append(p.steps, urlStep{char: '/'})
		switch {
		case strings.HasPrefix(part, "[[..."), strings.HasPrefix(part, "[..."):
			p.steps = append(p.steps, urlStep{})
		case strings.HasPrefix(part, "[") && strings.HasSuffix(part, "]"):
			p.steps = append(p.steps, urlStep{segment: true})
		default:
			for i := range len(part) {
				p.steps = append(p.steps, urlStep{char: part[i]})
			}
		}
	}
	p.ends[len(p.steps)] = true
	return p
}

// slashed is where a path stands that ends in a slash of its own.
func (p *urlPattern) slashed() int { return len(p.steps) + 1 }

func (p *urlPattern) mayEnd(at int) bool { return p.ends[at] || at == p.slashed() }

// next calls f for what may come after the first steps of a path, and where the path
// stands then.
func (p *urlPattern) next(at int, f func(s urlStep, to int)) {
	if at < len(p.steps) {
		f(p.steps[at], at+1)
	}
	if at > 0 && at <= len(p.steps) && p.steps[at-1].char == 0 {
		f(p.steps[at-1], at)
	}
	if p.ends[at] {
		f(urlStep{char: '/'}, p.slashed())
	}
}

func (s urlStep) takes(c byte) bool {
	return s.char == c || s.char == 0 && !(s.segment && c == '/')
}

// may reports whether a path may have a text: at its start, at its end, or as a whole.
func (p *urlPattern) may(part string, start, end bool) bool {
	at := map[int]bool{0: true}
	for i := 1; !start && i <= p.slashed(); i++ {
		at[i] = true
	}
	for i := range len(part) {
		then := map[int]bool{}
		for from := range at {
			p.next(from, func(s urlStep, to int) {
				if s.takes(part[i]) {
					then[to] = true
				}
			})
		}
		at = then
	}
	for i := range at {
		if !end || p.mayEnd(i) {
			return true
		}
	}
	return false
}

// plainRegexp matches regular expressions that mean the same to Go.
var plainRegexp = regexp.MustCompile(`^([^\\\[(]|\\[dDwWbB/.\-+*?^$|(){}\[\]]|\[[^\[\]\\]*\]|\[[^\[\]\\]*\\[dw.\-/][^\[\]\\]*\]|\((\?:)?)*$`)

// matches is whether a regular expression matches the paths: all, none, or some.
func (p *urlPattern) matches(source, flags string) truth {
	mode := syntax.Perl
	switch flags {
	case "", "u":
	case "i", "iu", "ui":
		mode |= syntax.FoldCase
	default:
		return undecided
	}
	if !plainRegexp.MatchString(source) || !isASCII(source) {
		return undecided
	}
	parsed, err := syntax.Parse(strings.ReplaceAll(source, `\/`, `/`), mode)
	if err != nil {
		return undecided
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return undecided
	}
	fixed := patternOf("") // the path up to there, whatever follows
	for i := range len(p.fixed) {
		fixed.steps = append(fixed.steps, urlStep{char: p.fixed[i]})
	}
	fixed.ends = map[int]bool{}
	switch {
	case (&crossing{p: fixed, prog: prog, surely: true}).found():
		return truthy
	case !(&crossing{p: p, prog: prog}).found():
		return falsy
	}
	return undecided
}

// A crossing walks a path and a regular expression side by side.
type crossing struct {
	p      *urlPattern
	prog   *syntax.Prog
	surely bool // what depends on what follows does not hold
	met    map[[2]int]bool
}

// found reports whether the expression may match from some place on.
func (c *crossing) found() bool {
	c.met = map[[2]int]bool{}
	for at := 0; at <= c.p.slashed(); at++ {
		if c.reaches(at, c.prog.Start) {
			return true
		}
	}
	return false
}

func (c *crossing) reaches(at, pc int) bool {
	if c.met[[2]int{at, pc}] {
		return false
	}
	c.met[[2]int{at, pc}] = true
	inst := &c.prog.Inst[pc]
	switch inst.Op {
	case syntax.InstMatch:
		return true
	case syntax.InstFail:
		return false
	case syntax.InstAlt, syntax.InstAltMatch:
		return c.reaches(at, int(inst.Out)) || c.reaches(at, int(inst.Arg))
	case syntax.InstCapture, syntax.InstNop:
		return c.reaches(at, int(inst.Out))
	case syntax.InstEmptyWidth:
		return c.holds(at, syntax.EmptyOp(inst.Arg)) && c.reaches(at, int(inst.Out))
	}
	found := false
	c.p.next(at, func(s urlStep, to int) {
		found = found || s.fits(inst) && c.reaches(to, int(inst.Out))
	})
	return found
}

// holds reports whether an assertion may hold at a place, or does, surely.
func (c *crossing) holds(at int, op syntax.EmptyOp) bool {
	if op == syntax.EmptyBeginText {
		return at == 0
	}
	return !c.surely && (op != syntax.EmptyEndText || c.p.mayEnd(at))
}

// fits reports whether a step may be what an instruction takes.
func (s urlStep) fits(inst *syntax.Inst) bool {
	if s.char != 0 {
		return inst.MatchRune(rune(s.char))
	}
	return !s.segment || !(inst.Op == syntax.InstRune1 && inst.Rune[0] == '/')
}

// resolveURL is an address that is written as seen from another one; "" is none.
func resolveURL(base, ref string) (*url.URL, error) {
	u, err := url.Parse(ref)
	if err != nil || base == "" {
		return u, err
	}
	b, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	return b.ResolveReference(u), nil
}
