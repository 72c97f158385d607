package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// Hono: an app is a list of routes, each with the middleware that was registered
// before it for its path (hono@4, src/hono-base.ts and src/compose.ts).

// honoCall is a call on something of hono or of a package of its middleware.
func (m *run) honoCall(c *call, pkg string) value {
	name := lastName(c.path)
	switch {
	case c.this.is(nativeShape) && c.this.ref.own("#routes") != nil && !c.isNew:
		return m.honoMethod(c, name)
	case c.isNew && (name == "Hono" || name == "OpenAPIHono"), name == "createApp":
		return m.honoApp(m.cell(array(nil)), "", c)
	case name == "HTTPException":
		return m.httpException(c)
	case name == "handle":
		return m.honoHandler(m.force(c.arg(0)), c)
	case name == "createMiddleware":
		return c.arg(0)
	case name == "createHandlers":
		return array(c.args)
	case name == "createRoute":
		return c.arg(0)
	case pkg == "hono/cookie":
		return m.honoCookie(c, name)
	case pkg == "hono/streaming" || name == "upgradeWebSocket":
		m.callbacks(c, fresh(0, "a stream"))
		return m.response(c, "plain", number(200), undefined)
	}
	v := nativeObject(c.path + "()")
	v.ref.native.args = c.args
	return v
}

// honoApp is an app whose routes stand in a list that it may share with others.
func (m *run) honoApp(routes *cell, base string, c *call) value {
	v := nativeObject("hono#Hono()")
	v.ref.at = c.at
	v.ref.props = map[string]*cell{"#routes": routes, "#base": m.cell(text(base)), "#onError": m.cell(undefined)}
	return objectOf(m.made(v.ref))
}

// honoMethods are the methods of an app that register something.
var honoMethods = map[string]string{"get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "delete": "DELETE", "options": "OPTIONS", "all": "", "use": "USE"}

// honoMethod is a call of a method of an app.
func (m *run) honoMethod(c *call, name string) value {
	app := c.this
	base := m.force(app.ref.own("#base").v).str
	if method, ok := honoMethods[name]; ok {
		m.register(app, method, base, c)
		return app
	}
	switch name {
	case "on":
		for _, method := range m.texts(c.arg(0)) {
			m.register(app, strings.ToUpper(method), base, &call{at: c.at, args: c.args[min(1, len(c.args)):]})
		}
	case "openapi":
		m.registerOpenAPI(app, base, c)
	case "route":
		if c.arg(1).nullish() {
			return m.honoApp(app.ref.own("#routes"), joinPaths(base, m.force(c.arg(0)).str), c)
		}
		m.mountApp(app, joinPaths(base, m.force(c.arg(0)).str), m.force(c.arg(1)))
	case "basePath":
		return m.honoApp(app.ref.own("#routes"), joinPaths(base, m.force(c.arg(0)).str), c)
	case "onError":
		m.set(app.ref.own("#onError"), m.force(c.arg(0)))
	case "mount":
		m.addRoute(app, honoRoute{"", joinPaths(base, m.force(c.arg(0)).str) + "/*", []value{m.mounted(c)}, c.at})
	case "fetch", "request":
		return m.honoAnswer(c, app)
	}
	return app
}

// A honoRoute is one entry of an app: a handler, or, of the method USE,
// middleware.
type honoRoute struct {
	method, path string // the method is "" for any
	handlers     []value
	at           js.Node
}

// register adds what get, use and their like are given: a path, or none, and
// handlers.
func (m *run) register(app value, method, base string, c *call) {
	args := c.args
	paths := []string{"*"}
	if method != "USE" {
		paths = []string{""}
	}
	if len(args) > 0 {
		if given := m.texts(args[0]); given != nil {
			paths, args = given, args[1:]
		}
	}
	for _, path := range paths {
		m.addRoute(app, honoRoute{method, joinPaths(base, path), m.flatHandlers(args), c.at})
	}
}

// registerOpenAPI adds a route of @hono/zod-openapi.
func (m *run) registerOpenAPI(app value, base string, c *call) {
	config := m.force(c.arg(0))
	handlers := m.flatHandlers([]value{m.option(config, "middleware")})
	path := braces.ReplaceAllString(m.option(config, "path").str, ":$1")
	method := strings.ToUpper(m.option(config, "method").str)
	m.addRoute(app, honoRoute{method, joinPaths(base, path), append(handlers, m.flatHandlers(c.args[min(1, len(c.args)):min(2, len(c.args))])...), c.at})
}

var braces = regexp.MustCompile(`\{(\w+)\}`)

// flatHandlers are handlers, with the lists of them taken apart.
func (m *run) flatHandlers(args []value) (out []value) {
	for _, a := range args {
		switch a = m.force(a); {
		case a.is(arrayShape):
			out = append(out, m.flatHandlers(a.ref.elems)...)
		case !a.nullish():
			out = append(out, a)
		}
	}
	return out
}

// texts are the texts that a value or a list of values is; nil if it is none.
func (m *run) texts(v value) (out []string) {
	v = m.force(v)
	switch {
	case v.kind == stringKind:
		return []string{v.str}
	case v.is(arrayShape):
		for _, e := range v.ref.elems {
			if e = m.force(e); e.kind == stringKind {
				out = append(out, e.str)
			}
		}
	}
	return out
}

// addRoute appends a route to an app.
func (m *run) addRoute(app value, r honoRoute) {
	o := newObject(map[string]value{"method": text(r.method), "path": text(r.path), "handlers": array(r.handlers), "onError": undefined})
	o.at = r.at
	list := m.read(app.ref.own("#routes")).ref
	m.setElems(list, append(slices.Clone(list.elems), objectOf(m.made(o))))
}

// mountApp adds the routes of another app beneath a path.
func (m *run) mountApp(app value, base string, sub value) {
	if sub.ref == nil || sub.ref.own("#routes") == nil {
		m.addRoute(app, honoRoute{"", base + "/*", []value{sub}, js.Node{}})
		return
	}
	onError := m.read(sub.ref.own("#onError"))
	list := m.read(app.ref.own("#routes")).ref
	elems := slices.Clone(list.elems)
	for _, e := range m.read(sub.ref.own("#routes")).ref.elems {
		copied := newObject(map[string]value{"method": e.ref.props["method"].v, "handlers": e.ref.props["handlers"].v,
			"path": text(joinPaths(base, e.ref.props["path"].v.str)), "onError": e.ref.props["onError"].v})
		if copied.props["onError"].v.nullish() {
			copied.props["onError"].v = onError
		}
		copied.at = e.ref.at
		elems = append(elems, objectOf(m.made(copied)))
	}
	m.setElems(list, elems)
}

// mounted is a handler of another framework that an app hands requests to.
func (m *run) mounted(c *call) value {
	f := c.arg(1)
	return nativeFunc("hono#mounted", func(m *run, at *call) value {
		return m.call(&call{at: c.at, fn: f, args: []value{m.requestObject("")}})
	})
}

// joinPaths puts a path beneath a base, as Hono's mergePath does.
func joinPaths(base, path string) string {
	joined := "/" + strings.Trim(base, "/")
	if p := strings.TrimPrefix(path, "/"); p != "" {
		joined = strings.TrimSuffix(joined, "/") + "/" + p
	}
	return joined
}

// honoHandler is what handle(app) gives.
func (m *run) honoHandler(app value, at *call) value {
	return nativeFunc("hono#handle()", func(m *run, c *call) value {
		return m.honoAnswer(&call{at: at.at, args: c.args}, app)
	})
}

// honoAnswer hands a request to one of the routes of an app.
func (m *run) honoAnswer(c *call, app value) value {
	if app.ref == nil || app.ref.own("#routes") == nil {
		return m.unreadable(c, "the Hono app")
	}
	elems := m.read(app.ref.own("#routes")).ref.elems
	var all []procedure
	for i, e := range elems {
		r := m.routeOf(e)
		all = append(all, m.rpcBehind(c, app, elems, i)...)
		if r.method == "USE" || i > 0 && m.shadowed(elems[:i], r) {
			continue
		}
		name := r.method
		if name == "" {
			name = "ALL"
		}
		all = append(all, procedure{key: name + " " + r.path, name: name, path: nextPath(r.path), method: r.method, at: r.at, span: calledAt(r.at),
			run: func(m *run, c *call) value {
				return m.await(m.honoRun(c, app, elems, i, ""), c.at)
			}})
	}
	if len(all) == 0 {
		return m.unreadable(c, "the routes of the Hono app")
	}
	return m.async(func() value { return m.dispatch(c, all) })
}

// rpcBehind are the procedures of a tRPC router that an app hands requests to
// (@hono/trpc-server).
func (m *run) rpcBehind(c *call, app value, elems []value, i int) (all []procedure) {
	for _, f := range m.routeOf(elems[i]).handlers {
		if !isRPCServer(f) {
			continue
		}
		found := m.rpcProcedures(c, f.ref.native.args[0])
		for _, p := range found {
			name := p.name
			p.key, p.path = "trpc "+name, strings.TrimSuffix(m.routeOf(elems[i]).path, "*")+name
			p.run = func(m *run, c *call) value { return m.await(m.honoRun(c, app, elems, i, name), c.at) }
			all = append(all, p)
		}
	}
	return all
}

func isRPCServer(f value) bool {
	return f.is(nativeShape) && f.ref.native.path == "@hono/trpc-server#trpcServer()" && len(f.ref.native.args) > 0
}

// calledAt is where a method is called: in a chain of calls, the line of its
// name.
func calledAt(call js.Node) source.Span {
	if name := call.Callee().Field(js.FieldProperty); !name.IsZero() {
		return name.Span()
	}
	return source.Span{}
}

// routeOf reads an entry of an app.
func (m *run) routeOf(e value) honoRoute {
	return honoRoute{e.ref.props["method"].v.str, e.ref.props["path"].v.str, e.ref.props["handlers"].v.ref.elems, e.ref.at}
}

// shadowed reports whether a route continues one that was registered for the
// same method and path before.
func (m *run) shadowed(before []value, r honoRoute) bool {
	return slices.ContainsFunc(before, func(e value) bool {
		o := m.routeOf(e)
		return o.method == r.method && o.path == r.path
	})
}
