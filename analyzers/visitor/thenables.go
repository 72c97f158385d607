package visitor

import "clerkvet/analyzers/js"

// awaitThen awaits an object of the app: one that has a then() is asked by it, which
// may turn the visitor away.
func (m *run) awaitThen(v value, at js.Node) value {
	then := m.thenOf(v)
	if !isFunction(then) {
		return v
	}
	p := m.settledBy(at, func(m *run, resolve, reject value) { m.invoke(then, []value{resolve, reject}, at) })
	return m.await(p, at)
}

// thenOf is the method by which an object of the app is awaited, or undefined.
func (m *run) thenOf(v value) value {
	switch {
	case v.ref == nil || !v.is(plainShape):
	case v.ref.own("then") != nil:
		if c := v.ref.own("then"); c.state == ready && c.getter == nil {
			return m.boundMethod(c, v)
		}
	case v.ref.class != nil:
		if then := v.ref.classMember("then"); then != nil && then.getter == nil {
			return m.boundMethod(then, v)
		}
	}
	return undefined
}

// settledBy is a promise that code settles which is given resolve and reject.
func (m *run) settledBy(at js.Node, body func(m *run, resolve, reject value)) value {
	settled := m.cell(undefined)
	settle := func(m *run, v value) value {
		if m.read(settled) == undefined {
			m.set(settled, v)
		}
		return undefined
	}
	resolve := nativeFunc("resolve", func(m *run, c *call) value { return settle(m, resolved(c.arg(0))) })
	reject := nativeFunc("reject", func(m *run, c *call) value {
		return settle(m, rejected(failureOf(c.arg(0), c.at)))
	})
	if o := m.attempt(func() value { body(m, resolve, reject); return undefined }); o.thrown != nil {
		settle(m, rejected(o.thrown))
	}
	if v := m.force(m.read(settled)); v.is(promiseShape) {
		return v
	}
	return resolved(fresh(0, "what a promise gives"))
}

// failureOf is what is thrown with a value, or again if it was caught.
func failureOf(v value, at js.Node) *thrown {
	if v.ref != nil && v.ref.native != nil && v.ref.native.thrown != nil {
		return v.ref.native.thrown
	}
	return &thrown{v: v, at: at.Span()}
}
