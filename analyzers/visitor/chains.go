package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// chainCall is a call on a library whose objects are built by chained calls:
// next-safe-action, zsa, tRPC, next-connect, Hono.
func (m *run) chainCall(c *call) value {
	name := lastName(c.path)
	pkg := c.path[:strings.IndexByte(c.path, '#')]
	switch {
	case strings.HasPrefix(pkg, "hono") || strings.HasPrefix(pkg, "@hono"):
		return m.honoCall(c, pkg)
	case strings.HasPrefix(pkg, "@trpc/server"):
		return m.rpcCall(c)
	case strings.HasPrefix(pkg, "@orpc/"):
		return m.orpcCall(c)
	case strings.HasPrefix(pkg, "@ts-rest/"):
		return m.tsRestCall(c)
	case pkg == "next-connect":
		return m.connectCall(c, name)
	case pkg == "elysia":
		return m.routerCall(c, name)
	}
	if strings.HasSuffix(c.path, "()") && !c.isNew && (pkg == "next-safe-action" || pkg == "zsa") {
		return m.madeCalled(c)
	}
	switch name {
	case "use", "useResource", "procedure", "handler", "middleware":
		if !c.arg(0).nullish() {
			return m.extend(c, m.force(c.arg(0)))
		}
	case "onUploadComplete":
		f := m.force(c.arg(0))
		if !isFunction(f) {
			f = nativeFunc("nothing", (*run).ignored)
		}
		v := m.endpoint(c, f)
		v.ref.at = c.at
		return v
	case "action", "mutation", "query", "subscription", "stateAction":
		if f := m.force(c.arg(0)); isFunction(f) {
			return m.endpoint(c, f)
		}
	case "createRouteHandler", "createNextRouteHandler", "createNextPageApiHandler":
		return m.uploadRoutes(c)
	case "createServerActionProcedure", "createServerAction", "createSafeActionClient":
		v := nativeObject(c.path + "()")
		if v.ref.native.args = m.usesOf(c); c.arg(0).is(nativeShape) { // a procedure goes on with another one
			v.ref.native.args = c.arg(0).ref.native.args
		}
		if name == "createSafeActionClient" {
			v.ref.props = map[string]*cell{oldClientOptions: m.cell(m.force(c.arg(0)))}
			return objectOf(m.made(v.ref))
		}
		return v
	}
	v := nativeObject(c.path + "()")
	v.ref.native.args = m.usesOf(c)
	return m.told(c, v)
}

// usesOf returns the middleware that the object of a method call has so far.
func (m *run) usesOf(c *call) []value {
	if this := c.this; this.is(nativeShape) {
		return this.ref.native.args
	}
	return nil
}

// extend adds a middleware to a chain, or, of handler(f), makes the endpoint of
// zsa.
func (m *run) extend(c *call, f value) value {
	if lastName(c.path) == "handler" && strings.HasPrefix(c.path, "zsa#") {
		v := m.endpoint(c, f)
		v.ref.native.args = append(m.usesOf(c), f)
		return v
	}
	v := nativeObject(c.path + "()")
	v.ref.native.args = append(append([]value{}, m.usesOf(c)...), f)
	return m.told(c, v)
}

// endpoint is a function that first runs the middleware of its chain and then
// its own code.
func (m *run) endpoint(c *call, f value) value {
	uses, meta := m.usesOf(c), m.meta(c.this, "metadata")
	v := nativeFunc(c.path+"()", func(m *run, at *call) value {
		of := chained{f: f, input: fresh(FromArgument, "the input"), meta: meta}
		run := func() value { return m.runChain(uses, of, objectOf(&object{open: true}), at) }
		return m.async(func() value {
			if !givesResult(c.path, at) {
				return run()
			}
			o := m.attempt(run)
			if o.thrown != nil && o.thrown.digest != "" { // libraries throw the errors of Next.js again
				panic(o.thrown)
			}
			return actionResult(c.path, o)
		})
	})
	v.ref.at = f.ref.at
	return v
}

// A chained is the function at the end of a chain, with what is sent to it and what
// the chain was told about it.
type chained struct{ f, input, meta value }

// runChain runs the middleware of a chain, each of which calls next to go on.
func (m *run) runChain(uses []value, of chained, ctx value, c *call) value {
	f, input := of.f, of.input
	props := map[string]value{"ctx": ctx, "input": input, "parsedInput": input, "clientInput": input, "rawInput": input,
		"getRawInput": nativeFunc("getRawInput", func(m *run, c *call) value { return resolved(input) }), "metadata": of.meta,
		"type": fresh(0, "type"), "path": fresh(0, "path"), "signal": undefined, "request": fresh(FromRequest, "the request"), "req": fresh(FromRequest, "the request"),
		"bindArgsParsedInputs": fresh(FromArgument, "bound arguments"), "bindArgsClientInputs": fresh(FromArgument, "bound arguments")}
	if len(uses) == 0 {
		if f.ref.closure != nil && len(parametersOf(f)) == 2 { // next-safe-action before 7: (input, ctx)
			first := m.unlessDestructured(f, objectOf(newObject(props)), input)
			return m.await(m.invoke(f, []value{first, withCtx(ctx)}, c.at), c.at)
		}
		return m.await(m.invoke(f, []value{objectOf(newObject(props))}, c.at), c.at)
	}
	props["next"] = nativeFunc("next", func(m *run, n *call) value {
		return m.async(func() value {
			return m.runChain(uses[1:], of, m.extendContext(ctx, m.force(n.arg(0))), c)
		})
	})
	use := m.force(uses[0])
	if use.is(nativeShape) && use.ref.native.call == nil && len(use.ref.native.args) > 0 { // a middleware that was made by t.middleware(f)
		return m.runChain(append(append([]value{}, use.ref.native.args...), uses[1:]...), of, ctx, c)
	}
	if !isFunction(use) {
		m.note(&Event{Kind: Doubt, Name: "a middleware of the chain cannot be read", At: c.at.Span()})
		return m.runChain(uses[1:], of, ctx, c)
	}
	result := m.await(m.invoke(use, []value{objectOf(newObject(props))}, c.at), c.at)
	if strings.HasPrefix(c.path, "zsa#") { // a procedure gives the context, it does not call next
		return m.runChain(uses[1:], of, result, c)
	}
	return result
}

// withCtx is the second argument of the newer signatures: {ctx}, and the
// context itself for the older ones.
func withCtx(ctx value) value {
	o := newObject(map[string]value{"ctx": ctx})
	o.open = true
	if ctx.ref != nil {
		for _, k := range ctx.ref.keys {
			if o.props[k] == nil {
				o.props[k] = ctx.ref.props[k]
				o.keys = append(o.keys, k)
			}
		}
	}
	return objectOf(o)
}

func (m *run) unlessDestructured(f, props, input value) value {
	first := parametersOf(f)[0]
	if strings.Contains(first, "ctx") || strings.Contains(first, "parsedInput") {
		return props
	}
	return input
}

// parametersOf returns the text of each parameter of a function of the app.
func parametersOf(f value) (out []string) {
	for p := range f.ref.closure.node.Field(js.FieldParameters).Named() {
		out = append(out, p.Text())
	}
	return out
}

// extendContext is the context after next({ctx: …}).
func (m *run) extendContext(ctx, given value) value {
	if given.ref == nil {
		return ctx
	}
	more := given.ref.own("ctx")
	if more == nil {
		return ctx
	}
	added := m.force(m.read(more))
	out := m.made(&object{props: map[string]*cell{}})
	m.spread(out, ctx)
	m.spread(out, added)
	return objectOf(out)
}

// routerCall is a call on a router object. Its handlers run in order; a
// middleware calls next to go on.
func (m *run) routerCall(c *call, name string) value {
	if c.isNew || strings.HasSuffix(c.path, "#"+name) && name != "handle" {
		v := nativeObject(c.path + "()")
		v.ref.props = map[string]*cell{"#uses": {v: array(nil)}}
		if isFunction(c.arg(0)) {
			return m.router(c.arg(0), c)
		}
		if c.arg(0).is(nativeShape) { // handle(app)
			return m.router(c.arg(0), c)
		}
		return v
	}
	switch name {
	case "use", "get", "post", "put", "patch", "delete", "all", "on", "route", "basePath", "openapi", "onError", "notFound", "mount":
		if uses := c.this.ref.own("#uses"); c.this.ref != nil && uses != nil && name != "onError" && name != "notFound" {
			m.setElems(uses.v.ref, append(slices.Clip(uses.v.ref.elems), c.args...))
		}
		return c.this
	case "handle":
		return m.router(m.force(c.arg(0)), c)
	case "handler", "fetch", "run", "request":
		return m.router(c.this, c)
	}
	return m.bound(c.path+"()", c.this)
}

// router is the handler that a router object gives.
func (m *run) router(app value, at *call) value {
	return nativeFunc("router", func(m *run, c *call) value {
		if isFunction(app) {
			return m.call(&call{at: c.at, fn: app, args: c.args})
		}
		m.note(&Event{Kind: Doubt, Quiet: true, Name: "the routes behind a router are not told apart", At: at.at.Span()})
		if app.ref == nil || app.ref.own("#uses") == nil {
			return fresh(0, "a router's answer")
		}
		v := undefined
		next := nativeFunc("next", func(*run, *call) value { return resolved(undefined) })
		for _, f := range app.ref.own("#uses").v.ref.elems {
			if isFunction(f) {
				v = m.await(m.invoke(f, []value{m.routerContext(c), next}, c.at), c.at)
				if v.is(responseShape) {
					return v
				}
			}
		}
		return v
	})
}

// routerContext is the context of a route: it makes responses.
func (m *run) routerContext(c *call) value {
	o := newObject(map[string]value{
		"req": m.requestObject(""), "env": fresh(FromEnv, "env"),
		"json": nativeFunc("c.json", func(m *run, c *call) value { return m.response(c, "json", m.statusOf(c.arg(1)), c.arg(0)) }),
		"text": nativeFunc("c.text", func(m *run, c *call) value { return m.response(c, "plain", m.statusOf(c.arg(1)), c.arg(0)) }),
		"body": nativeFunc("c.body", func(m *run, c *call) value { return m.response(c, "plain", m.statusOf(c.arg(1)), c.arg(0)) }),
		"set":  nativeFunc("c.set", func(*run, *call) value { return undefined }),
	})
	o.open = true
	return objectOf(o)
}
