package visitor

import (
	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// tRPC 9: a router is built by chained calls. A middleware stands before what is
// added or merged after it (@trpc/server@9, src/router.ts).

// rpcBuilds reports whether a call is one of the chain that builds a router of
// version 9.
func rpcBuilds(c *call) bool {
	return c.this.is(nativeShape) && c.this.ref.own("#router") != nil && c.this.ref.own("#uses") != nil
}

// rpcBuild is a method of a router of version 9: the router with what it adds.
func (m *run) rpcBuild(c *call, name string) value {
	records, uses := m.read(c.this.ref.own("#router")), m.read(c.this.ref.own("#uses")).ref.elems
	switch name {
	case "query", "mutation", "subscription":
		if key := m.force(c.arg(0)); key.kind == stringKind {
			records = m.withProcedure(records, key.str, m.oldProcedure(c, name, uses))
		}
	case "middleware":
		uses = append(append([]value{}, uses...), m.force(c.arg(0)))
	case "merge":
		prefix, from := m.force(c.arg(0)), c.arg(1)
		if prefix.kind != stringKind {
			prefix, from = text(""), c.arg(0)
		}
		records = m.merged(records, m.force(from), prefix.str, uses)
	}
	return m.oldRouter(c, records, uses)
}

// oldRouter is a router of version 9 with its procedures, and the middleware of
// what is added next.
func (m *run) oldRouter(c *call, records value, uses []value) value {
	v := m.rpcRouter(c, records)
	v.ref.props["#uses"] = m.cell(array(uses))
	return v
}

// oldProcedure is query(name, {input, resolve}) with the middleware before it.
func (m *run) oldProcedure(c *call, kind string, uses []value) value {
	options, path := c.arg(1), "@trpc/server#router()."
	if !m.option(options, "input").nullish() {
		path += "input()."
	}
	v := nativeObject(path + kind + "()")
	v.ref.native.args, v.ref.at = uses, c.at
	v.ref.props = map[string]*cell{"#resolver": m.cell(m.option(options, "resolve"))}
	return objectOf(m.made(v.ref))
}

func (m *run) withProcedure(records value, name string, p value) value {
	all := m.made(&object{props: map[string]*cell{}})
	m.spread(all, records)
	m.define(all, name, m.cell(p))
	return objectOf(all)
}

// merged are the procedures of a router and those of another, with a prefix and the
// middleware that stands before them.
func (m *run) merged(records, from value, prefix string, uses []value) value {
	if from.ref == nil || from.ref.own("#router") == nil {
		all := m.made(&object{props: map[string]*cell{}})
		m.spread(all, records)
		all.open = true
		return objectOf(all)
	}
	others := m.read(from.ref.own("#router"))
	for _, k := range others.ref.keys {
		p := m.force(m.read(others.ref.props[k]))
		if p.is(nativeShape) && p.ref.own("#resolver") != nil {
			copied := nativeObject(p.ref.native.path)
			copied.ref.native.args = append(append([]value{}, uses...), p.ref.native.args...)
			copied.ref.at, copied.ref.props = p.ref.at, p.ref.props
			p = objectOf(m.made(copied.ref))
		}
		records = m.withProcedure(records, prefix+k, p)
	}
	if others.ref.open {
		m.open(records.ref)
	}
	return records
}

// namedAt is where a procedure of version 9 is named, or nothing.
func namedAt(at js.Node) source.Span {
	if name := at.Argument(0); name.Is(js.String, js.TemplateString) {
		return name.Span()
	}
	return source.Span{}
}
