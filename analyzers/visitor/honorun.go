package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// honoRun runs what Hono runs for a request of the i-th entry: the middleware
// before it whose path is matched, its own handlers, and those after it if they
// go on. rpc names the procedure of tRPC that is asked for; "" for none.
func (m *run) honoRun(c *call, app value, elems []value, i int, rpc string) value {
	own := m.routeOf(elems[i])
	r := &honoRequest{c: c, onError: m.force(elems[i].ref.props["onError"].v), res: m.cell(undefined), at: own.at, rpc: rpc}
	if r.onError.nullish() {
		r.onError = m.read(app.ref.own("#onError"))
	}
	for j, e := range elems {
		o := m.routeOf(e)
		same := o.path == own.path && (o.method == own.method || o.method == "")
		if same || o.method == "USE" && j < i && matchesAll(o.path, own.path) {
			r.handlers = append(r.handlers, m.uncombined(o.handlers, own.path)...)
		}
	}
	r.context = m.honoContext(r)
	return m.honoFrom(r, 0)
}

// uncombined are handlers, with those taken apart that every() or except() put together
// for the path of a route (hono@4, src/middleware/combine).
func (m *run) uncombined(handlers []value, route string) (out []value) {
	for _, f := range handlers {
		switch f = m.force(f); {
		case f.is(nativeShape) && f.ref.native.path == "hono/combine#every()":
			out = append(out, m.uncombined(f.ref.native.args, route)...)
		case f.is(nativeShape) && f.ref.native.path == "hono/combine#except()" && m.keepsTo(f.ref.native.args[0], route):
			out = append(out, m.uncombined(f.ref.native.args[1:], route)...)
		default:
			out = append(out, f)
		}
	}
	return out
}

// keepsTo reports whether the paths that except() is given are surely none of a route's.
func (m *run) keepsTo(except value, route string) bool {
	except = m.force(except)
	paths := m.texts(except)
	known := except.kind == stringKind || except.is(arrayShape) && !except.ref.open && len(paths) == len(except.ref.elems)
	return known && !strings.ContainsAny(route, ":*") && !slices.ContainsFunc(paths, func(p string) bool {
		return strings.ContainsAny(p, "{}?") || matchesAll(p, route)
	})
}

// A honoRequest is one request on its way through handlers.
type honoRequest struct {
	c        *call
	handlers []value
	context  value
	onError  value
	res      *cell // the response so far
	at       js.Node
	rpc      string
}

// honoFrom runs the handlers from the i-th on. An error becomes the response of
// the handler that it leaves.
func (m *run) honoFrom(r *honoRequest, i int) value {
	if i >= len(r.handlers) {
		return undefined
	}
	next := nativeFunc("next", func(m *run, c *call) value {
		if v := m.honoFrom(r, i+1); !v.nullish() {
			m.set(r.res, v)
		}
		return resolved(undefined)
	})
	o := m.attempt(func() value { return m.force(m.await(m.honoHandle(r, i, next), r.at)) })
	switch {
	case o.thrown != nil:
		return m.honoError(r, o.thrown)
	case o.v.is(responseShape):
		return o.v
	case o.v.nullish():
		return m.read(r.res)
	}
	return o.v
}

// honoHandle calls a handler or a middleware. Those of packages pass on, but for
// the ones that ask for a secret.
func (m *run) honoHandle(r *honoRequest, i int, next value) value {
	f := m.force(r.handlers[i])
	at := r.at
	if at.IsZero() {
		at = r.c.at
	}
	if isFunction(f) || f.is(nativeShape) && f.ref.native.call != nil && f.ref.native.path != "clerk#clerkMiddleware()" {
		return m.follows(&call{at: at, fn: f, args: []value{r.context, next}})
	}
	path := ""
	if f.is(nativeShape) {
		path = f.ref.native.path
	}
	last := i == len(r.handlers)-1 && !strings.HasPrefix(path, "hono/") && !strings.HasPrefix(path, "@hono/")
	switch {
	case r.rpc != "" && isRPCServer(f):
		return m.rpcNamed(f.ref.native.args[0], r.rpc, &call{at: at, args: []value{m.requestObject("")}})
	case secretMiddleware[path] != "":
		m.note(&Event{Kind: Check, Check: secretMiddleware[path], Name: lastName(strings.TrimSuffix(path, "()")) + "()", At: at.Span()})
		if m.visitor != Sender {
			return m.response(&call{at: at}, "plain", number(401), undefined)
		}
	case f.kind == unknownKind, last, authName.MatchString(path) && !strings.Contains(path, "clerk"):
		m.note(&Event{Kind: Doubt, Name: "a handler of the route cannot be read", At: at.Span()})
	case strings.Contains(path, "imiter"):
		m.note(&Event{Kind: Limiter, Name: path, At: at.Span()})
	}
	return m.call(&call{at: at, fn: next})
}

// secretMiddleware are the middleware of Hono that ask for a secret.
var secretMiddleware = map[string]CheckKind{
	"hono/bearer-auth#bearerAuth()": APIKeyCheck, "hono/basic-auth#basicAuth()": APIKeyCheck, "hono/jwt#jwt()": MachineCheck, "hono/jwk#jwk()": MachineCheck,
}

// honoError is the response to an error: what onError gives, else its own.
func (m *run) honoError(r *honoRequest, t *thrown) value {
	if isFunction(r.onError) {
		v := m.force(m.await(m.call(&call{at: r.at, fn: r.onError, args: []value{errorValue(t), r.context}}), r.at))
		if v.is(responseShape) {
			return v
		}
	}
	message := fresh(0, "a message")
	if t.v.ref != nil && t.v.ref.native != nil && t.v.ref.native.path == httpExceptionPath {
		message = m.messageOf(t)
	}
	return m.failure(&call{at: r.c.at}, t, m.httpStatus(t), message)
}

const httpExceptionPath = "hono/http-exception#HTTPException()"

// httpException is new HTTPException(status, {message, res}).
func (m *run) httpException(c *call) value {
	status := m.force(c.arg(0))
	if status.nullish() {
		status = number(500)
	}
	o := newObject(map[string]value{"status": status, "message": m.option(c.arg(1), "message"),
		"getResponse": nativeFunc("HTTPException.getResponse", func(m *run, at *call) value {
			if given := m.option(c.arg(1), "res"); given.is(responseShape) {
				return given
			}
			return m.response(c, "plain", status, undefined)
		})})
	o.shape, o.at, o.native = errorShape, c.at, &native{path: httpExceptionPath}
	return objectOf(m.made(o))
}

// httpStatus is the status of an HTTPException, else 500.
func (m *run) httpStatus(t *thrown) int {
	if t.v.is(errorShape) {
		if c := t.v.ref.own("status"); c != nil {
			if s := m.force(m.read(c)); s.kind == numberKind {
				return int(s.num)
			}
		}
	}
	return 500
}

// param is a parameter in a path of Hono: ":id", ":id{[0-9]+}", ":id?".
var param = regexp.MustCompile(`^:(\w+)(\{.*\})?\??$`)

// nextPath writes a path of Hono as Next.js does.
func nextPath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		switch match := param.FindStringSubmatch(p); {
		case match != nil:
			parts[i] = "[" + match[1] + "]"
		case p == "*":
			parts[i] = "[...rest]"
		}
	}
	return strings.Join(parts, "/")
}

// matchesAll reports whether middleware with a path runs for every URL of a
// route.
func matchesAll(use, route string) bool {
	if use == route {
		return true
	}
	want, have := strings.Split(strings.Trim(use, "/"), "/"), strings.Split(strings.Trim(route, "/"), "/")
	for i, p := range want {
		switch {
		case p == "*" && i == len(want)-1:
			return true
		case i >= len(have):
			return false
		case p == have[i] || p == "*" && have[i] != "*":
		case strings.HasPrefix(p, ":") && !strings.Contains(p, "{") && have[i] != "*" && have[i] != "":
		default:
			return false
		}
	}
	return len(want) == len(have)
}
