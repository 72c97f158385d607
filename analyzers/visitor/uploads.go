package visitor

// uploadRoutes are the handlers of uploadthing, each endpoint a procedure of
// POST: its middleware runs first. GET tells anybody how the endpoints are
// configured, and runs none.
func (m *run) uploadRoutes(c *call) value {
	at := c
	handler := nativeFunc("uploadthing", func(m *run, c *call) value {
		return m.dispatch(c, m.uploads(at))
	})
	settings := nativeFunc("uploadthing", func(m *run, c *call) value { return objectOf(newObject(nil)) })
	o := newObject(map[string]value{"GET": settings, "POST": handler})
	handler.ref.props, handler.ref.keys = o.props, o.keys // uploadthing/next-legacy gives one for all methods
	return handler
}

// uploads are the endpoints of a router of uploadthing.
func (m *run) uploads(at *call) (all []procedure) {
	router := m.option(at.arg(0), "router")
	if router.ref == nil || router.ref.open {
		m.unreadable(at, "the routes of uploadthing")
	}
	if router.ref == nil {
		return nil
	}
	for _, name := range router.ref.keys {
		f := m.force(m.read(router.ref.props[name]))
		p := procedure{key: name, name: name, method: "POST", run: func(m *run, c *call) value { return m.upload(at, c, f) }}
		if f.ref != nil {
			p.at = f.ref.at
		}
		all = append(all, p)
	}
	return all
}

// upload runs the middleware of an endpoint; who gets through may upload.
func (m *run) upload(at, c *call, endpoint value) value {
	if !endpoint.is(nativeShape) || endpoint.ref.native.call == nil {
		return m.unreadable(at, "an endpoint of uploadthing")
	}
	v := m.await(m.call(&call{at: c.at, fn: endpoint, args: c.args}), c.at)
	m.note(&Event{Kind: Effect, Verb: Write, Hard: true, Name: "an upload", At: at.at.Span()})
	return v
}
