package sarif

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// window is the number of UTF-16 units that a line's hash covers.
const window = 100

// A hasher is the rolling hash of github/codeql-action src/fingerprints.ts
// (commit f3f1edbed): 37-based over the window, blanks left out.
type hasher struct {
	units   [window]uint64
	lineAt  [window]bool // a line starts at this unit
	hash    uint64
	first   uint64 // 37^window: the weight of the unit that leaves
	at      int
	newLine bool
	afterCR bool
	count   map[uint64]int
	out     []lineHash
}

// A lineHash is the hash of a line, and how many up to it have the same.
type lineHash struct {
	hash  uint64
	count int
}

func (h lineHash) String() string {
	return strconv.FormatUint(h.hash, 16) + ":" + strconv.Itoa(h.count)
}

// lineHashes returns GitHub's primaryLocationLineHash of every line of the
// text; index 0 is line 1. Only LF, CR and CRLF end lines, and a line end at
// the end of the text begins one more.
func lineHashes(text []byte) []lineHash {
	h := &hasher{first: 1, newLine: true, count: map[uint64]int{}}
	for range window {
		h.first *= 37
	}
	for len(text) > 0 {
		r, size := decodeNode(text)
		text = text[size:]
		if r > 0xFFFF {
			high, low := utf16.EncodeRune(r)
			h.unit(uint64(high))
			r = low
		}
		h.unit(uint64(r))
	}
	h.unit(0xFFFF)
	for range window {
		h.emit()
		h.shift(0)
	}
	return h.out
}

func (h *hasher) unit(c uint64) {
	if c == ' ' || c == '\t' || h.afterCR && c == '\n' {
		h.afterCR = false
		return
	}
	h.afterCR = c == '\r'
	if h.afterCR {
		c = '\n'
	}
	h.emit()
	if h.newLine {
		h.newLine = false
		h.lineAt[h.at] = true
	}
	if c == '\n' {
		h.newLine = true
	}
	h.shift(c)
}

// emit writes the hash of the line that started a whole window ago.
func (h *hasher) emit() {
	if !h.lineAt[h.at] {
		return
	}
	h.lineAt[h.at] = false
	h.count[h.hash]++
	h.out = append(h.out, lineHash{h.hash, h.count[h.hash]})
}

func (h *hasher) shift(c uint64) {
	old := h.units[h.at]
	h.units[h.at] = c
	h.hash = 37*h.hash + c - h.first*old
	h.at = (h.at + 1) % window
}

// decodeNode decodes one character as Node does. It differs from Go in
// malformed input only: a maximal subpart gives one U+FFFD, not each byte.
func decodeNode(b []byte) (rune, int) {
	r, n := utf8.DecodeRune(b)
	if r != utf8.RuneError || n != 1 {
		return r, n
	}
	need, low, high := sequence(b[0])
	for n = 1; n <= need && n < len(b) && b[n] >= low && b[n] <= high; n++ {
		low, high = 0x80, 0xBF
	}
	return utf8.RuneError, n
}

// sequence returns how many bytes follow the lead byte c, and the range of the
// first of them.
func sequence(c byte) (need int, low, high byte) {
	switch {
	case c >= 0xC2 && c <= 0xDF:
		return 1, 0x80, 0xBF
	case c == 0xE0:
		return 2, 0xA0, 0xBF
	case c == 0xED:
		return 2, 0x80, 0x9F
	case c >= 0xE1 && c <= 0xEF:
		return 2, 0x80, 0xBF
	case c == 0xF0:
		return 3, 0x90, 0xBF
	case c >= 0xF1 && c <= 0xF3:
		return 3, 0x80, 0xBF
	case c == 0xF4:
		return 3, 0x80, 0x8F
	}
	return 0, 0, 0
}
