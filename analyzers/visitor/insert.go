package visitor

import (
	"slices"
	"strings"
)

// inserts are the methods that add a record whatever is there.
var inserts = set("create createmany createmanyandreturn insert insertone insertmany add adddoc")

// Inserts reports whether the effect adds records to a database.
func (e *Event) Inserts() bool {
	if e.Kind != Effect || e.Verb != Write || strings.HasPrefix(e.Method, "clerk#") {
		return false
	}
	return slices.ContainsFunc(e.Calls, func(c string) bool { return inserts[strings.ToLower(c)] }) || e.inText("insert into")
}

// Tolerant reports whether the statement says what happens where the record is
// there already.
func (e *Event) Tolerant() bool {
	for _, c := range e.Calls {
		if low := strings.ToLower(c); strings.HasPrefix(low, "onconflict") || strings.HasPrefix(low, "onduplicate") || strings.Contains(low, "upsert") || strings.HasPrefix(low, "connectorcreate") {
			return true
		}
	}
	return e.inText("on conflict") || e.inText("on duplicate key") || e.inText("insert ignore") || slices.ContainsFunc(e.Args, func(a Arg) bool {
		return strings.HasSuffix(a.Path, ".skipDuplicates") || strings.Contains(a.Path, ".connectOrCreate.")
	})
}

// inText reports whether the text of an argument or the statement itself holds
// the words.
func (e *Event) inText(words string) bool {
	if slices.ContainsFunc(e.Args, func(a Arg) bool { return strings.Contains(strings.ToLower(a.Text), words) }) {
		return true
	}
	return strings.Contains(strings.ToLower(e.At.Text()), words)
}

// goesOnWith adds a method to the statement of a client that is not known, where
// it is called on what that call gave: db.insert(table).onConflictDoNothing().
func (m *run) goesOnWith(s *symbol, name string, c *call) bool {
	if s == nil || s.query == nil || s.parent != nil || name == "then" || name == "catch" || name == "finally" {
		return false
	}
	e := s.query
	if e.Verb != Write || e.Method != "" {
		return false
	}
	if !slices.Contains(e.Calls, name) {
		e.Calls = append(e.Calls, name)
		m.addArgs(e, c.args)
	}
	return true
}
