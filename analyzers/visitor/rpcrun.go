package visitor

import (
	"strings"

	"clerkvet/analyzers/js"
)

// rpcRun runs the middleware of a procedure and then the procedure, and returns
// what it gives; it throws what they throw.
func (m *run) rpcRun(p, ctx, input value, name string, at js.Node) value {
	if path := p.ref.native.path; !strings.Contains(path, ".input()") && !strings.Contains(path, "concat()") {
		input = undefined
	}
	r := &rpcRequest{p: p, input: input, name: name, at: at, uses: m.flatUses(p.ref.native.args)}
	return m.rpcResult(m.rpcFrom(r, 0, ctx), at)
}

// An rpcRequest is one run of a procedure.
type rpcRequest struct {
	p, input value
	name     string
	at       js.Node
	uses     []value
}

// flatUses are the functions of a chain, with those that t.middleware and pipe
// put together taken apart.
func (m *run) flatUses(uses []value) (out []value) {
	for _, u := range uses {
		u = m.force(u)
		if u.is(nativeShape) && u.ref.native.call == nil && len(u.ref.native.args) > 0 {
			out = append(out, m.flatUses(u.ref.native.args)...)
			continue
		}
		if u.is(nativeShape) && strings.HasPrefix(u.ref.native.path, "@trpc/server#") { // a builder without middleware
			continue
		}
		out = append(out, u)
	}
	return out
}

// rpcFrom runs a procedure from its i-th middleware on.
func (m *run) rpcFrom(r *rpcRequest, i int, ctx value) value {
	opts := m.rpcOptions(r, ctx)
	if i == len(r.uses) {
		return m.await(m.follows(&call{at: r.at, fn: m.read(r.p.ref.own("#resolver")), args: []value{opts}}), r.at)
	}
	opts.ref.props["next"] = &cell{v: nativeFunc("next", func(m *run, c *call) value {
		o := m.attempt(func() value { return m.rpcResult(m.rpcFrom(r, i+1, m.extendContext(ctx, m.force(c.arg(0)))), r.at) })
		return resolved(m.rpcOutcome(o))
	})}
	use := r.uses[i]
	if !isFunction(use) {
		if !m.passesOn(use) {
			m.note(&Event{Kind: Doubt, Name: "a middleware of the procedure cannot be read", At: r.at.Span()})
		}
		return m.rpcFrom(r, i+1, ctx)
	}
	v := m.force(m.await(m.follows(&call{at: r.at, fn: use, args: []value{opts}}), r.at))
	if v.nullish() {
		panic(&thrown{v: fresh(FromError, "no result from middlewares"), status: 500, at: use.ref.closure.node.Span().FirstLine()})
	}
	return v
}

// packageOf is the package that something native comes from.
func packageOf(v value) string {
	pkg, _, _ := strings.Cut(v.ref.native.path, "#")
	return pkg
}

// passesOn reports whether a middleware is of a package that turns nobody away.
func (m *run) passesOn(use value) bool {
	var pkg string
	switch {
	case use.is(nativeShape):
		pkg = packageOf(use)
	case use.kind == unknownKind:
		pkg = use.sym.opaque
	}
	switch m.classOf(pkg) {
	case tracker, logger, pure:
		return pkg != ""
	}
	return false
}

func (m *run) rpcOptions(r *rpcRequest, ctx value) value {
	o := newObject(map[string]value{"ctx": ctx, "input": r.input, "rawInput": r.input, "path": text(r.name), "type": rpcType(r.p),
		"getRawInput": nativeFunc("getRawInput", func(m *run, c *call) value { return resolved(r.input) }),
		"meta":        m.meta(r.p, "meta"), "signal": undefined, "batchIndex": number(0)})
	return objectOf(m.made(o))
}

// rpcType is whether a procedure is a query or a mutation, as its middleware is told.
func rpcType(p value) value {
	switch kind, _ := rpcKind(p); kind {
	case "query", "mutation", "subscription":
		return text(kind)
	}
	return fresh(0, "type")
}

// rpcOutcome is what next() gives: it tells an error and does not throw it.
func (m *run) rpcOutcome(o outcome) value {
	props := map[string]value{"ok": boolean(o.thrown == nil), "marker": text("middlewareMarker")}
	if o.thrown != nil {
		props["error"] = errorValue(o.thrown)
	} else {
		props["data"] = o.v
	}
	v := newObject(props)
	v.native = &native{path: rpcResultPath, thrown: o.thrown}
	return objectOf(m.made(v))
}

const rpcResultPath = "@trpc/server#result"

// rpcResult is what a middleware's result holds. One that does not hand on what
// next() gave lets nobody through.
func (m *run) rpcResult(v value, at js.Node) value {
	v = m.force(v)
	switch {
	case v.ref == nil || v.ref.native == nil || v.ref.native.path != rpcResultPath:
		return v
	case v.ref.native.thrown != nil:
		panic(v.ref.native.thrown)
	}
	return m.read(v.ref.own("data"))
}
