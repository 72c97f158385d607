package visitor

// copyingFunctions are those of packages that give a copy of what they are given, or a
// text that holds it as that of JSON.stringify does.
func copyingFunctions() map[string]summary {
	f := map[string]summary{}
	add := func(does summary, packages []string, names ...string) {
		for _, pkg := range packages {
			for _, name := range names {
				f[pkg+"#"+name], f[pkg+"#default."+name], f[pkg+"#*."+name] = does, does, does
			}
		}
	}
	alone := func(does summary) summary { // what further arguments ask for changes no part
		return func(m *run, c *call) value {
			one := *c
			one.args = c.args[:min(1, len(c.args))]
			return does(m, &one)
		}
	}
	add(alone((*run).jsonStringify), []string{"superjson", "devalue", "flatted", "serialize-javascript"}, "stringify", "uneval", "default")
	add(alone((*run).jsonParse), []string{"superjson", "devalue", "flatted"}, "parse")
	add(alone((*run).structuredClone), []string{"lodash", "lodash-es", "es-toolkit", "es-toolkit/compat", "underscore"}, "cloneDeep", "clone", "toPlainObject")
	add(alone((*run).structuredClone), []string{"lodash.clonedeep", "lodash/cloneDeep", "lodash-es/cloneDeep", "klona", "klona/full", "clone-deep", "just-clone"}, "default", "klona")
	add(func(m *run, c *call) value {
		return objectOf(m.made(newObject(map[string]value{"json": m.structuredClone(c), "meta": fresh(0, "meta")})))
	}, []string{"superjson"}, "serialize")
	return f
}
