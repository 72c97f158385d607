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

// UniqueColumns returns the columns that the table of a Drizzle statement keeps
// unique, and whether the table could be read.
func (e *Event) UniqueColumns() (columns []string, read bool) {
	for _, a := range e.args {
		if !a.is(nativeShape) || !strings.HasSuffix(a.ref.native.path, "Table()") || len(a.ref.native.args) < 2 {
			continue
		}
		table := a.ref.native.args[1]
		if table.ref == nil {
			continue
		}
		for _, k := range table.ref.keys {
			if c := table.ref.props[k]; c.state == ready && c.v.is(nativeShape) && (strings.Contains(c.v.ref.native.path, ".unique()") || strings.Contains(c.v.ref.native.path, ".primaryKey()")) {
				columns = append(columns, k)
			}
		}
		return columns, true
	}
	return nil, false
}

// Table returns how the statement names its table or model, in lower case:
// "user" of prisma.user.create; "" if it does not.
func (e *Event) Table() string {
	parts := strings.FieldsFunc(e.Name, func(r rune) bool { return r == '.' || r == '…' })
	if len(parts) < 2 {
		return ""
	}
	for _, a := range e.args {
		if a.is(nativeShape) && strings.HasSuffix(a.ref.native.path, "Table()") && len(a.ref.native.args) > 0 {
			return strings.ToLower(a.ref.native.args[0].str)
		}
	}
	return strings.ToLower(parts[len(parts)-2])
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
