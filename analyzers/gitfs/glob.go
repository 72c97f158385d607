package gitfs

// A glob is a compiled pattern of git's wildmatch.c. That one backtracks
// without bound; this one keeps two places to come back to, which is enough:
// what a later star can reach, an earlier one cannot reach better.
type glob []token

type tokenKind byte

const (
	oneByte   tokenKind = iota // the byte lit
	oneOf                      // a byte in set
	star                       // any bytes but a slash
	stars                      // any bytes
	starSlash                  // "**/": nothing, or any bytes up to and with a slash
	never                      // a malformed pattern matches nothing
)

type token struct {
	kind tokenKind
	lit  byte
	set  *[256]bool
}

// match reports whether the glob matches the whole text.
func (g glob) match(text string) bool {
	m := matcher{glob: g, text: text, near: -1, far: -1}
	return m.run()
}

type matcher struct {
	glob     glob
	text     string
	p, t     int // the next token and byte
	near     int // the token after the last star, or -1
	nearText int
	far      int // the token after the last double star, or -1
	farText  int
	farSlash bool // the double star takes whole folders
}

func (m *matcher) run() bool {
	for {
		if m.p == len(m.glob) && m.t == len(m.text) {
			return true
		}
		if m.p < len(m.glob) && m.step() {
			continue
		}
		if !m.retry() {
			return false
		}
	}
}

// step takes one token, and reports whether it fits.
func (m *matcher) step() bool {
	tok := m.glob[m.p]
	switch tok.kind {
	case star:
		m.p++
		m.near, m.nearText = m.p, m.t
		return true
	case stars, starSlash:
		m.p++
		m.near = -1
		m.far, m.farText, m.farSlash = m.p, m.t, tok.kind == starSlash
		return true
	}
	if m.t == len(m.text) {
		return false
	}
	c := m.text[m.t]
	if tok.kind == oneByte && c == tok.lit || tok.kind == oneOf && tok.set[c] {
		m.p++
		m.t++
		return true
	}
	return false
}

// retry lets the last star take more, else the last double star.
func (m *matcher) retry() bool {
	if m.near >= 0 {
		if m.nearText < len(m.text) && m.text[m.nearText] != '/' {
			m.nearText++
			m.p, m.t = m.near, m.nearText
			return true
		}
		m.near = -1
	}
	if m.far < 0 {
		return false
	}
	for m.farText < len(m.text) {
		m.farText++
		if !m.farSlash || m.text[m.farText-1] == '/' {
			m.p, m.t = m.far, m.farText
			return true
		}
	}
	return false
}

// compileGlob compiles a pattern. paths says that a slash is special; fold
// that letters match without regard to case, in the uneven way of wildmatch.c:
// it folds the text always, and the pattern only outside of classes and escapes.
func compileGlob(p string, paths, fold bool) glob {
	c := compiler{pattern: p, paths: paths, fold: fold}
	for c.i < len(p) && !c.dead {
		c.next()
	}
	if c.dead {
		return glob{{kind: never}}
	}
	return c.out
}

type compiler struct {
	pattern     string
	i           int
	paths, fold bool
	dead        bool
	out         glob
}

func (c *compiler) next() {
	switch ch := c.pattern[c.i]; ch {
	case '\\':
		c.i++
		if c.i == len(c.pattern) {
			c.dead = true
			return
		}
		c.literal(c.pattern[c.i], false)
	case '?':
		c.class(func(b byte) bool { return true })
	case '*':
		c.star()
		return
	case '[':
		c.bracket()
	default:
		c.literal(ch, c.fold)
	}
	c.i++
}

func (c *compiler) literal(ch byte, fold bool) {
	if !c.fold {
		c.out = append(c.out, token{kind: oneByte, lit: ch})
		return
	}
	if fold {
		ch = lower(ch)
	}
	set := new([256]bool)
	for b := range 256 {
		set[b] = lower(byte(b)) == ch
	}
	c.out = append(c.out, token{kind: oneOf, set: set})
}

// class adds a token for the bytes that has accepts; with paths never a slash.
func (c *compiler) class(has func(byte) bool) {
	set := new([256]bool)
	for b := range 256 {
		ch := byte(b)
		if c.fold {
			ch = lower(ch)
		}
		set[b] = has(ch) && !(c.paths && ch == '/')
	}
	c.out = append(c.out, token{kind: oneOf, set: set})
}

func (c *compiler) star() {
	start := c.i
	for c.i < len(c.pattern) && c.pattern[c.i] == '*' {
		c.i++
	}
	rest := c.pattern[c.i:]
	atName := start == 0 || c.pattern[start-1] == '/'
	kind := star
	switch {
	case !c.paths:
		kind = stars
	case c.i-start == 1 || !atName:
	case rest == "" || len(rest) > 1 && rest[:2] == `\/`:
		kind = stars
	case rest[0] == '/':
		kind = starSlash
		c.i++
	}
	c.out = append(c.out, token{kind: kind})
}
