package visitor

import (
	"regexp"
	"slices"
	"strings"
)

// remembers reports whether a call keeps in a cache what was read for it: the path
// asked the cache for the key, found nothing, and puts there what something else
// answered. That adds nothing to the reading. What the visitor sent, or who answered
// where he said, is no such thing. Where it is not known what the cache said, the
// answer itself is kept, and for a while.
func (m *run) remembers(e *Event, c *call) bool {
	kept, lapses, ok := m.stored(c)
	from := originOf(kept)
	return ok && from.Has(FromRecord) && !from.Has(Visitor) && !m.askedWhereTold() && slices.ContainsFunc(m.events, func(x *Event) bool {
		return x.asksFor(e, c) && (x.found != nil && m.truthOfSymbol(x.found) == falsy && !derivesFrom(kept, x) || lapses && answerOfOther(kept, x))
	})
}

// refills reports whether a call keeps something for a time that the path has asked the
// store for, and nothing that the visitor sent.
func (m *run) refills(e *Event, c *call) bool {
	kept, lapses, ok := m.stored(c)
	return ok && lapses && !originOf(kept).Has(Visitor) && slices.ContainsFunc(m.events, func(x *Event) bool { return x.asksFor(e, c) })
}

// stored is what a call puts into a store by a key, if it does, and whether for a time only.
func (m *run) stored(c *call) (kept value, lapses, ok bool) {
	switch name := strings.ToLower(lastName(c.path)); {
	case len(c.args) < 2:
	case name == "set":
		return c.args[1], m.expires(c), true
	case name == "setex", name == "psetex":
		return c.args[len(c.args)-1], true, true
	}
	return undefined, false, false
}

// asksFor reports whether an effect reads what a call of the same store then writes.
func (e *Event) asksFor(write *Event, c *call) bool {
	return e.Kind == Effect && e.Verb == Read && len(e.args) > 0 && e.args[0] == c.args[0] && parentPath(e.Method) == parentPath(write.Method)
}

// lapsing matches the options by which a store forgets a value.
var lapsing = regexp.MustCompile(`(?i)^(ex|px|exat|pxat)$`)

// expires reports whether a value is kept for some time only.
func (m *run) expires(c *call) bool {
	for _, a := range c.args[min(2, len(c.args)):] {
		if a = m.force(a); a.kind == stringKind && lapsing.MatchString(a.str) || a.ref != nil && slices.ContainsFunc(a.ref.keys, lapsing.MatchString) {
			return true
		}
	}
	return false
}

// answerOfOther reports whether a value, or a text that was made of it, is what another
// query than this one gave.
func answerOfOther(v value, query *Event) bool {
	for v.kind == unknownKind && v.sym.text != nil {
		v = *v.sym.text
	}
	if v.kind != unknownKind {
		return v.ref != nil && v.ref.query != nil && v.ref.query != query
	}
	if options := v.sym.options; len(options) > 0 {
		return !slices.ContainsFunc(options, func(o value) bool { return !answerOfOther(o, query) })
	}
	of := v.queried()
	return of != nil && of != query
}

// parentPath is the path of what a method is called on.
func parentPath(path string) string {
	return path[:max(0, len(path)-len(lastName(path)))]
}

// derivesFrom reports whether a value was read from what a query gave, or whether an
// object may hold such a value: only of one that was put together of other answers it
// is known that none does.
func derivesFrom(v value, query *Event) bool { return mayHold(v, query, argDepth) }

func mayHold(v value, query *Event, depth int) bool {
	switch {
	case v.ref == nil:
		return v.kind == unknownKind && (v.sym.query == query || slices.ContainsFunc(v.sym.options, func(o value) bool { return depth == 0 || mayHold(o, query, depth-1) }))
	case v.ref.query != nil:
		return v.ref.query == query
	case depth == 0 || v.ref.open || !v.is(plainShape) && !v.is(arrayShape):
		return true
	}
	for _, c := range v.ref.props {
		if c.state != ready || c.getter != nil || mayHold(c.v, query, depth-1) {
			return true
		}
	}
	return slices.ContainsFunc(v.ref.elems, func(e value) bool { return mayHold(e, query, depth-1) })
}
