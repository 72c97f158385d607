package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// invalid names what a schema found wrong.
const invalid = "a validation error"

// told is where what a text says came from. What a schema found wrong with the caller's
// own input tells him of nothing else.
func told(v value) Origin {
	from := originOf(v)
	if v.kind == unknownKind && strings.HasPrefix(v.sym.source(), invalid) {
		from &^= FromError
	}
	return from
}

// schemaCall checks a value against a schema. What comes out is what went in.
func (m *run) schemaCall(c *call) value {
	name := lastName(c.path)
	in, of := m.force(c.arg(0)), c.this
	if namesFirst.MatchString(c.path) { // parse(schema, value)
		in, of = m.force(c.arg(1)), in
	}
	refuses := in.nullish() && len(c.args) > 0 && m.nameMatches(noNothing, c.path) && !m.nameMatches(takesNothing, c.path) || m.refusesPart(of, in)
	switch name {
	case "parse", "parseAsync":
		if refuses {
			return m.refused(name == "parseAsync", c)
		}
	}
	switch name {
	case "parse", "validate", "validateSync", "assert", "cast", "strictParse":
		if inTry(c.at) && m.choose(c.at, 2) == 1 {
			panic(&thrown{v: fresh(FromError, invalid), at: c.at.Span()})
		}
		return m.outOf(of, in, c)
	case "parseAsync":
		return m.async(func() value { return m.outOf(of, in, c) })
	case "safeParse", "safeParseAsync":
		v := objectOf(newObject(map[string]value{"success": no, "data": undefined, "output": undefined, "error": fresh(FromError, invalid), "issues": fresh(FromError, invalid)}))
		if !refuses {
			data := m.outOf(of, in, c)
			v = m.either(objectOf(newObject(map[string]value{"success": yes, "data": data, "output": data, "error": undefined, "issues": undefined})), v)
		}
		return settled(name == "safeParseAsync", v)
	}
	if !c.isNew && originOf(c.args...).Has(Visitor|FromRecord|FromClerk) {
		return fresh(originOf(c.args...), checkedInput) // is(value, schema), Value.Parse(schema, value)
	}
	v := nativeObject(c.path + "()")
	v.ref.native.args = m.checksAmong(c)
	if made := m.makes(c); made != nil {
		v.ref.props = map[string]*cell{makesOfIt: made}
	}
	m.keepsParts(c, v)
	if v.ref.props != nil {
		return objectOf(m.made(v.ref))
	}
	return v
}

// checkedInput is what a schema let pass.
const checkedInput = "checked input"

// namesFirst matches the functions that are given the schema before the value.
var namesFirst = regexp.MustCompile(`^valibot#(\*\.|v\.|default\.)?(parse|safeParse)(Async)?$`)

// noNothing matches the schemas of zod that let neither null nor undefined pass, unless
// takesNothing matches, too (zod@4.1.12 v4/core/schemas.js, zod@3.25.76 v3/types.js).
var (
	noNothing = regexp.MustCompile(`^zod(/v\d)?#(\*\.|z\.|default\.)?(string|number|bigint|boolean|date|object|array|record|enum|email|uuid|guid|cuid2?|ulid|nanoid|url)\(\)(\.\w+\(\))*\.(parse|safeParse)(Async)?$`)

	takesNothing = regexp.MustCompile(`\.(optional|nullable|nullish|default|prefault|catch|or|exactOptional)\(\)`)
)

// refused is what a schema does that lets nothing pass that is none.
func (m *run) refused(async bool, c *call) value {
	t := &thrown{v: fresh(FromError, invalid), at: c.at.Span()}
	if async {
		return rejected(t)
	}
	panic(t)
}

// parsed is what a schema lets pass of a value, or what its own functions make of that.
func (m *run) parsed(in, made value) value {
	if in.is(nativeShape) && made == undefined {
		return in // process.env
	}
	return fresh(originOf(in, made), checkedInput)
}

// swallowed reports whether a throw at n is caught in the same function, and the
// code after the try runs then.
func swallowed(n js.Node) bool {
	for p := n; !p.IsZero() && !p.IsFunction(); p = p.Parent() {
		try := p.Parent()
		if p.Role() != js.FieldBody || try.Kind() != js.TryStatement || try.Field(js.FieldHandler).IsZero() {
			continue
		}
		var last js.Node
		for s := range try.Field(js.FieldHandler).Field(js.FieldBody).Named() {
			last = s
		}
		return !last.Is(js.ReturnStatement, js.ThrowStatement)
	}
	return false
}

// inTry reports whether a throw at n is caught in the same function.
func inTry(n js.Node) bool {
	for p := n; !p.IsZero() && !p.IsFunction(); p = p.Parent() {
		if p.Role() == js.FieldBody && p.Parent().Kind() == js.TryStatement {
			return true
		}
	}
	return false
}
