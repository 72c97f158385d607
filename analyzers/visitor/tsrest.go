package visitor

import (
	"strings"
)

// ts-rest: a contract says the path and method of each route, and a router has
// a function for each (@ts-rest/next and @ts-rest/serverless 3).

// tsRestCall is a call on something of @ts-rest.
func (m *run) tsRestCall(c *call) value {
	switch lastName(c.path) {
	case "createNextHandler", "createNextRouter":
		contract, routes, options := m.force(c.arg(0)), m.force(c.arg(1)), m.force(c.arg(2))
		return nativeFunc(c.path+"()", func(m *run, at *call) value {
			var all []procedure
			if !m.tsRestRoutes(contract, routes, "", options, &all) && m.procedure == "" {
				m.unreadable(c, "a part of the ts-rest router")
			}
			return m.dispatch(at, all)
		})
	case "router", "createNextRoute":
		if !c.arg(1).nullish() && m.force(c.arg(1)).ref != nil && !strings.HasPrefix(c.path, "@ts-rest/core#") {
			return m.force(c.arg(1))
		}
		return m.force(c.arg(0))
	case "query", "mutation", "route", "responses":
		return m.force(c.arg(0))
	}
	v := nativeObject(c.path + "()")
	v.ref.native.args = m.usesOf(c)
	return v
}

// tsRestRoutes lists the routes of a router; it is false where one cannot be
// read.
func (m *run) tsRestRoutes(contract, routes value, prefix string, options value, all *[]procedure) bool {
	if routes.ref == nil || routes.ref.shape != plainShape {
		return false
	}
	ok := !routes.ref.open
	for _, k := range routes.ref.keys {
		f, of := m.force(m.read(routes.ref.props[k])), m.option(contract, k)
		if !isFunction(f) && f.ref != nil && f.ref.own("handler") == nil {
			ok = m.tsRestRoutes(of, f, prefix+k+".", options, all) && ok
			continue
		}
		uses := m.flatHandlers([]value{m.option(options, "requestMiddleware"), m.option(f, "middleware")})
		if handler := m.option(f, "handler"); isFunction(handler) {
			f = handler
		}
		ok = ok && isFunction(f)
		p := procedure{key: prefix + k, name: prefix + k, method: strings.ToUpper(m.option(of, "method").str),
			path: nextPath(m.option(of, "path").str), run: func(m *run, c *call) value { return m.tsRestAnswer(c, uses, f) }}
		if f.ref != nil {
			p.at = f.ref.at
		}
		*all = append(*all, p)
	}
	return ok
}

// tsRestAnswer runs the middleware of a router, which may answer by itself, and
// then a route.
func (m *run) tsRestAnswer(c *call, uses []value, f value) value {
	request := m.requestObject("")
	for _, use := range uses {
		if v := m.force(m.await(m.call(&call{at: c.at, fn: use, args: []value{request, request}}), c.at)); v.is(responseShape) {
			return v
		}
	}
	about := newObject(map[string]value{"params": m.params(), "query": fresh(FromQuery, "the query"), "body": fresh(FromBody, "the body"),
		"headers": fresh(FromHeader, "the headers"), "req": request, "request": request, "res": c.arg(1)})
	v := m.force(m.await(m.call(&call{at: c.at, fn: f, args: []value{objectOf(about), objectOf(about)}}), c.at))
	if v.ref == nil || v.is(responseShape) {
		return v
	}
	return m.answers(c, m.statusOf(v), m.option(v, "body"))
}
