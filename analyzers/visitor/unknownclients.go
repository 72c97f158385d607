package visitor

import (
	"regexp"
	"strings"
)

// unknownClient is the client of a database whose package is not known.
const unknownClient = "a database#client()"

// statementStart matches the beginning of a text of SQL.
var statementStart = regexp.MustCompile(`(?i)^\s*(select|insert|update|delete|with)\s`)

// startsChain are the methods that start a query which others go on with.
var startsChain = set("select selectDistinct selectDistinctOn selectFrom insertInto updateTable deleteFrom")

// beginsQuery reports whether a method of something that is not known starts a query as
// those of a database's client do, by its name and by what it is given.
func (m *run) beginsQuery(c *call, s *symbol, method, name string) bool {
	if s.parent == nil || s.parent.query != nil || s.from.Has(FromRequest|FromRecord) || !m.databaseName(name) {
		return false
	}
	first := m.force(c.arg(0))
	switch method {
	case "from":
		return first.kind == stringKind && !strings.Contains(name, "storage")
	case "query", "execute":
		return first.kind == stringKind && statementStart.MatchString(first.str)
	case "insert", "update", "delete":
		return isTable(first)
	}
	return startsChain[method]
}

// asClient calls a method of something that is not known as one of a database's client.
func (m *run) asClient(c *call, s *symbol, method string) value {
	client := nativeObject(unknownClient)
	client.ref.from = s.parent.from
	return m.call(&call{at: c.at, fn: m.getNative(client, method), this: client, args: c.args, open: c.open})
}
