package visitor

// Handlers that packages make. A login handler is public by nature and does its
// own checking; one that a service calls asks for the service's signature.

// loginHandlers make the routes of an auth system, by what they are called with:
// its configuration.
var loginHandlers = map[string]string{
	"better-auth/next-js#toNextJsHandler":            "better-auth",
	"better-auth/node#toNodeHandler":                 "better-auth",
	"next-auth#default":                              "next-auth",
	"next-auth/next#default":                         "next-auth",
	"@auth0/nextjs-auth0#handleAuth":                 "auth0",
	"@kinde-oss/kinde-auth-nextjs/server#handleAuth": "kinde",
	"@workos-inc/authkit-nextjs#handleAuth":          "workos",
	"@sentry/nextjs/tunnel#createSentryTunnelRoute":  "",
}

// answers are functions that are such a route themselves.
var answers = map[string]string{
	"better-auth#betterAuth().handler": "better-auth",
	"@sentry/nextjs/tunnel#POST":       "",
}

// readyMade are the functions that make handlers.
func readyMade() map[string]summary {
	f := map[string]summary{"inngest/next#serve": (*run).inngestRoutes, "inngest/hono#serve": (*run).inngestRoutes, "inngest#Inngest": (*run).instance}
	f["@vercel/blob/client#handleUpload"] = (*run).blobUpload
	for path := range signedHandlers {
		f[path] = (*run).signedHandler
	}
	for path, system := range loginHandlers {
		f[path] = func(m *run, c *call) value {
			if originOf(c.arg(0)).Has(FromRequest) { // next-auth 4: NextAuth(req, res, options)
				return m.answersAnyone(c, system)
			}
			v := routes(c.path+"()", func(m *run, _ *call) value { return m.answersAnyone(c, system) })
			v.ref.native.args = c.args
			return v
		}
	}
	for path, system := range answers {
		f[path] = func(m *run, c *call) value { return m.answersAnyone(c, system) }
	}
	return f
}

// SignsIn reports whether the routes of an auth system were asked: that begins a
// sign-in, or goes on with one.
func (e *Event) SignsIn() bool {
	if e.Kind != Check || e.Check != OtherAuthCheck {
		return false
	}
	for _, system := range loginHandlers {
		if system != "" && e.Name == system {
			return true
		}
	}
	return false
}

// routes is a handler, with the same one for each method, and next-auth's
// "handlers" that hold them.
func routes(path string, f summary) value {
	h := nativeFunc(path, f)
	props := map[string]value{}
	for _, method := range methods {
		props[method] = nativeFunc(path, f)
	}
	props["handlers"] = objectOf(newObject(props))
	all := newObject(props)
	h.ref.props, h.ref.keys = all.props, all.keys
	return h
}

// answersAnyone is the answer of a route that is there for everybody.
func (m *run) answersAnyone(at *call, system string) value {
	if system != "" {
		m.check(at, OtherAuthCheck, system)
	}
	return resolved(m.response(at, "plain", number(200), fresh(0, "what a login route answers")))
}

// blobUpload signs a token for an upload, once the function for what stands before
// that has let it. What was uploaded is told by the store itself, which signs that.
func (m *run) blobUpload(c *call) value {
	options := m.force(c.arg(0))
	before := m.force(m.option(options, "onBeforeGenerateToken"))
	o := m.attempt(func() value {
		return m.await(m.call(&call{at: c.at, fn: before, args: []value{fresh(FromBody, "pathname"), fresh(FromBody, "clientPayload"), fresh(FromBody, "multipart")}}), c.at)
	})
	if o.thrown != nil {
		return rejected(o.thrown)
	}
	e := m.note(&Event{Kind: Effect, Verb: Write, Hard: true, Name: c.name(), Method: c.path, At: c.at.Span()})
	m.addArgs(e, []value{o.v})
	return resolved(fresh(FromRecord, "a token for an upload"))
}

// inngestRoutes runs the functions of Inngest for whom its signature says so.
// GET and PUT tell and register what there is. In development mode nothing is
// checked (inngest@3, components/InngestCommHandler.js).
func (m *run) inngestRoutes(c *call) value {
	unchecked := m.isDevelopment(c.arg(0))
	v := routes(c.path+"()", func(m *run, asked *call) value {
		switch {
		case unchecked, m.visitor == SignedOut && m.signedInCode(asked.fn.ref.native.args):
			m.note(&Event{Kind: Effect, Verb: Unnamed, Hard: true, Name: "the functions of Inngest", At: c.at.Span()})
		case m.visitor != Sender:
			m.check(c, SignatureCheck, "inngest")
			return resolved(m.response(c, "plain", number(401), undefined))
		}
		return resolved(m.response(c, "plain", number(200), undefined))
	})
	from := originOf(v)
	if m.signedInCode(c.args) {
		from = fromCode // is another route than one with the key of a variable
	}
	v.ref.native.args, v.ref.from = c.args, from
	for _, method := range v.ref.keys {
		if f := m.read(v.ref.props[method]); f.is(nativeShape) {
			f.ref.native.args, f.ref.from = c.args, from
		}
	}
	for _, method := range []string{"GET", "PUT"} {
		v.ref.props[method] = m.cell(nativeFunc(c.path+"()", func(m *run, _ *call) value { return m.answersAnyone(c, "") }))
	}
	return v
}

// signedInCode reports whether options of Inngest, or of its client, name a key that
// stands in the code, by which a visitor signs as well.
func (m *run) signedInCode(options []value) bool {
	for _, o := range options {
		o = m.force(o)
		if o.ref == nil {
			continue
		}
		if key := o.ref.own("signingKey"); key != nil && published(m.force(m.read(key))) {
			return true
		}
		if client := o.ref.own("client"); client != nil {
			o = m.force(m.read(client))
		}
		if o.is(nativeShape) && m.signedInCode(o.ref.native.args) {
			return true
		}
	}
	return false
}

// isDevelopment reports whether the options of Inngest, or of its client, say
// that it is development for sure.
func (m *run) isDevelopment(options value) bool {
	options = m.force(options)
	if options.ref == nil {
		return false
	}
	if c := options.ref.own("isDev"); c != nil {
		return m.truthOf(m.read(c)) == truthy
	}
	if c := options.ref.own("client"); c != nil {
		if client := m.force(m.read(c)); client.is(nativeShape) && len(client.ref.native.args) > 0 {
			return m.isDevelopment(client.ref.native.args[0])
		}
	}
	return false
}
