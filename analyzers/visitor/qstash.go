package visitor

// qstashFunctions wrap a handler so that it runs for what QStash has signed.
func qstashFunctions() map[string]summary {
	f := map[string]summary{}
	for _, module := range []string{"@upstash/qstash/nextjs", "@upstash/qstash/dist/nextjs"} {
		for _, name := range []string{"verifySignature", "verifySignatureAppRouter", "verifySignatureEdge"} {
			f[module+"#"+name] = (*run).qstashWrap
		}
	}
	return f
}

// qstashWrap gives a handler that answers 403 to who has not signed the request.
func (m *run) qstashWrap(wrap *call) value {
	return nativeFunc(wrap.path+"()", func(m *run, c *call) value {
		m.check(wrap, SignatureCheck, lastName(wrap.path)+"()")
		if m.visitor != SignedOut {
			return m.call(&call{at: c.at, fn: wrap.arg(0), args: c.args})
		}
		panic(&thrown{denial: lastName(wrap.path) + "() answers 403", status: 403, at: wrap.at.Span()})
	})
}
