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
// for this visitor is not known: that is a doubt, where they do something.
func (m *run) listen(pkg string, c *call) value {
	ways := m.explore(func() value {
		return m.callbacks(c, fresh(FromRecord, "an event"), fresh(FromRecord, "an event"))
	})
	for _, way := range ways {
		if slices.ContainsFunc(way.events, func(e *Event) bool { return e.Kind == Effect || e.Kind == Doubt }) {
			m.note(&Event{Kind: Doubt, Name: "when " + pkg + " calls back is not known", At: c.at.Span()})
			break
		}
	}
	return m.bound(c.path+"()", c.this)
}
