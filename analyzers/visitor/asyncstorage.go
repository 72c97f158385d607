package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// What an AsyncLocalStorage holds is what the code around gave it that runs now. Where
// that is not seen it may be anything.

// asyncStorage are the methods of AsyncLocalStorage.
func asyncStorage() map[string]summary {
	const class, of = "async_hooks#AsyncLocalStorage", "async_hooks#AsyncLocalStorage()."
	return map[string]summary{
		class:            (*run).instance,
		of + "run":       func(m *run, c *call) value { return m.runWith(c, c.arg(0), c.arg(1), 2) },
		of + "exit":      func(m *run, c *call) value { return m.runWith(c, undefined, c.arg(0), 1) },
		of + "enterWith": (*run).enterWith,
		of + "getStore":  (*run).getStore,
	}
}

// stored is the property that holds what the storage has now.
const stored = "#store"

// runWith runs a function with what the storage holds for it.
func (m *run) runWith(c *call, store, f value, rest int) value {
	if c.this.ref == nil {
		return m.passOn(c)
	}
	before := m.getStore(c)
	m.put(c.this.ref, stored, store)
	o := m.attempt(func() value { return m.invoke(f, c.args[min(rest, len(c.args)):], c.at) })
	m.put(c.this.ref, stored, before)
	if o.thrown != nil {
		panic(o.thrown)
	}
	return o.v
}

func (m *run) enterWith(c *call) value {
	if c.this.ref != nil {
		m.put(c.this.ref, stored, c.arg(0))
	}
	return undefined
}

// getStore is what the storage holds. A function that asks for it does not do the same
// wherever it is called.
func (m *run) getStore(c *call) value {
	m.leaveOut()
	switch {
	case c.this.ref == nil:
		return fresh(0, "what a storage holds")
	case c.this.ref.own(stored) == nil && m.runsHere(c.at):
		return undefined // and it has not run around
	case c.this.ref.own(stored) == nil:
		return fresh(0, "what a storage holds")
	}
	return m.read(c.this.ref.own(stored))
}

// runsHere reports whether the module that asks a storage is the one that runs code with
// it: then it is seen where that happens.
func (m *run) runsHere(asks js.Node) bool {
	storage := func(call js.Node) string { return lastOf(call.Callee().Field(js.FieldObject)) }
	name, calls := storage(asks), m.callsOf(asks.Syntax().Root())
	ofIt := func(call js.Node) bool { return storage(call) == name }
	return name != "" && slices.ContainsFunc(calls["run"], ofIt) && !slices.ContainsFunc(calls["enterWith"], ofIt)
}
