package visitor

import (
	"slices"
	"strings"
)

// next-connect: a router is a list of functions for a method, each of which answers
// or calls next, which runs the one that was registered after it (next-connect 0 and
// 1, src/router.ts). The routers of version 0 are handlers themselves.

// connectCall is a call on something of next-connect.
func (m *run) connectCall(c *call, name string) value {
	switch {
	case c.this.is(nativeShape) && c.this.ref.own("#routes") != nil:
		return m.connectMethod(c, name)
	case name == "expressWrapper":
		return c.arg(0)
	}
	return m.connectRouter(c, nil, c.arg(0))
}

// connectRouter is a router with its routes and options.
func (m *run) connectRouter(c *call, routes []value, options value) value {
	self := &object{shape: nativeShape, at: c.at}
	self.native = &native{path: "next-connect#Router", call: func(m *run, at *call) value {
		return m.connectDispatch(&call{at: c.at, args: at.args}, objectOf(self), options)
	}}
	self.props = map[string]*cell{"#routes": m.cell(array(slices.Clone(routes)))}
	return objectOf(m.made(self))
}

// connectMethod is a call of a method of a router.
func (m *run) connectMethod(c *call, name string) value {
	router := c.this
	if method, ok := honoMethods[name]; ok || name == "head" || name == "trace" {
		if !ok {
			method = strings.ToUpper(name)
		}
		if c.arg(0).is(regexShape) { // of the paths that match it nothing is known
			if method == "USE" {
				return router
			}
			c = &call{at: c.at, args: c.args[1:]}
		}
		m.register(router, method, "", c)
		return router
	}
	switch name {
	case "handler":
		options := c.arg(0)
		return nativeFunc("next-connect#handler()", func(m *run, at *call) value {
			return m.connectDispatch(&call{at: c.at, args: at.args}, router, options)
		})
	case "clone":
		return m.connectRouter(c, m.read(router.ref.own("#routes")).ref.elems, undefined)
	case "run", "handle":
		return m.connectDispatch(c, router, undefined)
	}
	return m.unreadable(c, "a method of a next-connect router")
}

// connectDispatch hands a request to the functions of its method. A router that only
// has middleware is run for a page.
func (m *run) connectDispatch(c *call, router, options value) value {
	entries := m.read(router.ref.own("#routes")).ref.elems
	var all []procedure
	for i, e := range entries {
		r := m.routeOf(e)
		if r.method == "USE" || m.shadowed(entries[:i], r) {
			continue
		}
		name := r.method
		if name == "" {
			name = "ALL"
		}
		p := procedure{key: name + " " + r.path, name: name, path: ".", method: r.method, at: r.at, span: calledAt(r.at)}
		if r.path != "/" {
			p.path = nextPath(r.path)
		}
		p.run = func(m *run, c *call) value { return m.connectRun(c, m.connectHandlers(entries, i), options) }
		all = append(all, p)
	}
	if len(all) == 0 {
		return m.async(func() value { return m.connectRun(c, m.connectHandlers(entries, len(entries)), options) })
	}
	return m.async(func() value { return m.dispatch(c, all) })
}

// connectHandlers are the functions that a request of the i-th entry may run through:
// the middleware before it, its own and those of the same method and path.
func (m *run) connectHandlers(entries []value, i int) (handlers []value) {
	var own honoRoute
	if i < len(entries) {
		own = m.routeOf(entries[i])
	}
	for j, e := range entries {
		o := m.routeOf(e)
		switch {
		case o.method == "USE" && (i == len(entries) || j < i && (o.path == "/*" || strings.HasPrefix(own.path+"/", o.path+"/"))),
			o.method != "USE" && i < len(entries) && o.path == own.path && (o.method == own.method || o.method == ""):
			handlers = append(handlers, m.connectMounted(o.handlers)...)
		}
	}
	return handlers
}

// connectMounted are handlers, with the middleware of a router in the place of one
// that is used as middleware itself.
func (m *run) connectMounted(handlers []value) (out []value) {
	for _, f := range handlers {
		if f.is(nativeShape) && f.ref.own("#routes") != nil {
			entries := m.read(f.ref.own("#routes")).ref.elems
			out = append(out, m.connectHandlers(entries, len(entries))...)
			continue
		}
		out = append(out, f)
	}
	return out
}

// connectRun runs functions one after the other, as far as they call next. An error
// becomes the answer of onError.
func (m *run) connectRun(c *call, handlers []value, options value) value {
	o := m.attempt(func() value { return m.force(m.await(m.connectFrom(c, handlers, 0), c.at)) })
	switch onError := m.option(options, "onError"); {
	case o.thrown == nil:
		return o.v
	case isFunction(onError):
		return m.force(m.await(m.call(&call{at: c.at, fn: onError, args: append([]value{errorValue(o.thrown)}, c.args...)}), c.at))
	default:
		return m.failure(c, o.thrown, 500, fresh(0, "a message"))
	}
}

func (m *run) connectFrom(c *call, handlers []value, i int) value {
	if i >= len(handlers) {
		return undefined
	}
	next := nativeFunc("next", func(m *run, at *call) value {
		if failure := at.arg(0); !failure.nullish() {
			m.raise(failure, at.at)
		}
		return m.async(func() value { return m.force(m.await(m.connectFrom(c, handlers, i+1), c.at)) })
	})
	f := m.force(handlers[i])
	if isFunction(f) || f.is(nativeShape) && f.ref.native.call != nil {
		return m.follows(&call{at: c.at, fn: f, args: []value{c.arg(0), c.arg(1), next}})
	}
	if path := pathOf(f); f.kind == unknownKind || authName.MatchString(path) || i == len(handlers)-1 {
		m.note(&Event{Kind: Doubt, Name: "a handler of the route cannot be read", At: c.at.Span()})
	}
	return m.call(&call{at: c.at, fn: next})
}

// pathOf is the path of something native, or "".
func pathOf(v value) string {
	if !v.is(nativeShape) {
		return ""
	}
	return v.ref.native.path
}
