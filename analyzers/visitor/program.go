package visitor

import (
	"regexp"
	"slices"
)

// programCall calls a function of a package whose values are programs: what it is
// given is done once such a value is run. Inside a function that is taken to be at
// once; a program that a module makes waits for who asks for it.
func (m *run) programCall(c *call) value {
	steps := stepsOf(c.args)
	if len(steps) > 0 && c.at.Enclosing().IsZero() {
		v := m.pureResult(c)
		v.sym.learn().callable = steps
		if len(steps) == 1 && isFunction(steps[0]) && drives(c.at, steps[0].ref.closure.node) {
			v.sym.learn().gives = &steps[0]
		}
		return v
	}
	if c.path == "effect#pipe" && c.arg(0).is(promiseShape) {
		return m.piped(c.arg(0), c.args[1:])
	}
	if failed, ok := runs(c); ok {
		return failed
	}
	if m.nameMatches(recovers, calledName(c)) {
		m.caughtCallbacks(&call{at: c.at, path: c.path, args: steps}, []value{fresh(originOf(c.args...), "an argument")})
		return m.pureResult(c)
	}
	v := m.runSteps(steps, c, fresh(originOf(c.args...), "an argument"))
	if goesOn(c, v) {
		return v
	}
	return m.giveOrFail(c, v)
}

// piped is a program that failed after the steps that it is handed through.
func (m *run) piped(program value, steps []value) value {
	if slices.ContainsFunc(steps, func(v value) bool { return v.kind != unknownKind || m.nameMatches(recovers, v.sym.name) }) {
		return fresh(FromError, "what a program gives")
	}
	return program
}

// recovers matches the functions that go on after a program failed.
var recovers = regexp.MustCompile(`^(ignore\w*|either|option|exit|catch\w*|orElse\w*|match\w*|run\w*Exit)$`)

// runSteps does what a program consists of.
func (m *run) runSteps(steps []value, c *call, args ...value) value {
	v := undefined
	for _, f := range steps {
		v = m.invoke(f, args, c.at)
	}
	return v
}

// stepsOf are the functions among the arguments, those that stand in an object of
// options, and those of the programs that are passed on.
func stepsOf(args []value) (steps []value) {
	for _, a := range args {
		switch {
		case isFunction(a):
			steps = append(steps, a)
		case a.is(plainShape):
			for _, name := range a.ref.keys {
				if member := a.ref.props[name].v; isFunction(member) {
					steps = append(steps, member)
				}
			}
		default:
			steps = append(steps, programOf(a)...)
		}
	}
	return slices.Clip(steps)
}

// programOf is what a value does that a package made of functions.
func programOf(v value) []value {
	if v.kind != unknownKind {
		return nil
	}
	return v.sym.callable
}
