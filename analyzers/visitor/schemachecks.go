package visitor

import (
	"regexp"
	"slices"

	"clerkvet/analyzers/js"
)

// A schema may have functions of the app that look at a value, or make something of it:
// refine(), transform(). They run where a value is parsed.

// checksAmong are the functions that a schema is given which do more than to compute,
// and those of the schemas that it is made of.
func (m *run) checksAmong(c *call) (out []value) {
	if c.this.is(nativeShape) && !c.isNew {
		out = slices.Clone(c.this.ref.native.args)
	}
	for _, a := range c.args {
		m.addChecks(&out, a, renderDepth)
	}
	return out
}

func (m *run) addChecks(to *[]value, v value, depth int) {
	v = m.force(v)
	switch {
	case depth == 0 || v.ref == nil:
	case isFunction(v):
		if reachesOut(v.ref.closure.node) && !slices.Contains(*to, v) {
			*to = append(*to, v)
		}
	case v.is(nativeShape):
		for _, f := range v.ref.native.args {
			m.addChecks(to, f, depth-1)
		}
	case v.is(plainShape), v.is(arrayShape):
		for _, k := range v.ref.keys {
			if p := v.ref.props[k]; p.state == ready && p.getter == nil {
				m.addChecks(to, p.v, depth-1)
			}
		}
		for _, e := range v.ref.elems {
			m.addChecks(to, e, depth-1)
		}
	}
}

// reachesOut reports whether a function waits for something, or asks a client that stands
// outside of it.
func reachesOut(f js.Node) bool {
	if f.IsAsync() {
		return true
	}
	for n := range f.Descendants() {
		if !n.Is(js.CallExpression) || quietCall(n) || !callsOutside(n, f) {
			continue
		}
		if _, verb := verbOf(lastName(n.CalleePath())); verb {
			return true
		}
	}
	return false
}

// callsOutside reports whether a call within a function is of something that stands
// outside of it, and is no part of the platform.
func callsOutside(n, f js.Node) bool {
	root := n.Field(js.FieldFunction).Unwrap()
	for root.Is(js.MemberExpression, js.SubscriptExpression, js.CallExpression) {
		if root.Is(js.CallExpression) {
			root = root.Field(js.FieldFunction).Unwrap()
		} else {
			root = root.Field(js.FieldObject).Unwrap()
		}
	}
	if !root.Is(js.Identifier) {
		return false
	}
	by := root.Syntax().Resolve(root)
	if by.IsZero() {
		return root.Text() == "fetch"
	}
	return !f.Contains(by)
}

// runsChecks runs the functions of a schema with a value, and is what they give.
func (m *run) runsChecks(schema, in value, at js.Node) value {
	if !schema.is(nativeShape) {
		return undefined
	}
	out := undefined
	for _, f := range schema.ref.native.args {
		if !isFunction(f) {
			continue
		}
		given := m.await(m.invoke(f, []value{fresh(originOf(in), checkedInput), fresh(0, "the context of a check")}, at), at)
		if !given.concrete() {
			out = fresh(originOf(out, given), checkedInput)
		}
	}
	return out
}

// makesOfIt is where a schema keeps the function that makes another thing of what it lets
// pass, and remaking matches what does so.
const makesOfIt = "#makes"

var remaking = regexp.MustCompile(`\.(transform|pipe|preprocess|codec|overwrite)\(\)|#(\w+\.)*(preprocess|codec|pipe)\(\)`)

// makes is the function of a schema that a call adds, or that it had before.
func (m *run) makes(c *call) *cell {
	if f := m.force(c.arg(0)); lastName(c.path) == "transform" && isFunction(f) {
		return m.cell(f)
	}
	if c.this.is(nativeShape) && !c.isNew {
		return c.this.ref.own(makesOfIt)
	}
	return nil
}

// outOf is what a schema lets pass of a value. Of what the app itself knows, as its
// variables, it is what the only function makes that makes another thing of it, and
// nothing that is known if there are more.
func (m *run) outOf(schema, in value, c *call) value {
	at := c.at
	made := m.runsChecks(schema, in, at)
	if v, ok := m.outOfParts(c, schema, in); ok && made == undefined {
		return v
	}
	if !schema.is(nativeShape) || in.ref == nil || in.origin().Has(Visitor) {
		return m.parsed(in, made)
	}
	by, f := remaking.FindAllString(schema.ref.native.path, -1), schema.ref.own(makesOfIt)
	switch {
	case len(by) == 0:
		return m.parsed(in, made)
	case len(by) == 1 && by[0] == ".transform()" && f != nil:
		return m.await(m.invoke(f.v, []value{in, fresh(0, "the context of a check")}, at), at)
	}
	return fresh(originOf(in, made), checkedInput)
}
