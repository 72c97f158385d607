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
	found := false
	for _, q := range asked {
		name := strings.ToLower(q.method)
		if name == "or" || strings.HasPrefix(name, "orwhere") || strings.HasPrefix(name, "union") {
			return false
		}
		found = found || !otherThan[name] && q.ofNobody()
	}
	return found
}

// otherThan are the operators, and methods, that look for what something is not.
var otherThan = set("not none isnot notin neq ne $ne $nor $nin $not wherenot wherenotin notinarray isnotnull is_not")

func (q question) ofNobody() bool {
	switch {
	case q.sql != "" && sqlLoose.MatchString(sqlNulls.ReplaceAllString(q.sql, "")):
		return false
	case len(q.args) == 3 && q.args[0].kind == stringKind && q.args[1].kind == stringKind && !equality[q.args[1].str]:
		return false
	}
	return slices.ContainsFunc(q.args, func(v value) bool { return ofNobody("", v, q.sql != "", argDepth) })
}

// equality are the operators that are written between a column and its value.
var equality = set("= == === eq is in array-contains")

// ofNobody reports whether a condition only holds for what belongs to nobody. Of the
// parameters of a statement one is enough, of the values of a list there must be no
// other.
func ofNobody(key string, v value, statement bool, depth int) bool {
	some := func(e value) bool { return ofNobody("", e, statement, depth-1) }
	other := func(e value) bool { return !some(e) }
	if v.is(arrayShape) && v.ref.native != nil { // of Drizzle
		key = lastName(v.ref.native.path)
	}
	key = strings.ToLower(key)
	switch {
	case v.ref == nil || depth == 0:
		return v.nullish() && v.from.Has(FromClerk) && !otherThan[key]
	case otherThan[key], v.ref.open && key == "or":
		return false
	case key == "or" || key == "$or" || v.is(arrayShape) && v.ref.native == nil && !statement && key != "and" && key != "$and":
		return len(v.ref.elems) > 0 && !slices.ContainsFunc(v.ref.elems, other)
	case v.is(arrayShape):
		return slices.ContainsFunc(v.ref.elems, some)
	}
	return slices.ContainsFunc(v.ref.keys, func(k string) bool {
		c := v.ref.props[k]
		return c.state == ready && c.getter == nil && ofNobody(k, c.v, statement, depth-1)
	})
}
