package source

import "bytes"

// MaxNesting bounds how deep data may be nested that a library parses: such
// parsers recurse, some take time with the square of the depth, and a stack that
// overflows cannot be caught.
const MaxNesting = 500

// NestedTooDeep reports whether data may be nested deeper than MaxNesting. It is
// an upper bound, for JSON, YAML and TOML alike: brackets wherever they stand,
// dashes of lists in lists, and indentation.
func NestedTooDeep(text []byte) bool {
	open := 0
	for line := range bytes.Lines(text) {
		rest := bytes.TrimLeft(line, " ")
		lists := bytes.Count(rest, []byte("- ")) + bytes.Count(rest, []byte("? "))
		if (len(line)-len(rest))/2+lists > MaxNesting {
			return true
		}
		for _, c := range rest {
			switch c {
			case '[', '{':
				if open++; open > MaxNesting {
					return true
				}
			case ']', '}':
				open = max(0, open-1)
			}
		}
	}
	return false
}
