package pathmatch

import "errors"

// A Regexp is a regular expression of JavaScript, for what is found in texts.
type Regexp struct {
	re    *regex
	names map[string]int
	bound map[int]bool // groups that are repeated: JavaScript forgets what a round before had found
}

// ErrUnlike is the error for a text in which JavaScript may find something else.
var ErrUnlike = errors.New("a group is found otherwise")

// NewRegexp compiles the source and flags of a regular expression. It starts each
// search where it is told, whatever its flags.
func NewRegexp(source, flags string) (*Regexp, error) {
	re, t, err := compileRegex(source, flags)
	if err != nil {
		return nil, err
	}
	return &Regexp{re, t.names, t.repeated}, nil
}

// Names are the names of groups with their numbers.
func (r *Regexp) Names() map[string]int { return r.names }

// Find searches a text from an offset on. It returns the offsets where the match and
// then each group begin and end, which are -1 for a group that took no part, or nil
// if there is no match.
func (r *Regexp) Find(text string, from int) ([]int, error) {
	offsets, err := r.offsets(text)
	if err != nil {
		return nil, err
	}
	start := 0
	for start < len(offsets)-1 && offsets[start] < from {
		start++
	}
	m, err := r.re.find(r.re.characters(text), start)
	if m == nil {
		return nil, err
	}
	var found []int
	for i, g := range m.Groups() {
		if len(g.Captures) == 0 {
			found = append(found, -1, -1)
			continue
		}
		if often, inside := r.bound[i]; inside && (often || g.Length == 0) {
			return nil, ErrUnlike
		}
		found = append(found, offsets[g.Index], offsets[g.Index+g.Length])
	}
	return found, nil
}

// offsets are the bytes where the characters of a text begin, and its end.
func (r *Regexp) offsets(text string) (out []int, err error) {
	if len(text) > maxPath {
		return nil, ErrUnlike
	}
	for i, c := range text {
		if c > 0xFFFF && !r.re.unicode {
			return nil, ErrUnlike
		}
		out = append(out, i)
	}
	return append(out, len(text)), nil
}
