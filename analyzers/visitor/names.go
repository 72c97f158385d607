package visitor

import "regexp"

// A nameTest is the question whether a pattern matches a name.
type nameTest struct {
	pattern *regexp.Regexp
	name    string
}

// nameMatches is pattern.MatchString for the names of calls and values: the same few
// are asked about on every path that a walk takes.
func (w *worker) nameMatches(pattern *regexp.Regexp, name string) bool {
	test := nameTest{pattern, name}
	matched, known := w.names[test]
	if !known {
		matched = pattern.MatchString(name)
		w.names[test] = matched
	}
	return matched
}
