package visitor

import (
	"slices"
	"strings"
)

// newRequest makes a request. One that is made of the visitor's is a copy of it,
// but for what its options say.
func (m *run) newRequest(c *call) value {
	of := m.force(c.arg(0))
	if !of.is(nativeShape) || of.ref.native.path != "request" {
		m.mayExtend(c.args...)
		return m.passOn(c)
	}
	o := &object{shape: nativeShape, native: of.ref.native, from: of.ref.from, keys: slices.Clone(of.ref.keys), props: map[string]*cell{}}
	for _, k := range of.ref.keys {
		o.props[k] = m.cell(m.copied(of.ref.props[k], k))
	}
	options := c.arg(1)
	for _, k := range []string{"headers", "method"} {
		if v := m.option(options, k); v.kind != undefinedKind {
			o.props[k] = m.cell(v)
		}
	}
	return objectOf(m.made(o))
}

// copied is what a copy of a request has for one of its parts. Its URL is a copy,
// too.
func (m *run) copied(part *cell, name string) value {
	v := m.read(part)
	if name == "nextUrl" && v.is(nativeShape) {
		return m.urlClone(&call{this: v})
	}
	return v
}

// unlisted names the part of headers that says what those are which nobody set.
const unlisted = "unlisted"

// newHeaders makes headers: a copy of the visitor's, or of what is written out.
func (m *run) newHeaders(c *call) value {
	of := m.force(c.arg(0))
	switch {
	case of.is(nativeShape) && of.ref.native.path == "response.headers":
		return of
	case of.is(nativeShape) && of.ref.native.path == "headers":
		o := &object{shape: nativeShape, native: of.ref.native, from: of.ref.from, keys: slices.Clone(of.ref.keys), props: map[string]*cell{}}
		for _, k := range sortedKeys(of.ref.props) {
			o.props[k] = m.cell(m.read(of.ref.props[k]))
		}
		return objectOf(m.made(o))
	case of.kind == undefinedKind, of.ref != nil && of.ref.shape == plainShape && !of.ref.open:
		o := &object{shape: nativeShape, native: &native{path: "headers"}, props: map[string]*cell{unlisted: m.cell(null)}}
		if of.ref != nil {
			for _, k := range of.ref.keys {
				o.props[headerKey(k)] = m.cell(inHeader(m.read(of.ref.own(k))))
			}
		}
		return objectOf(m.made(o))
	}
	return m.passOn(c)
}

// inHeader is a value as a header holds it: "null" says something, too.
func inHeader(v value) value {
	if v.nullish() {
		return text(v.asText()).with(v.origin())
	}
	return v
}

// headerKey is the name of the part of headers that holds one that was set.
func headerKey(name string) string { return "#" + strings.ToLower(name) }

// setHeader sets a header: of one whose name is not known, each may be it.
func (m *run) setHeader(c *call) value {
	key := m.force(c.arg(0))
	if key.kind != stringKind {
		m.put(c.this.ref, unlisted, fresh(originOf(append(c.args, c.this)...), "a header"))
		return undefined
	}
	v := inHeader(m.force(c.arg(1)))
	if lastName(c.path) == "delete" {
		v = null
	}
	m.put(c.this.ref, headerKey(key.str), v)
	return undefined
}

// headerValue is what a header says: what the app set, else what the visitor sent.
func (m *run) headerValue(c *call) value {
	if c.this.ref != nil {
		for _, k := range []string{headerKey(m.force(c.arg(0)).asText()), unlisted} {
			if set := c.this.ref.own(k); set != nil {
				return m.has(c, m.read(set))
			}
		}
	}
	return m.named(c, FromHeader)
}

// has is whether there is a value, where the call asks that.
func (m *run) has(c *call, v value) value {
	if lastName(c.path) != "has" {
		return v
	}
	if v = m.force(v); v.kind == unknownKind {
		return fresh(v.origin(), "whether there is a header")
	}
	return boolean(!v.nullish())
}

// bodyReaders read what was sent, of a request that Next.js has not parsed.
func bodyReaders() map[string]summary {
	return map[string]summary{
		"micro#buffer":     (*run).rawBody,
		"micro#text":       (*run).rawBody,
		"micro#json":       (*run).requestBody,
		"raw-body#default": (*run).rawBody,
	}
}
