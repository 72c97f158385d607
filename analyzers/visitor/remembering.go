package visitor

import "slices"

// remembers reports whether a call keeps in a cache what was read for it: the path
// asked the cache for the key, found nothing, and puts there what something else
// answered. That adds nothing to the reading. What the visitor sent, or who answered
// where he said, is no such thing.
func (m *run) remembers(e *Event, c *call) bool {
	if name := lastName(c.path); name != "set" && name != "setex" || len(c.args) < 2 {
		return false
	}
	kept := c.args[len(c.args)-1]
	if lastName(c.path) == "set" {
		kept = c.args[1]
	}
	from := originOf(kept)
	return from.Has(FromRecord) && !from.Has(Visitor) && !m.askedWhereTold() && slices.ContainsFunc(m.events, func(x *Event) bool {
		return x.Kind == Effect && x.Verb == Read && len(x.args) > 0 && x.args[0] == c.args[0] && parentPath(x.Method) == parentPath(e.Method) &&
			x.found != nil && m.truthOfSymbol(x.found) == falsy && !derivesFrom(kept, x)
	})
}

// parentPath is the path of what a method is called on.
func parentPath(path string) string {
	return path[:max(0, len(path)-len(lastName(path)))]
}

// derivesFrom reports whether a value was read from what a query gave.
func derivesFrom(v value, query *Event) bool {
	if v.ref != nil {
		return true // a new object may hold it
	}
	return v.kind == unknownKind && v.sym.query == query
}
