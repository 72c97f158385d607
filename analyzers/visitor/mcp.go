package visitor

// mcpFunctions guard handlers of the Model Context Protocol (mcp-handler@1
// src/auth/auth-wrapper.ts; @vercel/mcp-adapter before).
func mcpFunctions() map[string]summary {
	f := map[string]summary{}
	for _, pkg := range []string{"mcp-handler", "@vercel/mcp-adapter"} {
		for _, name := range []string{"withMcpAuth", "experimental_withMcpAuth"} {
			f[pkg+"#"+name] = (*run).mcpAuth
		}
	}
	return f
}

// mcpAuth gives a handler that has a function say whose token was sent. Where that
// names nobody it answers 401 only if it was told that a token is required.
func (m *run) mcpAuth(wrap *call) value {
	return nativeFunc(wrap.path+"()", func(m *run, c *call) value {
		token := fresh(FromHeader|FromCredential, "token")
		if m.visitor == SignedOut {
			token = m.either(token, undefined)
		}
		o := m.attempt(func() value {
			return m.await(m.call(&call{at: wrap.at, fn: wrap.arg(1), args: []value{c.arg(0), token}}), wrap.at)
		})
		if o.thrown != nil || !m.holds(o.v, wrap.at) && m.holds(m.option(wrap.arg(2), "required"), wrap.at) {
			panic(&thrown{denial: lastName(wrap.path) + "() answers 401", status: 401, at: wrap.at.Span()})
		}
		return m.call(&call{at: wrap.at, fn: wrap.arg(0), args: c.args})
	})
}
