package visitor

import "strings"

// tsPattern are the functions of ts-pattern (ts-pattern@5.8.0 src/match.ts, src/patterns.ts).
func tsPattern() map[string]summary {
	f := map[string]summary{
		"ts-pattern#match":      func(m *run, c *call) value { return m.matching(c.arg(0), nil) },
		"ts-pattern#isMatching": func(m *run, c *call) value { return m.isMatching(c) },
	}
	for _, name := range strings.Fields("not union intersection when select optional array") {
		for _, of := range []string{"ts-pattern#P.", "ts-pattern#Pattern."} {
			f[of+name] = func(m *run, c *call) value {
				v := nativeObject(c.path + "()")
				v.ref.native.args = c.args
				return v
			}
		}
	}
	return f
}

func (m *run) isMatching(c *call) value {
	if len(c.args) == 1 {
		return nativeFunc("ts-pattern", func(m *run, inner *call) value { return m.fits(c.arg(0), inner.arg(0), inner, originDepth) })
	}
	return m.fits(c.arg(0), c.arg(1), c, originDepth)
}

// matching is a match whose cases come as its methods are called; given is what the case
// gave that applied.
func (m *run) matching(v value, given *value) value {
	o := newObject(nil)
	self := objectOf(m.made(o))
	method := func(name string, f summary) { m.define(o, name, m.cell(nativeFunc("ts-pattern", f))) }
	applies := func(m *run, c *call, fits value, handler value) value {
		if !m.holds(fits, c.at) {
			return self
		}
		out := m.call(&call{at: c.at, fn: handler, args: []value{v, v}, decides: true})
		return m.matching(v, &out)
	}
	same := func(*run, *call) value { return self }
	method("returnType", same)
	method("narrow", same)
	method("with", func(m *run, c *call) value {
		if given != nil || len(c.args) < 2 || c.open {
			return self
		}
		return applies(m, c, m.fitsOneOf(v, c), c.args[len(c.args)-1])
	})
	method("when", func(m *run, c *call) value {
		if given != nil {
			return self
		}
		return applies(m, c, m.invoke(c.arg(0), []value{v}, c.at), c.arg(1))
	})
	end := func(m *run, c *call) value {
		switch {
		case given != nil:
			return *given
		case isCallable(c.arg(0)):
			return m.call(&call{at: c.at, fn: c.arg(0), args: []value{v}, decides: true})
		}
		return fresh(originOf(v), "what a match gives")
	}
	for _, name := range []string{"otherwise", "exhaustive", "run"} {
		method(name, end)
	}
	return self
}

// fitsOneOf reports whether a value fits one of the patterns of a case, or its pattern
// and its condition.
func (m *run) fitsOneOf(v value, c *call) value {
	patterns := c.args[:len(c.args)-1]
	if len(patterns) == 2 && isFunction(patterns[1]) {
		return m.both(m.fits(patterns[0], v, c, originDepth), func() value { return m.invoke(patterns[1], []value{v}, c.at) })
	}
	return m.negate(m.allFit(len(patterns), func(i int) value { return m.negate(m.fits(patterns[i], v, c, originDepth)) }))
}

// both is the truth of two conditions.
func (m *run) both(a value, b func() value) value {
	return m.allFit(2, func(i int) value {
		if i == 0 {
			return a
		}
		return b()
	})
}

// allFit is whether each of several conditions holds.
func (m *run) allFit(n int, condition func(i int) value) value {
	all := yes
	for i := range n {
		c := condition(i)
		switch m.truthOf(c) {
		case falsy:
			return no.with(originOf(c))
		case undecided:
			all = fresh(originOf(all, c), "whether a pattern fits")
		}
	}
	return all
}

// fits is whether a value fits a pattern.
func (m *run) fits(pattern, v value, c *call, depth int) value {
	pattern, v = m.force(pattern), m.force(v)
	unsure := fresh(originOf(v), "whether a pattern fits")
	switch {
	case depth == 0:
	case pattern.concrete():
		return m.equality(v, pattern, false, c.at)
	case pattern.is(nativeShape) && strings.HasPrefix(pattern.ref.native.path, "ts-pattern#"):
		return m.fitsKind(lastName(pattern.ref.native.path), pattern.ref.native.args, v, c, depth)
	case v.concrete() && (pattern.is(plainShape) || pattern.is(arrayShape)):
		return no.with(v.from)
	case pattern.is(plainShape) && !pattern.ref.open && (v.is(plainShape) || v.kind == unknownKind):
		keys := pattern.ref.keys
		return m.allFit(len(keys), func(i int) value {
			return m.fits(m.read(pattern.ref.props[keys[i]]), m.get(v, keys[i], c.at), c, depth-1)
		})
	case pattern.is(arrayShape) && !pattern.ref.open && v.is(arrayShape) && !v.ref.open && len(v.ref.elems) == len(pattern.ref.elems):
		return m.allFit(len(v.ref.elems), func(i int) value { return m.fits(pattern.ref.elems[i], v.ref.elems[i], c, depth-1) })
	}
	return unsure
}

// fitsKind is whether a value fits a pattern of P.
func (m *run) fitsKind(name string, of []value, v value, c *call, depth int) value {
	fit := func(i int) value { return m.fits(of[i], v, c, depth-1) }
	switch {
	case name == "any", name == "_", name == "select" && len(of) == 0:
		return yes
	case name == "nullish":
		return m.equality(v, null, true, c.at)
	case name == "nonNullable":
		return m.negate(m.equality(v, null, true, c.at))
	case name == "not" && len(of) == 1:
		return m.negate(fit(0))
	case name == "union":
		return m.negate(m.allFit(len(of), func(i int) value { return m.negate(fit(i)) }))
	case name == "intersection":
		return m.allFit(len(of), fit)
	case name == "when" && len(of) == 1:
		return m.invoke(of[0], []value{v}, c.at)
	case v.concrete():
		if kind, known := map[string]kind{"string": stringKind, "number": numberKind, "boolean": boolKind}[name]; known {
			return boolean(v.kind == kind).with(v.from)
		}
	}
	return fresh(originOf(v), "whether a pattern fits")
}
