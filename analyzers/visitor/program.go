package visitor

import "slices"

// programCall calls a function of a package whose values are programs: what it is
// given is done once such a value is run. Inside a function that is taken to be at
// once; a program that a module makes waits for who asks for it.
func (m *run) programCall(c *call) value {
	steps := stepsOf(c.args)
	if len(steps) > 0 && c.at.Enclosing().IsZero() {
		v := m.pureResult(c)
		v.sym.callable = steps
		return v
	}
	v := m.runSteps(steps, c, fresh(originOf(c.args...), "an argument"))
	if goesOn(c, v) {
		return v
	}
	return m.pureResult(c)
}

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
