package visitor

import "strings"

// isAnother reports whether what the visitor sent is known to be another text or number
// than the one that it is compared with.
func (s *symbol) isAnother(than *symbol) bool {
	if s.from == 0 || s.from&^Visitor != 0 || len(than.op) < 4 || !strings.HasPrefix(than.op, "===") || strings.IndexByte("234", than.op[3]) < 0 {
		return false
	}
	for op, c := range s.children {
		if c != than && c.truth == truthy && len(op) > 3 && op[:4] == than.op[:4] {
			return true
		}
	}
	return false
}

// isLength reports whether a value is the length of something: who is not signed in may
// send something as long.
func (v value) isLength() bool {
	if v.kind != unknownKind {
		return false
	}
	s := v.sym
	for s.parent != nil && strings.HasPrefix(s.op, "from:") {
		s = s.parent
	}
	return s.op == ".length" || s.op == "length"
}
