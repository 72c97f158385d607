package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// mapGet is an entry of a map: what is kept under the id of Clerk's user is about
// him. To call one, or a part of one, is an effect of unknown kind where the map
// holds functions.
func (m *run) mapGet(c *call) value {
	if !c.this.ref.open && len(c.this.ref.elems) == 0 || m.keyOfNone(listed(c.this), m.force(c.arg(0)), c.at) {
		return undefined
	}
	v := madeOf("an entry", originOf(c.this)|originOf(c.args...)&FromClerk, listed(c.this))
	v.sym.kept = c.this.ref.kept
	if s := c.this.ref.sym; s != nil {
		v.sym.learn().opaque = s.opaque
	}
	return v
}

func (m *run) mapHas(c *call) value {
	if !c.this.ref.open {
		return m.arrayIncludes(c)
	}
	if m.surelyLacks(c.this.ref, m.force(c.arg(0))) {
		return no
	}
	if s := c.this.ref.sym; s != nil {
		if found, ok := m.seeksSecret(value{kind: unknownKind, sym: s}, m.force(c.arg(0)), c.at); ok {
			return found
		}
	}
	m.looksFor(c.this, c.arg(0), c.at)
	return fresh(originOf(append(c.args, c.this)...), "whether there is an entry")
}

func (m *run) mapSet(c *call) value {
	if c.this.ref.listed || !memoizes(c.at) {
		m.keepsSent(c.this, c.at, c.args[max(0, len(c.args)-1):]...)
	}
	m.widen(c.this.ref, c.args[max(0, len(c.args)-1):]...)
	return c.this
}

func (m *run) setAdd(c *call) value {
	if c.this.ref.listed {
		m.keepsSent(c.this, c.at, c.args...)
	}
	if s := c.this.ref; !s.open && len(c.args) == 1 && !c.open {
		m.setElems(s, append(slices.Clip(s.elems), c.args[0]))
		return c.this
	}
	m.widen(c.this.ref, c.args...)
	return c.this
}

// mapDelete takes an entry out of a map, and mapClear all of them.
func (m *run) mapDelete(c *call) value {
	m.dropsSent(c.this, c.at, c.args...)
	m.widen(c.this.ref, c.args...)
	return fresh(originOf(c.this), "whether there was an entry")
}

func (m *run) mapClear(c *call) value {
	m.empties(c.this, c.at)
	m.widen(c.this.ref)
	return undefined
}

func (m *run) functionBind(c *call) value {
	f, bound := freed(c.this, c.arg(0)), c.args
	return nativeFunc("function.bound", func(m *run, inner *call) value {
		args := append(slices.Clip(bound[min(1, len(bound)):]), inner.args...)
		return m.call(&call{at: inner.at, fn: f, this: c.arg(0), args: args, open: inner.open})
	})
}

// freed is a method that was read from an object, for a call with another one.
func freed(f, this value) value {
	if !isFunction(f) || f.ref.closure.this == nil || f.ref.closure.node.Is(js.ArrowFunction) || this.nullish() || *f.ref.closure.this == this {
		return f
	}
	copied := *f.ref.closure
	copied.this = &this
	return objectOf(&object{shape: functionShape, closure: &copied, at: f.ref.at, birth: f.ref.birth})
}

func (m *run) functionCall(c *call) value {
	return m.call(&call{at: c.at, fn: freed(c.this, c.arg(0)), this: c.arg(0), args: c.args[min(1, len(c.args)):], open: c.open})
}

func (m *run) functionApply(c *call) value {
	inner := &call{at: c.at, fn: freed(c.this, c.arg(0)), this: c.arg(0), open: true}
	if list := m.force(c.arg(1)); list.is(arrayShape) {
		inner.args, inner.open = list.ref.elems, list.ref.open
	}
	return m.call(inner)
}
