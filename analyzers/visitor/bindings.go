package visitor

// On Cloudflare a Worker is bound to what it works with: databases, stores, queues. They
// stand among its variables, and unlike these are asked.

// bindingFunctions give what a Worker has: its variables, among which its bindings are.
func bindingFunctions() map[string]summary {
	return map[string]summary{
		"@opennextjs/cloudflare#getCloudflareContext":         (*run).workerContext,
		"@cloudflare/next-on-pages#getRequestContext":         (*run).workerContext,
		"@cloudflare/next-on-pages#getOptionalRequestContext": (*run).workerContext,
	}
}

// workerContext is the context of a Worker.
func (m *run) workerContext(c *call) value {
	o := newObject(map[string]value{
		"env": nativeObject("global#process.env"),
		"ctx": fresh(0, "the execution context"),
		"cf":  fresh(FromRequest, "the properties of the request"),
	})
	o.open = true
	return settled(m.truthOf(m.option(c.arg(0), "async")) == truthy, objectOf(m.made(o)))
}

// bindingMethods are what D1, KV, R2, Vectorize, Queues, Workflows and others do, by
// methods that no text has.
var bindingMethods = set("prepare exec batch withSession get getWithMetadata put delete list head createMultipartUpload query insert upsert deleteByIds getByIds sendBatch send create createBatch")

// asksBinding is a method of what a variable holds that is a binding, and no text.
func (m *run) asksBinding(c *call, s *symbol, method string) (value, bool) {
	if s.parent == nil || s.parent.env == "" || !s.parent.bare() || s.parent.parent != nil {
		return undefined, false
	}
	switch {
	case method == "fetch":
		return m.fetch(c), true
	case method == "run", method == "send", method == "sendBatch", method == "createBatch":
		return m.worksBinding(c, method), true
	case bindingMethods[method]:
		return m.asClient(c, s, method), true
	}
	return undefined, false
}

// worksBinding has a model answer, or puts something into a queue.
func (m *run) worksBinding(c *call, method string) value {
	e := m.note(&Event{Kind: Effect, Verb: Write, Hard: true, Name: calleeText(c.at), At: c.at.Span()})
	if method == "run" {
		e.Verb = Pay
	}
	m.addArgs(e, c.args)
	if t := m.fault(e, c.at); t != nil {
		return rejected(t)
	}
	return resolved(fresh(FromRecord, e.Name))
}
