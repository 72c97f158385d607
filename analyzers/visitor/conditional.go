package visitor

import "strings"

// changers are the methods that change what they find, of Prisma, of Mongo and of
// builders of queries.
var changers = set("update updatemany updateone delete deletemany deleteone findoneandupdate findoneanddelete findoneandremove")

// changesFound reports whether a query changes or deletes records that it finds, and
// adds none: where it finds nothing it does nothing.
func (e *Event) changesFound(asked []question) bool {
	if e.Verb != Write && e.Verb != Delete {
		return false
	}
	finds := false
	for _, q := range asked {
		name := strings.ToLower(q.method)
		for _, adds := range []string{"insert", "create", "upsert", "save", "replace", "values", "onconflict", "push"} {
			if strings.HasPrefix(name, adds) {
				return false
			}
		}
		for _, a := range q.args {
			if a.ref != nil && (a.ref.own("upsert") != nil || a.ref.open) {
				return false
			}
		}
		finds = finds || changers[name]
	}
	return finds
}

// inChange looks at what a method that changes records is given to say which: an
// object that names the condition, or a condition of Mongo before the change. A
// single object of another kind is the change.
func (s search) inChange(q question, name string) string {
	of := arg(q.args, 0)
	if of.ref != nil && of.ref.own("where") != nil {
		return s.inFilter(s.read(of.ref.own("where")), false)
	}
	switch {
	case strings.HasPrefix(name, "findone"), name == "deleteone", name == "deletemany",
		(name == "updateone" || name == "updatemany") && len(q.args) > 1:
		return s.inFilter(of, false)
	}
	return ""
}
