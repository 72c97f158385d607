package visitor

// reflection are the functions of Object and Reflect that define, ask for and take
// away properties.
func reflection() map[string]summary {
	return map[string]summary{
		"global#Object.defineProperty":    (*run).defineProperty,
		"global#Object.defineProperties":  (*run).defineProperties,
		"global#Reflect.defineProperty":   (*run).defineProperty,
		"global#Reflect.set":              (*run).reflectSet,
		"global#Reflect.deleteProperty":   (*run).reflectDelete,
		"global#Reflect.has":              (*run).reflectHas,
		"global#Reflect.apply":            (*run).reflectApply,
		"global#Object.setPrototypeOf":    (*run).blurObject,
		"global#Object.preventExtensions": (*run).same,
		"global#Object.seal":              (*run).same,
	}
}

// defineProperty gives an object a value, or functions that read and write it.
func (m *run) defineProperty(c *call) value {
	o := m.force(c.arg(0))
	if o.ref != nil {
		m.definesAs(o.ref, m.force(c.arg(1)), m.force(c.arg(2)))
	}
	return o
}

func (m *run) definesAs(o *object, key, as value) {
	if !key.concrete() || !as.is(plainShape) || as.ref.open {
		m.widen(o, as)
		return
	}
	if get := as.ref.own("get"); get != nil && isFunction(m.read(get)) {
		c := m.cell(undefined)
		c.getter = m.read(get).ref
		m.do(addition(o, key.asText(), c))
		return
	}
	m.put(o, key.asText(), m.option(as, "value"))
}

func (m *run) defineProperties(c *call) value {
	o, all := m.force(c.arg(0)), m.force(c.arg(1))
	switch {
	case o.ref == nil:
	case !all.is(plainShape):
		m.widen(o.ref, all)
		m.mayHide(o.ref, all)
	default:
		for _, k := range all.ref.keys {
			m.definesAs(o.ref, text(k), m.force(m.read(all.ref.props[k])))
		}
	}
	return o
}

func (m *run) reflectSet(c *call) value {
	m.setProperty(m.force(c.arg(0)), m.force(c.arg(1)), c.arg(2))
	return yes
}

func (m *run) reflectDelete(c *call) value {
	m.deleted(m.force(c.arg(0)), m.force(c.arg(1)))
	return yes
}

func (m *run) reflectHas(c *call) value {
	return m.hasProperty(m.force(c.arg(1)), m.force(c.arg(0)))
}

func (m *run) reflectApply(c *call) value {
	f := &call{at: c.at, this: c.arg(0), args: c.args[min(1, len(c.args)):], open: c.open}
	return m.functionApply(f)
}

// blurObject is a change of an object after which it may have anything.
func (m *run) blurObject(c *call) value {
	o := m.force(c.arg(0))
	if o.ref != nil {
		m.open(o.ref)
	}
	return o
}
