package visitor

import "strings"

// honoContext is the context of a request: it holds variables, tells what was
// sent, and makes responses.
func (m *run) honoContext(r *honoRequest) value {
	status := m.cell(number(200))
	vars := m.made(&object{props: map[string]*cell{}})
	o := newObject(map[string]value{
		"req": m.honoInput(), "env": fresh(FromEnv, "env"), "var": objectOf(vars), "executionCtx": fresh(0, "executionCtx"), "event": fresh(0, "event"),
		"set": nativeFunc("c.set", func(m *run, c *call) value {
			if key := m.force(c.arg(0)); key.kind == stringKind {
				m.put(vars, key.str, c.arg(1))
			}
			return undefined
		}),
		"get":      nativeFunc("c.get", func(m *run, c *call) value { return m.honoVariable(vars, m.force(c.arg(0))) }),
		"status":   nativeFunc("c.status", func(m *run, c *call) value { m.set(status, m.force(c.arg(0))); return undefined }),
		"header":   nativeFunc("c.header", func(m *run, c *call) value { return m.responseHeader(c) }),
		"notFound": nativeFunc("c.notFound", func(m *run, c *call) value { return m.response(c, "plain", number(404), undefined) }),
		"redirect": nativeFunc("c.redirect", func(m *run, c *call) value {
			to := m.statusOf(c.arg(1))
			if to == number(200) {
				to = number(302)
			}
			return m.response(c, "redirect", to, undefined)
		}),
	})
	for _, name := range []string{"json", "jsonT", "text", "body", "html", "newResponse", "stream", "streamText"} {
		kind := "plain"
		if strings.HasPrefix(name, "json") {
			kind = "json"
		}
		o.props[name] = m.cell(nativeFunc("c."+name, func(m *run, c *call) value {
			m.callbacks(c, fresh(0, "a stream"))
			code := m.statusOf(c.arg(1))
			if code == number(200) {
				code = m.read(status)
			}
			return m.response(c, kind, code, c.arg(0))
		}))
	}
	o.props["res"] = r.res
	o.open = true
	return objectOf(m.made(o))
}

// honoVariable is what c.get gives: what was set, or what Clerk's middleware
// sets.
func (m *run) honoVariable(vars *object, key value) value {
	switch c := vars.own(key.str); {
	case key.kind != stringKind:
		return fresh(0, "a variable of the request")
	case c != nil:
		return m.read(c)
	case key.str == "clerk":
		return nativeObject("clerk#client")
	case key.str == "clerkAuth":
		return nativeObject("@hono/clerk-auth#getAuth")
	}
	return undefined
}

// honoInput is c.req.
func (m *run) honoInput() value {
	raw := m.requestObject("")
	named := func(from Origin) value {
		return nativeFunc("c.req", func(m *run, c *call) value {
			if c.arg(0).nullish() {
				return resolvedObject(nil, from)
			}
			return m.named(c, from)
		})
	}
	body := nativeFunc("c.req.json", func(m *run, c *call) value { return m.requestBody(&call{at: c.at, path: "request.json"}) })
	o := newObject(map[string]value{
		"raw": raw, "url": m.read(raw.ref.own("url")), "method": m.read(raw.ref.own("method")), "path": fresh(FromQuery, "the path"),
		"header": named(FromHeader), "param": named(FromParams), "query": named(FromQuery), "queries": named(FromQuery), "cookie": named(FromCookie),
		"json": body, "text": body, "parseBody": body, "formData": body, "arrayBuffer": body, "blob": body,
		"valid": nativeFunc("c.req.valid", (*run).honoValid),
	})
	o.from = FromRequest
	return objectOf(m.made(o))
}

// honoValid is what a validator let through.
func (m *run) honoValid(c *call) value {
	from := map[string]Origin{"query": FromQuery, "param": FromParams, "header": FromHeader, "cookie": FromCookie}[m.force(c.arg(0)).str]
	if from == 0 {
		from = FromBody
	}
	return resolvedObject(nil, from)
}

// honoCookie is a function of hono/cookie, whose first argument is the context.
func (m *run) honoCookie(c *call, name string) value {
	if strings.HasPrefix(name, "set") || strings.HasPrefix(name, "delete") {
		return m.setCookie(c)
	}
	return settled(strings.Contains(name, "Signed"), m.named(&call{args: c.args[min(1, len(c.args)):]}, FromCookie))
}

// adapterFunctions are functions for adapters that stand in other packages.
func adapterFunctions() map[string]summary {
	return map[string]summary{
		"@hono/clerk-auth#getAuth":             (*run).clerkGetAuth,
		"uploadthing/server#createUploadthing": func(*run, *call) value { return nativeObject("uploadthing/next#createUploadthing()") },
	}
}
