package next

import "bytes"

// typeStarts are how a line at the margin begins in a file of types only:
// closings and continuations among them.
var typeStarts = [][]byte{
	[]byte("export type "), []byte("export interface "), []byte("type "), []byte("interface "), []byte("import "),
	[]byte("export declare "), []byte("declare "), []byte("//"), []byte("/*"), []byte("*"), []byte("}"), []byte(")"),
	[]byte("]"), []byte("|"), []byte("&"), []byte(">"),
}

// typesOnly reports whether the text of a module surely holds types and imports
// only, so that nothing is left of it when compiled. It is quick and may miss.
func (m *Module) typesOnly() bool {
	if !m.dropsTypes() {
		return false
	}
	for line := range bytes.Lines(m.File.Text) {
		if c := line[0]; c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			if bytes.Contains(line, []byte("process.env")) {
				return false
			}
			continue
		}
		known := false
		for _, start := range typeStarts {
			known = known || bytes.HasPrefix(line, start)
		}
		if !known {
			return false
		}
	}
	return true
}
