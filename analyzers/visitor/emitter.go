package visitor

// emitters are the methods of an EventEmitter of node: its listeners are functions
// of the app, which run as it emits.
func emitters() map[string]summary {
	f := map[string]summary{}
	for _, class := range []string{"events#EventEmitter", "events#default", "events#default.EventEmitter"} {
		f[class] = (*run).instance
		for _, name := range []string{"on", "once", "addListener", "prependListener", "prependOnceListener"} {
			f[class+"()."+name] = (*run).addListener
		}
		f[class+"().emit"] = (*run).emit
	}
	return f
}

func (m *run) addListener(c *call) value {
	if c.this.ref != nil {
		m.setElems(c.this.ref, append(c.this.ref.elems[:len(c.this.ref.elems):len(c.this.ref.elems)], array([]value{c.arg(0), c.arg(1)})))
	}
	return c.this
}

// emit calls the listeners that are known. Another module may have added more.
func (m *run) emit(c *call) value {
	if c.this.ref == nil {
		return no
	}
	for _, l := range c.this.ref.elems {
		name, f := l.ref.elems[0], l.ref.elems[1]
		if m.equal(name, c.arg(0), false) != falsy {
			m.call(&call{at: c.at, fn: f, this: c.this, args: c.args[min(1, len(c.args)):], open: c.open})
		}
	}
	m.note(&Event{Kind: Effect, Verb: Unnamed, Name: calleeText(c.at), At: c.at.Span(), From: originOf(c.args...)})
	return fresh(0, "whether somebody listens")
}
