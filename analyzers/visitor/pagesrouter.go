package visitor

import (
	"bytes"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// builtAhead reports whether nothing of a page of the Pages Router runs on the server when
// a request comes: whatever turns a visitor away runs in his browser.
func (m *Machine) builtAhead(mod *next.Module) bool {
	if unreadable(mod) || m.exports(mod, "getServerSideProps") {
		return false
	}
	shown := m.app.Project.Graph.Export(mod, "default")
	asks := func(in *next.Module) bool {
		return in != nil && bytes.Contains(in.File.Text, []byte("getInitialProps"))
	}
	return shown.Found() && !asks(mod) && !asks(shown.Module)
}

// serverSideProps is the entry of a page of the Pages Router that gets its
// props on the server.
func (m *Machine) serverSideProps(source *next.Module) func(*run) value {
	return func(m *run) value {
		f := m.force(m.exportOf(source, "getServerSideProps"))
		ctx := resolvedObject(map[string]value{"req": m.requestObject(""), "res": m.nodeResponse(), "params": m.params(),
			"query": fresh(FromQuery, "the query")}, FromRequest)
		v := m.await(m.call(&call{fn: f, args: []value{ctx}}), js.Node{})
		m.shown = true
		if v.ref != nil && (v.ref.own("redirect") != nil || v.ref.own("notFound") != nil) {
			m.shown = false
		}
		return v
	}
}

// nodeResponse is the response object of pages/api.
func (m *run) nodeResponse() value {
	status, header := m.cell(number(200)), m.cell(undefined)
	o := newObject(nil)
	self := objectOf(o)
	send := func(m *run, c *call) value {
		code := m.force(status.v)
		e := &Event{Kind: Respond, Name: "res", At: c.at.Span(), body: m.serialized(c.arg(0), c.at), header: header.v}
		if code.kind == numberKind {
			e.Status = int(code.num)
		}
		m.note(e)
		return undefined
	}
	setHeader := func(m *run, c *call) value {
		m.responseHeader(c)
		if carriesProof(m.force(c.arg(0)).asText(), c.arg(1)) {
			m.set(header, c.arg(1))
		}
		return self
	}
	o.props = map[string]*cell{
		"statusCode":   status,
		"status":       {v: nativeFunc("res.status", func(m *run, c *call) value { m.set(status, m.force(c.arg(0))); return self })},
		"writeHead":    {v: nativeFunc("res.writeHead", func(m *run, c *call) value { m.set(status, m.force(c.arg(0))); return self })},
		"setHeader":    {v: nativeFunc("res.setHeader", setHeader)},
		"appendHeader": {v: nativeFunc("res.appendHeader", setHeader)},
		"redirect": {v: nativeFunc("res.redirect", func(m *run, c *call) value {
			m.set(status, number(307))
			return send(m, c)
		})},
	}
	for _, name := range []string{"json", "send", "end", "sendStatus"} {
		o.props[name] = &cell{v: nativeFunc("res."+name, send)}
	}
	o.open = true
	return self
}
