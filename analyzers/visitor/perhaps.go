package visitor

import (
	"regexp"

	"clerkvet/analyzers/js"
)

// forEachName is how functions are called that run a callback with each element, or each
// match, of something: with none where there is none.
var forEachName = regexp.MustCompile(`(?i)^(for_?Each(Of|Series|Limit|Right)?|each(Of|Series|Limit|Right)?|p?Map(Values|Keys|Series|Limit)?|p?Filter|find(Index|Last|LastIndex)?|some|every|reduce(Right)?|flat_?Map|(to)?Sort(ed|By)?|order_?By|group_?By|key_?By|count_?By|sum_?By|max_?By|min_?By|uniq_?By|unique_?By|partition|reject|times|replace(All)?|from(Async)?)$`)

// perhaps runs a callback that may be called or not. Where it fails, it may as well not
// have been.
func (m *run) perhaps(at js.Node, callback func() value) (given value, called bool) {
	before := m.mark()
	o := m.attempt(callback)
	if !o.fails() {
		return o.v, true
	}
	if m.choose(at, 2) == 1 {
		m.back(before)
		return undefined, false
	}
	if o.thrown != nil {
		panic(o.thrown)
	}
	return o.v, true
}

// goesThrough reports whether a call runs what it is given with each element of something.
func (m *run) goesThrough(c *call) bool {
	return m.nameMatches(forEachName, calledName(c)) || m.nameMatches(forEachName, lastName(c.at.CalleePath()))
}

// ofNone is what a method gives of a list that has no elements.
func (m *run) ofNone(method string) (v value, ok bool) {
	switch method {
	case "map", "filter", "flatMap":
		return objectOf(m.made(&object{shape: arrayShape})), true
	case "find", "findLast", "forEach":
		return undefined, true
	case "some", "every":
		return boolean(method == "every"), true
	case "findIndex", "findLastIndex":
		return number(-1), true
	}
	return undefined, false
}
