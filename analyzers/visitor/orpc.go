package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// oRPC: procedures are built by chains on os, held by plain objects, and run by a handler
// for a request, or called (@orpc/server 1, packages/server/src).

// orpcCall is a call on something of @orpc/server, or of a handler of its packages.
func (m *run) orpcCall(c *call) value {
	name := lastName(c.path)
	switch {
	case name == "ORPCError":
		return m.rpcError(&call{at: c.at, path: c.path, args: []value{objectOf(newObject(map[string]value{"code": c.arg(0), "message": m.option(c.arg(1), "message")}))}})
	case c.isNew && strings.HasSuffix(name, "Handler"):
		v := nativeObject(c.path + "()")
		v.ref.props = map[string]*cell{"#router": m.cell(m.force(c.arg(0))), graphOptions: m.cell(m.force(c.arg(1)))}
		return objectOf(m.made(v.ref))
	case name == "handle" && c.this.is(nativeShape) && c.this.ref.own(graphOptions) != nil:
		return m.orpcHandle(c)
	case name == "call":
		return m.orpcInvoke(m.force(c.arg(0)), c.arg(1), m.option(c.arg(2), "context"), c.at)
	case name == "createRouterClient":
		return m.orpcClient(m.force(c.arg(0)), m.option(c.arg(1), "context"))
	}
	return m.orpcBuild(c, name)
}

// orpcBuild is a method of a builder, of a procedure or of a middleware.
func (m *run) orpcBuild(c *call, name string) value {
	uses := orpcUses(c.this)
	switch name {
	case "use", "concat":
		uses = append(slices.Clone(uses), m.force(c.arg(0)))
	case "middleware":
		uses = []value{m.force(c.arg(0))}
	case "handler":
		v := m.rpcProcedure(c)
		v.ref.native.args = uses
		return v
	case "router":
		return m.orpcGuarded(m.force(c.arg(0)), uses, 0)
	case "lazy":
		v := nativeObject(c.path + "()")
		v.ref.props = map[string]*cell{"#load": m.cell(c.arg(0))}
		return v
	case "callable", "actionable":
		return m.orpcCallable(c, name)
	}
	v := nativeObject(c.path + "()")
	v.ref.native.args = uses
	if c.this.is(nativeShape) && c.this.ref.own("#resolver") != nil { // a procedure stays one
		v.ref.at, v.ref.props = c.this.ref.at, c.this.ref.props
	}
	return v
}

// orpcUses is the middleware of something so far: of a contract's part, that of the whole.
func orpcUses(v value) []value {
	for v.is(nativeShape) {
		if len(v.ref.native.args) > 0 || v.ref.native.this == nil {
			return v.ref.native.args
		}
		v = *v.ref.native.this
	}
	return nil
}

// orpcGuarded is a router with middleware before that of its procedures.
func (m *run) orpcGuarded(router value, uses []value, depth int) value {
	router = m.loaded(m.force(router))
	switch {
	case len(uses) == 0 || depth > maxNesting || router.ref == nil:
		return router
	case router.is(nativeShape) && router.ref.own("#resolver") != nil:
		v := nativeObject(router.ref.native.path)
		v.ref.native.args = append(slices.Clone(uses), router.ref.native.args...)
		v.ref.at, v.ref.props = router.ref.at, router.ref.props
		return objectOf(m.made(v.ref))
	case !router.is(plainShape):
		return router
	}
	all := m.made(&object{props: map[string]*cell{}, open: router.ref.open})
	for _, k := range router.ref.keys {
		m.define(all, k, m.cell(m.orpcGuarded(m.read(router.ref.props[k]), uses, depth+1)))
	}
	return objectOf(all)
}

// orpcHandle answers a request by one of the procedures of a router.
func (m *run) orpcHandle(c *call) value {
	router, options := m.read(c.this.ref.own("#router")), m.read(c.this.ref.own(graphOptions))
	ctx := m.orpcContext(m.option(c.arg(1), "context"))
	var all []procedure
	ok := m.eachProcedure(router, "", 0, func(name string, p value) {
		all = append(all, procedure{key: name, name: name, path: ".", at: p.ref.at, run: func(m *run, c *call) value {
			if m.intercepted(options) {
				m.unreadable(c, "what an interceptor of the procedures does")
			}
			o := m.attempt(func() value { return m.orpcRun(p, name, ctx, fresh(FromBody|FromQuery, "the input"), c.at) })
			if o.thrown == nil {
				return m.answers(c, number(200), o.v)
			}
			return m.failure(c, o.thrown, m.rpcStatus(o.thrown), m.messageOf(o.thrown))
		}})
	})
	if !ok && (m.procedure == "" || len(all) == 0) {
		m.unreadable(c, "a part of the oRPC router")
	}
	return m.async(func() value {
		r := m.dispatch(&call{at: c.at, args: []value{c.arg(0)}}, all)
		return objectOf(newObject(map[string]value{"matched": yes, "response": r}))
	})
}

// intercepted reports whether a handler has functions around what it does that may do
// anything but look at errors.
func (m *run) intercepted(options value) bool {
	return slices.ContainsFunc([]string{"interceptors", "rootInterceptors", "adapterInterceptors", "clientInterceptors"}, func(name string) bool {
		list := m.option(options, name)
		return !list.nullish() && (!list.is(arrayShape) || list.ref.open || slices.ContainsFunc(list.ref.elems, func(f value) bool {
			f = m.force(f)
			return !f.is(nativeShape) || !watchers[lastName(strings.TrimSuffix(f.ref.native.path, "()"))]
		}))
	})
}

// watchers make the functions around a handler that only look on.
var watchers = set("onError onStart onSuccess onFinish")

func (m *run) orpcContext(given value) value {
	if given.nullish() {
		return objectOf(m.made(&object{props: map[string]*cell{}}))
	}
	return given
}

// orpcInvoke calls a procedure by code of the server.
func (m *run) orpcInvoke(p, input, ctx value, at js.Node) value {
	if !p.is(nativeShape) || p.ref.own("#resolver") == nil {
		return m.unreadable(&call{at: at}, "a procedure")
	}
	if isFunction(ctx) {
		ctx = m.await(m.follows(&call{at: at, fn: ctx}), at)
	}
	return m.async(func() value { return m.orpcRun(p, "", m.orpcContext(m.force(ctx)), input, at) })
}

// orpcCallable is a procedure that is called as a function; an actionable one gives what
// went wrong beside what it made.
func (m *run) orpcCallable(c *call, name string) value {
	p, options := c.this, m.force(c.arg(0))
	v := nativeFunc(c.path+"()", func(m *run, at *call) value {
		run := func() value { return m.await(m.orpcInvoke(p, at.arg(0), m.option(options, "context"), at.at), at.at) }
		return m.async(func() value {
			if name == "callable" || at.at.IsZero() {
				return run()
			}
			o := m.attempt(run)
			if o.thrown != nil {
				return array([]value{fresh(FromError, "an error"), undefined})
			}
			return array([]value{null, o.v})
		})
	})
	v.ref.at = c.at
	return v
}

// orpcClient has a function for each procedure of a router.
func (m *run) orpcClient(router, ctx value) value {
	return m.rpcTree(router, func(p value, name string) value {
		return nativeFunc("@orpc/server#client", func(m *run, at *call) value { return m.orpcInvoke(p, at.arg(0), ctx, at.at) })
	})
}

// orpcRun runs the middleware of a procedure and then the procedure.
func (m *run) orpcRun(p value, name string, ctx, input value, at js.Node) value {
	r := &rpcRequest{p: p, input: input, name: name, at: p.ref.at, uses: m.orpcFlat(p.ref.native.args)}
	return m.orpcFrom(r, 0, ctx)
}

// orpcFlat are functions of middleware, with those that were put together taken apart.
func (m *run) orpcFlat(uses []value) (out []value) {
	for _, u := range uses {
		u = m.force(u)
		if u.is(nativeShape) && u.ref.native.call == nil && strings.HasPrefix(u.ref.native.path, "@orpc/") && len(u.ref.native.args) > 0 {
			out = append(out, m.orpcFlat(u.ref.native.args)...)
			continue
		}
		out = append(out, u)
	}
	return out
}

// orpcFrom runs a procedure from its i-th middleware on.
func (m *run) orpcFrom(r *rpcRequest, i int, ctx value) value {
	about := newObject(map[string]value{"context": ctx, "input": r.input, "path": array([]value{text(r.name)}), "signal": undefined,
		"errors": nativeObject("@orpc/server#errors"), "procedure": fresh(0, "the procedure")})
	if i == len(r.uses) {
		return m.await(m.follows(&call{at: r.at, fn: m.read(r.p.ref.own("#resolver")), args: []value{objectOf(m.made(about))}}), r.at)
	}
	about.props["next"] = &cell{v: nativeFunc("next", func(m *run, c *call) value {
		return m.async(func() value {
			all := m.made(&object{props: map[string]*cell{}})
			m.spread(all, ctx)
			m.spread(all, m.option(c.arg(0), "context"))
			return m.orpcOutput(m.orpcFrom(r, i+1, objectOf(all)))
		})
	})}
	use := r.uses[i]
	if !isFunction(use) {
		if !m.passesOn(use) {
			m.note(&Event{Kind: Doubt, Name: "a middleware of the procedure cannot be read", At: r.at.Span()})
		}
		return m.orpcFrom(r, i+1, ctx)
	}
	output := nativeFunc("output", func(m *run, c *call) value { return m.orpcOutput(c.arg(0)) })
	v := m.force(m.await(m.follows(&call{at: r.at, fn: use, args: []value{objectOf(m.made(about)), r.input, output}}), r.at))
	if v.nullish() {
		panic(&thrown{v: fresh(FromError, "no result from a middleware"), status: 500, at: use.ref.closure.node.Span().FirstLine()})
	}
	return m.option(v, "output")
}

// orpcOutput is what next() and output() give.
func (m *run) orpcOutput(v value) value {
	return objectOf(m.made(newObject(map[string]value{"output": v, "context": objectOf(&object{open: true})})))
}
