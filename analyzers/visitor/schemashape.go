package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// A schema of an object says of each property what it lets pass, and what it makes of it.

const (
	shapeOfIt   = "#shape"   // the schemas of the properties of a schema of objects
	defaultOfIt = "#default" // what a schema makes of what is not there
	catchOfIt   = "#catch"   // what it makes of what it does not let pass
)

// shaped matches the schemas of zod that let the properties pass that they list, and no
// others.
var shaped = regexp.MustCompile(`^zod(/v\d)?#(\*\.|z\.|default\.)?(object|strictObject)\(\)(\.(strict|strip|refine|superRefine|check|describe|meta|brand|readonly)\(\))*$`)

// altering matches what makes another thing of a text that was let pass.
var altering = regexp.MustCompile(`\.(transform|pipe|preprocess|codec|overwrite|coerce|trim|toLowerCase|toUpperCase|normalize|slugify|default|prefault|catch|or|and|stringbool)\b|#(\w+\.)*(preprocess|codec|pipe|coerce|stringbool)\b`)

// keepsParts keeps with a schema what a call that makes it says of properties, and of
// what is not there.
func (m *run) keepsParts(c *call, v value) {
	var before *object
	if c.this.is(nativeShape) && !c.isNew {
		before = c.this.ref
	}
	keep := func(key string, given *cell) {
		if given == nil && before != nil {
			given = before.own(key)
		}
		if given == nil {
			return
		}
		if v.ref.props == nil {
			v.ref.props = map[string]*cell{}
		}
		v.ref.props[key] = given
	}
	var shape, instead, caught *cell
	switch lastName(c.path) {
	case "object", "strictObject":
		shape = m.cell(m.force(c.arg(0)))
	case "default", "prefault":
		instead = m.cell(m.force(c.arg(0)))
	case "catch":
		caught = m.cell(m.force(c.arg(0)))
	}
	keep(defaultOfIt, instead)
	keep(catchOfIt, caught)
	if shaped.MatchString(v.ref.native.path) {
		keep(shapeOfIt, shape)
	}
}

// shapeOf are the schemas of the properties that a schema lists, or nil.
func (m *run) shapeOf(schema value) *object {
	if !schema.is(nativeShape) || schema.ref.own(shapeOfIt) == nil {
		return nil
	}
	if s := m.force(m.read(schema.ref.own(shapeOfIt))); s.is(plainShape) && !s.ref.open {
		return s.ref
	}
	return nil
}

// refusesPart reports whether a value surely has a part that a schema does not let pass.
func (m *run) refusesPart(schema, in value) bool {
	shape := m.shapeOf(schema)
	if shape == nil || !in.is(plainShape) {
		return false
	}
	for _, k := range shape.keys {
		part, v := m.force(m.read(shape.props[k])), m.partOf(in, k, false)
		if !part.is(nativeShape) {
			continue
		}
		if v.nullish() && m.refusesNothing(part.ref.native.path) || m.refusesPart(part, v) {
			return true
		}
	}
	return false
}

// refusesNothing reports whether a schema, by its path, lets neither null nor undefined
// pass.
func (m *run) refusesNothing(path string) bool {
	return m.nameMatches(noNothing, path+".parse") && !m.nameMatches(takesNothing, path)
}

// remakesPart reports whether the schema of a variable makes another thing of one, or
// has a text in the place of a secret that is not set.
func (m *run) remakesPart(shape *object) bool {
	for _, k := range shape.keys {
		part := m.force(m.read(shape.props[k]))
		if part.is(nativeShape) && m.nameMatches(remaking, part.ref.native.path) || m.textInstead(part, m.variable(k)) != undefined {
			return true
		}
	}
	return false
}

// variableBy holds what a schema lets pass of a variable, or makes of it. That is found out
// where it is read: of the ways of all variables together there would be too many.
func (m *run) variableBy(c *call, schema value, name string) *cell {
	v, instead := m.variable(name), m.textInstead(schema, m.variable(name))
	remakes := schema.is(nativeShape) && m.nameMatches(remaking, schema.ref.native.path)
	held := m.cell(v)
	if instead == undefined && !remakes {
		return held
	}
	held.state, held.lazy = pending, func(m *run) value {
		if remakes {
			return m.outOfPart(c, schema, v, true)
		}
		m.divided++
		if m.holds(m.equality(v, null, true, c.at), c.at) {
			return m.standsIn(v, instead, c.at)
		}
		return v
	}
	return held
}

// textInstead is the text that a schema has in the place of a secret variable that is not
// set, or undefined.
func (m *run) textInstead(schema, variable value) value {
	if !schema.is(nativeShape) || schema.ref.own(defaultOfIt) == nil || !m.switchedBySecret(variable) {
		return undefined
	}
	by := altering.FindAllString(schema.ref.native.path, -1)
	if text := m.force(m.read(schema.ref.own(defaultOfIt))); text.kind == stringKind && text.str != "" && len(by) == 1 && by[0] != ".catch" {
		return text
	}
	return undefined
}

// outOfParts is what a schema makes of the properties of a value; ok is false where that is not
// told by them one by one.
func (m *run) outOfParts(c *call, schema, in value) (out value, ok bool) {
	shape := m.shapeOf(schema)
	env := in.is(nativeShape) && in.ref.native.path == "global#process.env"
	if shape == nil || !in.is(plainShape) && !env || env && !m.remakesPart(shape) || in.origin().Has(Visitor) {
		return undefined, false
	}
	all := m.made(&object{props: map[string]*cell{}, from: in.ref.from})
	for _, k := range shape.keys {
		if part := m.force(m.read(shape.props[k])); env {
			m.define(all, k, m.variableBy(c, part, k))
		} else {
			m.define(all, k, m.cell(m.outOfPart(c, part, m.partOf(in, k, env), env)))
		}
	}
	return objectOf(all), true
}

// partOf is a property of what a schema is given, or a variable.
func (m *run) partOf(in value, name string, env bool) value {
	if env {
		return m.variable(name)
	}
	return m.force(m.get(in, name, js.Node{}))
}

// outOfPart is what the schema of a property makes of it.
func (m *run) outOfPart(c *call, schema, in value, env bool) value {
	if v, ok := m.outOfParts(c, schema, in); ok {
		return v
	}
	if !schema.is(nativeShape) {
		return fresh(originOf(in), checkedInput)
	}
	path := schema.ref.native.path
	instead, caught, makes := schema.ref.own(defaultOfIt), schema.ref.own(catchOfIt), schema.ref.own(makesOfIt)
	made := m.runsChecks(schema, in, c.at)
	by := altering.FindAllString(path, -1)
	switch {
	case made != undefined:
	case len(by) == 0:
		return m.passedPart(in)
	case env && remaking.FindString(path) == "":
		return in
	case len(by) == 1 && by[0] == ".transform" && makes != nil:
		return m.await(m.follows(&call{at: c.at, fn: makes.v, args: []value{in, fresh(0, "the context of a check")}}), c.at)
	case len(by) == 1 && (by[0] == ".default" || by[0] == ".prefault") && instead != nil && in.concrete():
		return m.insteadOf(in, instead, in.kind == undefinedKind, c)
	case len(by) == 1 && by[0] == ".catch" && caught != nil && in.nullish() && m.refusesNothing(strings.ReplaceAll(path, ".catch()", "")):
		return m.insteadOf(in, caught, true, c)
	}
	return fresh(originOf(in, made), checkedInput)
}

// passedPart is a value that a schema lets pass as it is.
func (m *run) passedPart(in value) value {
	if in.concrete() {
		return in
	}
	if in.kind == unknownKind && in.origin().Has(FromEnv) {
		return in
	}
	return fresh(originOf(in), checkedInput)
}

// insteadOf is a value, or what stands in its place.
func (m *run) insteadOf(in value, other *cell, instead bool, c *call) value {
	switch {
	case !instead:
		return in
	case isFunction(other.v):
		return m.await(m.invoke(other.v, []value{fresh(FromError, "what was wrong")}, c.at), c.at)
	}
	return other.v
}
