package visitor

import "strings"

// mutators are the functions of libraries that change the object or the list which they
// are given first, and give it back, or what they took out.
func mutators() map[string]summary {
	f := map[string]summary{}
	for _, name := range strings.Fields("set setWith merge mergeWith assign assignIn assignWith extend extendOwn defaults defaultsDeep unset update updateWith pull pullAll pullAllBy pullAt remove fill") {
		for _, pkg := range []string{"lodash", "lodash-es", "underscore", "es-toolkit", "es-toolkit/compat"} {
			f[pkg+"#"+name], f[pkg+"#default."+name], f[pkg+"#*."+name] = (*run).mutated, (*run).mutated, (*run).mutated
		}
		for _, pkg := range []string{"lodash/", "lodash-es/", "lodash.", "just-"} {
			f[pkg+strings.ToLower(name)+"#default"], f[pkg+name+"#default"] = (*run).mutated, (*run).mutated
		}
	}
	for _, path := range []string{"dot-prop#setProperty", "dot-prop#deleteProperty", "object-path#set", "object-path#default.set", "dset#dset", "just-safe-set#default"} {
		f[path] = (*run).mutated
	}
	return f
}

// mutated is an object after a function of a library changed it: it may hold anything of
// what else that was given.
func (m *run) mutated(c *call) value {
	m.callbacks(c, fresh(originOf(c.args...), "an argument"))
	o := m.force(c.arg(0))
	m.keepsSent(o, c.at, c.args[min(1, len(c.args)):]...)
	m.changes(o)
	if o.ref != nil {
		m.unsure(o.ref, originDepth)
		m.widen(o.ref, c.args[min(1, len(c.args)):]...)
		if o.is(arrayShape) {
			m.scramble(o.ref)
		}
	}
	return m.passOn(c)
}
