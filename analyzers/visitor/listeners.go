package visitor

import (
	"regexp"
	"slices"
)

// listenerName is how methods are called that take a function to call when
// something happens.
var listenerName = regexp.MustCompile(`^(on|once|addListener|addEventListener|subscribe|hears|command)$|^on[A-Z]`)

// listens reports whether a call hands a function to a package that calls it when
// something happens: bot.onMessage(f).
func listens(c *call) bool {
	return c.this.ref != nil && listenerName.MatchString(lastName(c.path)) && slices.ContainsFunc(c.args, isFunction)
}

// listen hands functions to a package that may call them later. Whether it does so
// for this visitor is not known: that is a doubt, where they do something. It comes
// first, as what they do may be too much to follow to its end.
func (m *run) listen(pkg string, c *call) value {
	doubt := &Event{Kind: Doubt, Name: "when " + pkg + " calls back is not known", At: c.at.Span(), stack: slices.Clone(m.stack)}
	ways := m.explore(func() value {
		if m.learning == nil {
			m.note(doubt)
		}
		return m.callbacks(c, fresh(FromRecord, "an event"), fresh(FromRecord, "an event"))
	})
	acts := func(e *Event) bool { return e.Kind == Effect || e.Kind == Doubt && e != doubt }
	if slices.ContainsFunc(ways, func(way outcome) bool { return slices.ContainsFunc(way.events, acts) }) {
		m.note(doubt)
	}
	return m.bound(c.path+"()", c.this)
}
