package visitor

// signedHandlers are functions of packages that make a handler which does what its options
// say for whoever signed what he sends: the name of the option that is the key, and the
// check that the handler asks (@polar-sh/nextjs src/webhooks/webhooks.ts).
var signedHandlers = map[string]struct{ key, check string }{
	"@polar-sh/nextjs#Webhooks": {"webhookSecret", "@polar-sh/sdk/webhooks#validateEvent"},
}

// signedHandler is such a handler.
func (m *run) signedHandler(c *call) value {
	of := signedHandlers[c.path]
	v := nativeFunc(c.path+"()", func(m *run, _ *call) value {
		key := m.property(m.force(c.arg(0)), of.key)
		event := m.verifySignature(&call{at: c.at, path: of.check, args: []value{fresh(FromBody, "body"), fresh(FromHeader, "the headers"), key}})
		m.await(m.runSteps(stepsOf(c.args), c, event), c.at)
		return resolved(m.response(c, "plain", number(200), undefined))
	})
	v.ref.native.args, v.ref.from = c.args, originOf(c.args...)
	return v
}
