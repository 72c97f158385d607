package visitor

import "strings"

// next-safe-action before 7: createSafeActionClient() gives a function that is given a
// schema and the code of an action. What an option of the client gives is the second
// argument of that code (next-safe-action@6.2.0 src/index.ts, @3.4.0, @2.6.2).

// contexts are the names of that option, of versions 5 to 6, 4, and 2 to 3.
var contexts = []string{"middleware", "buildContext", "getAuthData"}

const oldClientOptions = "#options"

// madeCalled is a call of what a chain made as if it were a function.
func (m *run) madeCalled(c *call) value {
	if f := m.force(c.lastArg()); strings.HasPrefix(c.path, "next-safe-action#") && isFunction(f) {
		return m.oldAction(c, f)
	}
	m.note(&Event{Kind: Doubt, Name: calleeOr(c, c.path) + " cannot be read", At: c.at.Span()})
	return fresh(0, c.path)
}

// calleeOr is the text of what is called, or another one where the call stands nowhere.
func calleeOr(c *call, otherwise string) string {
	if c.at.IsZero() {
		return otherwise
	}
	return calleeText(c.at)
}

// oldAction is the action that a client of those versions makes of a function.
func (m *run) oldAction(c *call, f value) value {
	options := undefined
	if o := c.fn.ref.own(oldClientOptions); o != nil {
		options = m.read(o)
	}
	v := nativeFunc("next-safe-action#action()", func(m *run, at *call) value {
		run := func() value {
			input := fresh(FromArgument, "the input")
			ctx := m.oldContext(options, input, at)
			return m.await(m.follows(&call{at: at.at, fn: f, args: []value{input, ctx}}), at.at)
		}
		return m.async(func() value {
			if !givesResult(c.path, at) {
				return run()
			}
			o := m.attempt(run)
			if o.thrown != nil && o.thrown.digest != "" {
				panic(o.thrown)
			}
			return actionResult(c.path, o)
		})
	})
	v.ref.at = f.ref.at
	return v
}

// oldContext is what the client's option gives for an input.
func (m *run) oldContext(options, input value, at *call) value {
	for _, name := range contexts {
		f := m.option(options, name)
		switch {
		case isFunction(f):
			return m.force(m.await(m.follows(&call{at: at.at, fn: f, args: []value{input, input}}), at.at))
		case f.kind == unknownKind:
			m.note(&Event{Kind: Doubt, Name: "the context of the actions cannot be read", At: at.at.Span()})
			return f
		}
	}
	return objectOf(&object{open: true})
}
