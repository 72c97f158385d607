package visitor

// neverthrow are the functions of neverthrow, which give a result or an error as a value
// (neverthrow@8.2.0 src/result.ts, src/result-async.ts).
func neverthrow() map[string]summary {
	f := map[string]summary{
		"ok":          func(m *run, c *call) value { return m.result(true, c.arg(0)) },
		"err":         func(m *run, c *call) value { return m.result(false, c.arg(0)) },
		"okAsync":     func(m *run, c *call) value { return m.later(m.result(true, c.arg(0)), c) },
		"errAsync":    func(m *run, c *call) value { return m.later(m.result(false, c.arg(0)), c) },
		"ResultAsync": func(m *run, c *call) value { return m.later(c.arg(0), c) },
	}
	of := func(async bool) summary {
		return func(m *run, c *call) value {
			return nativeFunc("neverthrow", func(m *run, inner *call) value {
				r := m.tried(func() value { return m.invoke(c.arg(0), inner.args, inner.at) }, c)
				if async {
					return m.later(r, inner)
				}
				return r
			})
		}
	}
	settles := func(m *run, c *call) value {
		return m.later(m.tried(func() value { return m.await(c.arg(0), c.at) }, c), c)
	}
	for _, prefix := range []string{"", "ResultAsync."} {
		f[prefix+"fromPromise"], f[prefix+"fromSafePromise"] = settles, settles
	}
	f["fromThrowable"], f["Result.fromThrowable"], f["ResultAsync.fromThrowable"], f["fromAsyncThrowable"] = of(false), of(false), of(true), of(true)
	out := map[string]summary{}
	for name, summary := range f {
		out["neverthrow#"+name] = summary
	}
	return out
}

// tried is the result of what may fail: its failure as the second argument of the call
// says it.
func (m *run) tried(body func() value, c *call) value {
	o := m.attempt(func() value { return m.await(body(), c.at) })
	if o.thrown == nil {
		return m.result(true, o.v)
	}
	failure := caught(o.thrown)
	if isCallable(c.arg(1)) {
		failure = m.invoke(c.arg(1), []value{failure}, c.at)
	}
	return m.result(false, failure)
}

// resultMethods are what a result does with the function that it is given: which side it
// is for, and whether what that gives is a result, is made one, or is left alone.
var resultMethods = map[string]struct {
	ok   bool
	made string
}{
	"map": {true, "value"}, "asyncMap": {true, "value"}, "mapErr": {false, "value"}, "andThen": {true, "result"}, "asyncAndThen": {true, "result"},
	"orElse": {false, "result"}, "andTee": {true, "nothing"}, "orTee": {false, "nothing"}, "andThrough": {true, "through"}, "asyncAndThrough": {true, "through"},
}

// result is a value of neverthrow: ok(v) or err(v).
func (m *run) result(ok bool, v value) value {
	key := "error"
	if ok {
		key = "value"
	}
	r := newObject(map[string]value{key: v})
	self := objectOf(m.made(r))
	method := func(name string, f summary) { m.define(r, name, m.cell(nativeFunc("neverthrow", f))) }
	method("isOk", func(*run, *call) value { return boolean(ok) })
	method("isErr", func(*run, *call) value { return boolean(!ok) })
	method("match", func(m *run, c *call) value { return m.invoke(c.arg(sideOf(ok)), []value{v}, c.at) })
	method("unwrapOr", func(_ *run, c *call) value {
		if ok {
			return v
		}
		return c.arg(0)
	})
	unwrap := func(side bool) summary {
		return func(m *run, c *call) value {
			if ok != side {
				panic(&thrown{v: fresh(FromError, "an error of neverthrow"), at: c.at.Span()})
			}
			return v
		}
	}
	method("_unsafeUnwrap", unwrap(true))
	method("_unsafeUnwrapErr", unwrap(false))
	for _, name := range sortedKeys(resultMethods) {
		how := resultMethods[name]
		method(name, func(m *run, c *call) value {
			if how.ok != ok {
				return self
			}
			given := m.invoke(c.arg(0), []value{v}, c.at)
			switch how.made {
			case "value":
				return m.wrappedResult(ok, given, c)
			case "result":
				return given
			case "through":
				return m.unlessFails(self, given, c)
			}
			return self
		})
	}
	return self
}

func sideOf(ok bool) int {
	if ok {
		return 0
	}
	return 1
}

// wrappedResult is a result of what a callback gave, which may be a promise of it.
func (m *run) wrappedResult(ok bool, given value, c *call) value {
	if !given.is(promiseShape) {
		return m.result(ok, given)
	}
	return m.later(m.async(func() value { return m.result(ok, m.await(given, c.at)) }), c)
}

// unlessFails is a result, unless a further one is an error.
func (m *run) unlessFails(self, given value, c *call) value {
	further := m.force(m.await(given, c.at))
	if further.is(plainShape) && further.ref.own("error") != nil {
		return further
	}
	if further.is(plainShape) && further.ref.own("value") != nil {
		return self
	}
	return fresh(originOf(self, further), "a result")
}

// later is a promise of a result with the methods of a result, which wait for it.
func (m *run) later(r value, c *call) value {
	p := m.async(func() value { return m.await(r, c.at) })
	o := *p.ref
	o.props = map[string]*cell{}
	self := objectOf(m.made(&o))
	names := append(sortedKeys(resultMethods), "match", "unwrapOr", "_unsafeUnwrap", "_unsafeUnwrapErr")
	for i, name := range names {
		m.define(&o, name, m.cell(nativeFunc("neverthrow", func(m *run, c *call) value {
			given := m.async(func() value {
				f := m.get(m.await(self, c.at), name, c.at)
				return m.await(m.call(&call{at: c.at, fn: f, args: c.args, open: c.open, decides: true}), c.at)
			})
			if i < len(resultMethods) {
				return m.later(given, c)
			}
			return given
		})))
	}
	return self
}
