package visitor

import "strings"

// rpcCaller is an object with a function for each procedure of a router, which
// code of the server calls.
func (m *run) rpcCaller(router, ctx value) value {
	return m.rpcTree(router, func(p value, name string) value {
		calls := func(m *run, at *call) value {
			return m.async(func() value { return m.rpcRun(p, m.rpcGiven(ctx, at), at.arg(0), name, at.at) })
		}
		prefetches := func(m *run, at *call) value { // tells no error
			m.attempt(func() value { return m.await(calls(m, at), at.at) })
			return objectOf(m.made(&object{props: map[string]*cell{}, open: true}))
		}
		v := nativeFunc(rpcCallerPath, calls)
		v.ref.props = map[string]*cell{}
		for _, name := range []string{"fetch", "fetchInfinite"} {
			v.ref.props[name] = &cell{v: nativeFunc(rpcCallerPath, calls)}
		}
		for _, name := range []string{"prefetch", "prefetchInfinite", "queryOptions", "infiniteQueryOptions"} {
			v.ref.props[name] = &cell{v: nativeFunc(rpcCallerPath, prefetches)}
		}
		for _, name := range []string{"queryKey", "infiniteQueryKey", "queryFilter", "pathFilter", "mutationOptions", "mutationKey"} {
			v.ref.props[name] = &cell{v: nativeFunc(rpcCallerPath, func(*run, *call) value { return fresh(0, "the key of a query") })}
		}
		return v
	})
}

const rpcCallerPath = "@trpc/server#caller"

// rpcGiven is the context of a caller: a value, or what a function gives.
func (m *run) rpcGiven(ctx value, at *call) value {
	given := m.force(ctx)
	if isFunction(given) || given.is(nativeShape) && given.ref.native.call != nil {
		return m.force(m.await(m.follows(&call{at: at.at, fn: given}), at.at))
	}
	return given
}

// rpcTree mirrors a router with something else for each procedure.
func (m *run) rpcTree(router value, leaf func(p value, name string) value) value {
	root := m.made(&object{props: map[string]*cell{}})
	ok := m.eachProcedure(router, "", 0, func(name string, p value) {
		at := root
		parts := strings.Split(name, ".")
		for _, part := range parts[:len(parts)-1] {
			at = m.branch(at, part)
		}
		m.define(at, parts[len(parts)-1], m.cell(leaf(p, name)))
	})
	root.open = !ok
	return objectOf(root)
}

// branch is the object that a property holds, made if it is not there.
func (m *run) branch(of *object, name string) *object {
	if c := of.own(name); c != nil && c.v.ref != nil {
		return c.v.ref
	}
	o := m.made(&object{props: map[string]*cell{}})
	m.define(of, name, m.cell(objectOf(o)))
	return o
}

// rpcHelpers are the functions that give pages of the server the procedures.
func rpcHelpers() map[string]summary {
	helper := func(m *run, c *call) value {
		tree := m.rpcCaller(m.option(c.arg(0), "router"), m.option(c.arg(0), "ctx"))
		m.open(tree.ref)
		return tree
	}
	return map[string]summary{
		"@trpc/react-query/rsc#createHydrationHelpers": func(m *run, c *call) value {
			return objectOf(m.made(newObject(map[string]value{"trpc": m.force(c.arg(0)), "HydrateClient": nativeObject("react#Fragment")})))
		},
		"@trpc/react-query/server#createServerSideHelpers":  helper,
		"@trpc/react-query/ssg#createProxySSGHelpers":       helper,
		"@trpc/tanstack-react-query#createTRPCOptionsProxy": helper,
	}
}
