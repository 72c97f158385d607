package visitor

import (
	"strings"
)

// tRPC: procedures are built by chains on initTRPC.create(), held by routers, and
// run by an adapter for a request, or by a caller for a page (@trpc/server 10
// and 11, src/unstable-core-do-not-import).

// rpcCall is a call on something of @trpc/server.
func (m *run) rpcCall(c *call) value {
	name := lastName(c.path)
	if rpcBuilds(c) && name != "createCaller" {
		return m.rpcBuild(c, name)
	}
	switch name {
	case "TRPCError":
		return m.rpcError(c)
	case "router":
		if len(c.args) == 0 && (strings.HasSuffix(c.path, "#router") || strings.HasSuffix(c.path, "#default.router")) {
			return m.oldRouter(c, undefined, nil)
		}
		return m.rpcRouter(c, c.arg(0))
	case "mergeRouters":
		return m.rpcRouter(c, c.args...)
	case "use", "middleware", "pipe", "unstable_pipe", "concat", "unstable_concat", "create":
		if f := m.force(c.arg(0)); isFunction(f) || f.is(nativeShape) || f.kind == unknownKind && name != "create" {
			return m.extend(c, f)
		}
	case "query", "mutation", "subscription":
		return m.rpcProcedure(c)
	case "createCaller":
		return m.rpcCaller(c.this, c.arg(0))
	case "createCallerFactory":
		if router := m.force(c.arg(0)); router.ref != nil {
			return nativeFunc(c.path+"()", func(m *run, at *call) value { return m.rpcCaller(router, at.arg(0)) })
		}
		return nativeFunc(c.path+"()", func(m *run, at *call) value { // 10 before 10.38
			router := m.force(at.arg(0))
			return nativeFunc(c.path+"()", func(m *run, at *call) value { return m.rpcCaller(router, at.arg(0)) })
		})
	case "lazy", "experimental_lazy":
		v := nativeObject(c.path + "()")
		v.ref.props = map[string]*cell{"#load": m.cell(c.arg(0))}
		return v
	case "fetchRequestHandler":
		return m.rpcFetch(c)
	case "createNextApiHandler":
		options := m.force(c.arg(0))
		return nativeFunc(c.path+"()", func(m *run, at *call) value { return m.rpcDispatch(at, options) })
	}
	if strings.Contains(c.path, "/adapters/") {
		return m.unreadable(c, lastName(c.path)+"()")
	}
	v := nativeObject(c.path + "()")
	v.ref.native.args = m.usesOf(c)
	return m.told(c, v)
}

// rpcError is new TRPCError({code, message, cause}).
func (m *run) rpcError(c *call) value {
	message := m.option(c.arg(0), "message")
	code := m.option(c.arg(0), "code")
	if message.kind == undefinedKind {
		message = code
	}
	o := newObject(map[string]value{"name": text("TRPCError"), "code": code, "message": message, "cause": m.option(c.arg(0), "cause")})
	o.shape, o.at = errorShape, c.at
	o.native = &native{path: "@trpc/server#TRPCError()"}
	return objectOf(m.made(o))
}

// rpcStatuses are the statuses of tRPC's codes.
var rpcStatuses = map[string]int{"PARSE_ERROR": 400, "BAD_REQUEST": 400, "UNAUTHORIZED": 401, "PAYMENT_REQUIRED": 402, "FORBIDDEN": 403,
	"NOT_FOUND": 404, "METHOD_NOT_SUPPORTED": 405, "TIMEOUT": 408, "CONFLICT": 409, "PRECONDITION_FAILED": 412,
	"PAYLOAD_TOO_LARGE": 413, "UNSUPPORTED_MEDIA_TYPE": 415, "UNPROCESSABLE_CONTENT": 422, "TOO_MANY_REQUESTS": 429, "CLIENT_CLOSED_REQUEST": 499}

// rpcStatus is the status that tRPC answers an error with.
func (m *run) rpcStatus(t *thrown) int {
	if t.v.is(errorShape) {
		if c := t.v.ref.own("code"); c != nil {
			if status := rpcStatuses[m.force(m.read(c)).str]; status != 0 {
				return status
			}
		}
	}
	return 500
}

// rpcRouter is a router of one or more records of procedures and routers.
func (m *run) rpcRouter(c *call, records ...value) value {
	all := m.made(&object{props: map[string]*cell{}})
	for _, r := range records {
		r = m.force(r)
		if r.is(nativeShape) && r.ref.own("#router") != nil {
			r = m.read(r.ref.own("#router"))
		}
		m.spread(all, r)
	}
	v := nativeObject(c.path + "()")
	v.ref.props = map[string]*cell{"#router": m.cell(objectOf(all))}
	def := newObject(map[string]value{"procedures": objectOf(all), "record": objectOf(all)})
	v.ref.props["_def"] = m.cell(objectOf(m.made(def)))
	for _, k := range all.keys {
		v.ref.props[k] = all.props[k]
	}
	return objectOf(m.made(v.ref))
}

// rpcProcedure is what query, mutation and subscription make of a builder.
func (m *run) rpcProcedure(c *call) value {
	v := nativeObject(c.path + "()")
	v.ref.native.args = m.usesOf(c)
	v.ref.at = c.at
	v.ref.props = map[string]*cell{"#resolver": m.cell(m.force(c.arg(0)))}
	return m.told(c, objectOf(m.made(v.ref)))
}

// maxNesting is how deep routers may stand in each other.
const maxNesting = 10

// eachProcedure tells the procedures of a router with their dotted names; ok is
// false where a part of it cannot be read.
func (m *run) eachProcedure(router value, prefix string, depth int, tell func(name string, p value)) (ok bool) {
	router = m.loaded(m.force(router))
	switch {
	case depth > maxNesting || router.ref == nil:
		return false
	case router.is(nativeShape) && router.ref.own("#resolver") != nil:
		tell(prefix, router)
		return true
	case router.is(nativeShape) && router.ref.own("#router") != nil:
		router = m.read(router.ref.own("#router"))
	case router.ref.shape != plainShape:
		return false
	}
	ok = !router.ref.open
	for _, k := range router.ref.keys {
		name := k
		if prefix != "" {
			name = prefix + "." + k
		}
		ok = m.eachProcedure(m.read(router.ref.props[k]), name, depth+1, tell) && ok
	}
	return ok
}

// loaded is the router that lazy(() => import(…)) stands for: the only export
// of the module, or what then() takes of it.
func (m *run) loaded(v value) value {
	if !v.is(nativeShape) || v.ref.own("#load") == nil {
		return v
	}
	load := m.read(v.ref.own("#load"))
	got := m.force(m.await(m.invoke(load, nil, v.ref.at), v.ref.at))
	if got.ref == nil || got.ref.space == nil {
		return got
	}
	for _, k := range got.ref.keys {
		if e := m.force(m.read(got.ref.props[k])); e.is(nativeShape) && e.ref.own("#router") != nil {
			return e
		}
	}
	return got
}

// rpcFetch is the adapter for handlers of the App Router.
func (m *run) rpcFetch(c *call) value {
	options := m.force(c.arg(0))
	return m.async(func() value {
		return m.rpcDispatch(&call{at: c.at, args: []value{m.option(options, "req")}}, options)
	})
}

// rpcDispatch answers a request by one of the procedures of a router.
func (m *run) rpcDispatch(c *call, options value) value {
	return m.dispatch(c, m.rpcProcedures(c, options))
}

// rpcProcedures are the procedures of the router that an adapter was given.
func (m *run) rpcProcedures(c *call, options value) (all []procedure) {
	batched := m.takesBatches(options)
	ok := m.eachProcedure(m.option(options, "router"), "", 0, func(name string, p value) {
		kind, method := rpcKind(p)
		all = append(all, procedure{key: name, name: name, path: name, method: method, at: p.ref.at, span: namedAt(p.ref.at), batched: batched, run: func(m *run, c *call) value {
			return m.rpcAnswer(c, options, p, name, kind)
		}})
	})
	if !ok && (m.procedure == "" || len(all) == 0) {
		m.unreadable(c, "a part of the tRPC router")
	}
	return all
}

// takesBatches reports whether the options of an adapter leave it that one request asks for
// several procedures: allowBatching, before 11 batching.enabled, is not set to false.
func (m *run) takesBatches(options value) bool {
	allowed := m.option(options, "allowBatching")
	if allowed.nullish() {
		allowed = m.option(m.option(options, "batching"), "enabled")
	}
	return allowed.nullish() || m.truthOf(allowed) != falsy
}

// rpcNamed answers a request by the procedure of a name.
func (m *run) rpcNamed(options value, name string, c *call) value {
	for _, p := range m.rpcProcedures(c, options) {
		if p.name == name {
			return p.run(m, c)
		}
	}
	return m.answers(c, number(404), undefined)
}

// rpcKind says what a procedure is, and the method by which it is asked for.
func rpcKind(p value) (kind, method string) {
	switch kind = lastName(strings.TrimSuffix(p.ref.native.path, "()")); kind {
	case "mutation":
		return kind, "POST"
	}
	return kind, "GET"
}

// rpcAnswer makes the context, runs a procedure, and answers what it gives or
// the error that it ends in.
func (m *run) rpcAnswer(c *call, options, p value, name, kind string) value {
	o := m.attempt(func() value {
		ctx := m.rpcContext(c, options)
		from := FromQuery
		if kind == "mutation" {
			from = FromBody
		}
		return m.rpcRun(p, ctx, fresh(from, "the input"), name, p.ref.at)
	})
	if o.thrown == nil {
		return m.answers(c, number(200), o.v)
	}
	if f := m.option(options, "onError"); isFunction(f) {
		m.attempt(func() value {
			about := newObject(map[string]value{"error": errorValue(o.thrown), "path": text(name), "type": text(kind)})
			about.open = true
			return m.invoke(f, []value{objectOf(about)}, c.at)
		})
	}
	return m.failure(c, o.thrown, m.rpcStatus(o.thrown), m.messageOf(o.thrown))
}

// rpcContext is what createContext gives for the request.
func (m *run) rpcContext(c *call, options value) value {
	f := m.option(options, "createContext")
	switch {
	case f.kind == undefinedKind:
		return objectOf(m.made(&object{props: map[string]*cell{}}))
	case f.kind == unknownKind:
		return m.unreadable(c, "the context of the procedures")
	}
	about := newObject(map[string]value{"req": c.arg(0), "res": c.arg(1), "resHeaders": m.native("headers", FromHeader), "info": fresh(FromRequest, "info")})
	if c.arg(0).nullish() {
		about.props["req"] = &cell{v: m.requestObject("")}
	}
	ctx := m.force(m.await(m.follows(&call{at: c.at, fn: f, args: []value{objectOf(about)}}), c.at))
	switch {
	case ctx.nullish():
		return objectOf(m.made(&object{props: map[string]*cell{}}))
	case ctx.kind == unknownKind, ctx.is(nativeShape) && m.classOf(packageOf(ctx)) == opaque:
		return m.unreadable(c, "the context of the procedures")
	}
	return ctx
}
