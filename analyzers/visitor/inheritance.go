package visitor

import "clerkvet/analyzers/js"

// classMember finds a method in the class of an instance and its parents.
func (o *object) classMember(name string) *cell {
	class := o.class
	for depth := 0; class != nil && depth < maxRounds; depth++ {
		if proto := class.own("#prototype"); proto != nil && proto.v.ref != nil {
			if c := proto.v.ref.own(name); c != nil {
				return c
			}
		}
		class = class.class
	}
	return nil
}

// inherited returns what an object, or a class, has of the classes that it is of, or nil.
func (o *object) inherited(name string) *cell {
	if o.shape == classShape {
		return o.staticMember(name)
	}
	return o.classMember(name)
}

// staticMember returns the member that a class has of those that it extends, or nil.
func (o *object) staticMember(name string) *cell {
	class := o.class
	for depth := 0; class != nil && depth < maxRounds; depth++ {
		if c := class.own(name); c != nil {
			return c
		}
		class = class.class
	}
	return nil
}

// boundMethod returns a method of an instance, or of a class, with its this.
func (m *run) boundMethod(c *cell, this value) value {
	f := c.v
	if c.getter != nil {
		f = objectOf(c.getter)
	} else if c.setter != nil {
		return undefined
	}
	if f.ref == nil || f.ref.closure == nil || f.ref.closure.node.Kind() == js.ArrowFunction {
		return f
	}
	copied := *f.ref.closure
	copied.this = &this
	bound := objectOf(&object{shape: functionShape, closure: &copied, at: f.ref.at, birth: f.ref.birth})
	if c.getter != nil {
		return m.invoke(bound, nil, js.Node{})
	}
	return bound
}
