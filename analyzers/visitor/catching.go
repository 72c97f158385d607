package visitor

import (
	"cmp"
	"regexp"

	"clerkvet/analyzers/js"
)

// Some functions of packages catch what the function that they are given throws: a
// guard that is run by them stops nobody who does not look at what they give.

// catchesName is how functions are called that may catch what they run throws.
var catchesName = regexp.MustCompile(`^(safe(ly)?([A-Z]\w*)?|try([A-Z]\w*)?|tryit|attempt\w*|p?[sS]ettle\w*|swallow\w*|ignore\w*|silent(ly)?|noThrow|catch([A-Z]\w*)?|orElse\w*|either|option|exit|toResult|run\w*Exit)$`)

// calledName is the last name of what is called.
func calledName(c *call) string { return lastName(cmp.Or(c.path, c.at.CalleePath())) }

// caughtCallbacks runs the functions among the arguments of a call that by its name may
// catch what they throw.
func (m *run) caughtCallbacks(c *call, args []value) value {
	v := undefined
	for _, a := range c.args {
		if !isFunction(a) {
			continue
		}
		o := m.attempt(func() value { return m.invoke(a, args, c.at) })
		v = o.v
		if o.thrown != nil || v.is(promiseShape) && v.ref.promise.thrown != nil {
			m.note(&Event{Kind: Doubt, Name: calledName(c) + "() may catch what turns the visitor away", At: c.at.Span()})
			v = fresh(FromError, "what was caught")
		}
	}
	return v
}

// catchingFunctions are those of which it is known what they give.
func catchingFunctions() map[string]summary {
	pair := func(m *run, o outcome) value {
		if o.thrown != nil {
			return array([]value{caught(o.thrown), undefined})
		}
		return array([]value{null, o.v})
	}
	first := func(m *run, o outcome) value {
		if o.thrown != nil {
			return caught(o.thrown)
		}
		return o.v
	}
	f := map[string]summary{
		"await-to-js#default":     func(m *run, c *call) value { return resolved(pair(m, m.awaitsOf(c.arg(0), c.at))) },
		"await-to-js#to":          func(m *run, c *call) value { return resolved(pair(m, m.awaitsOf(c.arg(0), c.at))) },
		"es-toolkit#attempt":      func(m *run, c *call) value { return pair(m, m.ran(c.arg(0), nil, c.at)) },
		"es-toolkit#attemptAsync": func(m *run, c *call) value { return resolved(pair(m, m.ranAwaited(c.arg(0), nil, c.at))) },
		"lodash#attempt":          func(m *run, c *call) value { return first(m, m.ran(c.arg(0), nil, c.at)) },
		"lodash-es#attempt":       func(m *run, c *call) value { return first(m, m.ran(c.arg(0), nil, c.at)) },
	}
	for _, name := range []string{"radash#tryit", "radash#try", "radashi#tryit", "radashi#try"} {
		f[name] = func(m *run, c *call) value {
			return nativeFunc(c.path+"()", func(m *run, inner *call) value {
				o := m.ran(c.arg(0), inner.args, inner.at)
				if o.thrown == nil && o.v.is(promiseShape) {
					return resolved(pair(m, m.awaitsOf(o.v, inner.at)))
				}
				return pair(m, o)
			})
		}
	}
	return f
}

func (m *run) awaitsOf(v value, at js.Node) outcome {
	return m.attempt(func() value { return m.await(v, at) })
}

func (m *run) ran(f value, args []value, at js.Node) outcome {
	return m.attempt(func() value { return m.invoke(f, args, at) })
}

func (m *run) ranAwaited(f value, args []value, at js.Node) outcome {
	return m.attempt(func() value { return m.await(m.invoke(f, args, at), at) })
}
