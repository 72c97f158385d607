package visitor

import (
	"regexp"
	"slices"
	"strings"
)

// A search looks for a credential in what a query was asked for.
type search struct {
	*run
	event *Event
}

// sought is the column that has to hold a credential of the visitor for a query to
// find something; "" if there is none.
func (m *run) sought(e *Event, asked []question) (column string) {
	if alwaysFinds(asked) {
		return ""
	}
	for _, q := range asked {
		name := strings.ToLower(q.method)
		if strings.HasPrefix(name, "orwhere") || strings.HasPrefix(name, "union") {
			return ""
		}
		if column == "" {
			column = search{m, e}.in(q, name)
		}
	}
	return column
}

// proves is the same for a column of the table of the query: a code is a secret in
// a table of those that OAuth gives out.
func (s search) proves(column string, v value) bool {
	if strings.EqualFold(column, "code") {
		column = s.event.Table() + column
	}
	return s.run.proves(column, v)
}

func (s search) in(q question, name string) string {
	switch name {
	case "findunique", "finduniqueorthrow", "findfirst", "findfirstorthrow", "findmany", "findone", "find", "count", "findoneby",
		"findby", "findoneorfail", "countdocuments", "exists", "where", "andwhere", "match", "eq", "filter", "matches":
		if store.MatchString(s.event.Method) {
			return s.inStore(q)
		}
		return s.inCondition(q, name)
	case "get", "getdel", "hget", "hexists", "sismember", "hgetall":
		if store.MatchString(s.event.Method) {
			return s.inStore(q)
		}
	case "update", "updatemany", "updateone", "delete", "deletemany", "deleteone", "findoneandupdate", "findoneanddelete", "findoneandremove":
		return s.inChange(q, name)
	case "fetchquery", "preloadquery", "rpc":
		return s.inFilter(arg(q.args, 1), false)
	case "query":
		if strings.HasPrefix(s.event.Method, "convex/") {
			return s.inFilter(arg(q.args, 1), false)
		}
	}
	return s.inSQL(q)
}

// store matches the clients of stores that hold a value for each key.
var store = regexp.MustCompile(`^(redis|ioredis|@upstash/redis|@vercel/kv)#`)

// inStore looks at the key of a store, or at the key within a table of the store. If
// the credential is no header or cookie but something that anybody sends, a text of
// the app has to keep it away from the other keys.
func (s search) inStore(q question) string {
	v := arg(q.args, len(q.args)-1)
	from := v.origin()
	switch {
	case v.kind != unknownKind || !from.Has(FromCredential) || !from.Has(Visitor) || from.Has(FromRecord):
	case len(q.args) == 2, from.Has(FromHeader | FromCookie), v.sym.isText() && s.truthOf(v) == truthy:
		return "a key of the store"
	}
	return ""
}

// inCondition looks at what a method is given to say which records are meant.
func (s search) inCondition(q question, name string) string {
	column, known := arg(q.args, 0), ""
	if column.kind == stringKind {
		known = column.str
	}
	switch {
	case len(q.args) == 3 && known != "":
		if op := arg(q.args, 1).str; (op == "=" || op == "==" || op == "===" || op == "eq") && s.proves(known, q.args[2]) {
			return known
		}
	case len(q.args) == 2 && known != "":
		if s.proves(known, q.args[1]) && (name == "eq" || s.sendsText(q.args[1])) {
			return known
		}
	case len(q.args) == 2 && name == "findfirst" || name == "findmany" && len(q.args) == 2: // with what the function for the condition says
		return s.inDrizzle(q.args[1])
	case column.ref != nil && column.ref.own("where") != nil:
		where := s.read(column.ref.own("where"))
		return s.inFilter(where, strings.HasPrefix(name, "findunique") && where.ref != nil && len(where.ref.keys) == 1)
	}
	return s.inFilter(column, false)
}

// inFilter looks at an object that tells which records are meant, of Prisma, of
// Mongo or their like, or at a condition of Drizzle. Where it is strict, no other
// record is found if the value is missing, nor can it be a filter.
func (s search) inFilter(v value, strict bool) string {
	switch {
	case v.is(arrayShape) && v.ref.native != nil:
		return s.inDrizzle(v)
	case v.is(arrayShape): // alternatives, of TypeORM
		return s.inEach(v, func(e value) string { return s.inFilter(e, strict) })
	case !v.is(plainShape) || v.ref.open && v.ref.from.Has(Visitor):
		return ""
	}
	for _, k := range v.ref.keys {
		if c := v.ref.props[k]; c.state == ready && c.getter == nil {
			if column := s.inField(k, c.v, strict); column != "" {
				return column
			}
		}
	}
	return ""
}

func (s search) inField(key string, v value, strict bool) string {
	switch strings.ToLower(key) {
	case "or", "$or":
		return s.inEach(v, func(e value) string { return s.inFilter(e, strict) })
	case "and", "$and":
		if v.is(arrayShape) {
			return s.inSome(v, func(e value) string { return s.inFilter(e, strict) })
		}
	case "not", "$not", "$nor", "none", "every", "isnot":
		return ""
	}
	if s.proves(key, v) && (strict || s.sendsText(v)) {
		return key
	}
	if !v.is(plainShape) {
		return ""
	}
	for _, op := range []string{"equals", "$eq", "in", "$in", "has"} {
		if c := v.ref.own(op); c != nil && s.equalsOne(key, s.read(c)) {
			return key
		}
	}
	return s.inFilter(v, strict) // of a relation, or of several columns
}

// equalsOne reports whether a column proves something by a value, or by each of a
// list of values.
func (s search) equalsOne(column string, v value) bool {
	if !v.is(arrayShape) {
		return s.proves(column, v) && s.sendsText(v)
	}
	return s.inEach(v, func(e value) string {
		if s.proves(column, e) && s.sendsText(e) {
			return column
		}
		return ""
	}) != ""
}

// inDrizzle looks at a condition of Drizzle.
func (s search) inDrizzle(v value) string {
	if !v.is(arrayShape) || v.ref.native == nil {
		return ""
	}
	switch e := v.ref.elems; lastName(v.ref.native.path) {
	case "and":
		return s.inSome(v, s.inDrizzle)
	case "or":
		return s.inEach(v, s.inDrizzle)
	case "eq":
		for i := range e {
			if column := columnOf(e[i]); len(e) == 2 && s.proves(column, e[1-i]) {
				return column
			}
		}
	case "inArray":
		if len(e) == 2 && s.equalsOne(columnOf(e[0]), e[1]) {
			return columnOf(e[0])
		}
	}
	return ""
}

// columnOf is the name of a column of a table.
func columnOf(v value) string {
	switch {
	case v.is(nativeShape):
		return lastName(v.ref.native.path)
	case v.kind == unknownKind && !v.origin().Has(Visitor):
		return strings.TrimPrefix(v.sym.op, ".")
	}
	return ""
}

// inEach is what a function finds in the elements of a list, if it does in each.
func (s search) inEach(v value, find func(value) string) (column string) {
	if !v.is(arrayShape) || v.ref.open {
		return ""
	}
	for _, e := range v.ref.elems {
		if column = find(e); column == "" {
			return ""
		}
	}
	return column
}

// inSome is what a function finds in one of the elements of a list.
func (s search) inSome(v value, find func(value) string) string {
	i := slices.IndexFunc(v.ref.elems, func(e value) bool { return find(e) != "" })
	if i < 0 {
		return ""
	}
	return find(v.ref.elems[i])
}
