package visitor

import "clerkvet/analyzers/js"

// getTrap is where an object of Proxy keeps the function that its parts come
// from. No name in code is like it.
const getTrap = "[[get]]"

// newProxy is new Proxy(target, handler): a client that is made when it is first
// asked for something. One whose handler gives no parts of its own is its target.
func (m *run) newProxy(c *call) value {
	target, handler := m.force(c.arg(0)), m.force(c.arg(1))
	if handler.ref != nil && handler.ref.own("apply") != nil {
		return m.appliedBy(target, m.read(handler.ref.own("apply")))
	}
	if handler.ref == nil || handler.ref.own("get") == nil {
		return target
	}
	o := newObject(map[string]value{getTrap: m.read(handler.ref.own("get"))})
	o.keys = nil
	o.props["[[target]]"] = m.cell(target)
	return objectOf(m.made(o))
}

// appliedBy is a function that another one is called for.
func (m *run) appliedBy(target, apply value) value {
	return nativeFunc("Proxy.apply", func(m *run, c *call) value {
		args := &object{shape: arrayShape, elems: c.args, open: c.open}
		return m.call(&call{at: c.at, fn: apply, args: []value{target, c.this, objectOf(m.made(args))}})
	})
}

// trapped is a part of an object of Proxy: what the function gives for its name.
func (m *run) trapped(v value, name string, at js.Node) value {
	target := m.read(v.ref.own("[[target]]"))
	return m.invoke(m.read(v.ref.own(getTrap)), []value{target, text(name), v}, at)
}

// reflectGet is Reflect.get(object, name).
func (m *run) reflectGet(c *call) value {
	if name := m.force(c.arg(1)); name.kind == stringKind {
		return m.get(c.arg(0), name.str, c.at)
	}
	return m.passOn(c)
}
