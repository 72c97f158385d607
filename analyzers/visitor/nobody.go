package visitor

import (
	"slices"
	"strings"
)

// A query that looks for what belongs to Clerk's user finds nothing while there is
// none, but where it would find other records as well, or all but his.

// byNobody reports whether a query looks for what belongs to Clerk's user while
// there is none.
func (e *Event) byNobody(asked []question) bool {
	if len(asked) == 0 {
		return slices.ContainsFunc(e.Args, func(a Arg) bool { return a.Null && a.From.Has(FromClerk) })
	}
	if alwaysFinds(asked) {
		return false
	}
	found := false
	for _, q := range asked {
		name := strings.ToLower(q.method)
		if name == "or" || strings.HasPrefix(name, "orwhere") || strings.HasPrefix(name, "union") {
			return false
		}
		found = found || !otherThan[name] && !confinesNothing[name] && q.ofNobody(e.dropsUndefined(q))
	}
	return found
}

// otherThan are the operators, and methods, that look for what something is not.
var otherThan = set("not none every isnot notin neq ne $ne $nor $nin $not wherenot wherenotin notinarray isnotnull is_not")

// confinesNothing are the methods that say nothing of which records are found, or which
// that is nobody knows; one that is null is found by is.
var confinesNothing = set("is rpc call select selectall columns addselect leftjoin rightjoin fulljoin leftouterjoin rightouterjoin fullouterjoin leftjoinandselect leftjoinandmapone outerjoin populate project projection sort order orderby groupby limit offset range from with include returning values set insert into update upsert on")

// dropping are the methods of clients that take no notice of a condition that is
// undefined: of Prisma (but findUnique, which fails unless there is another one),
// Mongoose and TypeORM. They find the first record there is.
var dropping = set("findfirst findfirstorthrow findmany count aggregate groupby findone findoneby findby find findandcount exists countdocuments deletemany updatemany")

// dropsUndefined reports whether a condition of a query that is undefined is none.
// The driver of MongoDB makes it null, and Sequelize fails.
func (e *Event) dropsUndefined(q question) bool {
	name := strings.ToLower(q.method)
	if where := whereOf(q); strings.HasPrefix(name, "findunique") && where.ref != nil {
		return len(where.ref.keys) > 1
	}
	return dropping[name] && !strings.HasPrefix(e.Method, "mongodb#") && !strings.HasPrefix(e.Method, "sequelize#")
}

// unique are the methods of Prisma that look for one record by what only one has. They
// fail where that is missing.
var unique = set("findunique finduniqueorthrow update delete upsert")

// refusesNobody reports whether Prisma fails as a query names one record by nothing
// but Clerk's user, who is not there.
func (e *Event) refusesNobody(asked []question) bool {
	return strings.HasPrefix(e.Method, "@prisma/") && len(asked) == 1 && unique[strings.ToLower(asked[0].method)] && isNobody(whereOf(asked[0]))
}

// isNobody reports whether all that a condition names is missing, as Clerk's user is.
func isNobody(where value) bool {
	if !where.is(plainShape) || where.ref.open || len(where.ref.keys) == 0 {
		return false
	}
	return !slices.ContainsFunc(where.ref.keys, func(k string) bool {
		c := where.ref.props[k]
		return c.state != ready || c.getter != nil || !c.v.nullish() || !c.v.from.Has(FromClerk)
	})
}

// whereOf is the condition of a query of Prisma.
func whereOf(q question) value {
	for _, a := range q.args {
		if a.is(plainShape) && a.ref.own("where") != nil {
			return a.ref.own("where").v
		}
	}
	return undefined
}

func (q question) ofNobody(drops bool) bool {
	if text, params := q.statement(); text != "" {
		return nobodyInSQL(text, params) || nobodyInTemplate(arg(q.args, 0))
	}
	if len(q.args) == 3 && q.args[0].kind == stringKind && q.args[1].kind == stringKind && !equality[q.args[1].str] {
		return false
	}
	n := nobody{drops: drops}
	return slices.ContainsFunc(q.conditions(), func(v value) bool { return n.only("", v, argDepth) })
}

// equality are the operators that are written between a column and its value.
var equality = set("= == === eq in array-contains")

// finding are the methods of drivers whose first argument alone says what is found.
var finding = set("find findone findoneandupdate findoneanddelete findoneandreplace findoneandremove countdocuments exists distinct deleteone deletemany updateone updatemany count")

// conditions are the arguments of a query that say which records it finds. What is
// included, selected or ordered by says nothing of that.
func (q question) conditions() (out []value) {
	args := q.args
	if finding[strings.ToLower(q.method)] && len(args) > 0 && args[0].is(plainShape) {
		args = args[:1]
	}
	for _, a := range args {
		switch {
		case a.is(plainShape) && a.ref.own("where") != nil:
			out = append(out, a.ref.own("where").v)
		case a.is(plainShape) && slices.ContainsFunc(a.ref.keys, func(k string) bool { return besides[k] }):
		default:
			out = append(out, a)
		}
	}
	return out
}

// besides are the parts of a query of Prisma that are no condition.
var besides = set("include select orderBy take skip cursor distinct omit _count _sum _max _min _avg")

// nobody says how a query takes its conditions.
type nobody struct {
	drops bool // none that is undefined
}

// only reports whether a condition only holds for what belongs to nobody. Of
// the values of a list there must be no other.
func (n nobody) only(key string, v value, depth int) bool {
	if v.is(arrayShape) && v.ref.native != nil { // of Drizzle
		key, n.drops = lastName(v.ref.native.path), false
	}
	some := func(e value) bool { return n.only("", e, depth-1) }
	other := func(e value) bool { return !some(e) }
	key = strings.ToLower(key)
	switch {
	case v.ref == nil || depth == 0:
		return v.nullish() && v.from.Has(FromClerk) && !otherThan[key] && !(n.drops && v.kind == undefinedKind)
	case otherThan[key], v.ref.open && key == "or":
		return false
	case key == "or" || key == "$or" || v.is(arrayShape) && v.ref.native == nil && key != "and" && key != "$and":
		return len(v.ref.elems) > 0 && !slices.ContainsFunc(v.ref.elems, other)
	case v.is(arrayShape):
		return slices.ContainsFunc(v.ref.elems, some)
	}
	return slices.ContainsFunc(v.ref.keys, func(k string) bool {
		c := v.ref.props[k]
		return c.state == ready && c.getter == nil && n.only(k, c.v, depth-1)
	})
}
