package visitor

import "clerkvet/analyzers/js"

// schemaCall checks a value against a schema. What comes out is what went in.
func (m *run) schemaCall(c *call) value {
	name := lastName(c.path)
	in := m.force(c.arg(0))
	switch name {
	case "parse", "validate", "validateSync", "assert", "cast":
		if inTry(c.at) && m.choose(c.at, 2) == 1 {
			panic(&thrown{v: fresh(FromError, "a validation error"), at: c.at.Span()})
		}
		return m.parsed(in)
	case "parseAsync":
		return resolved(m.parsed(in))
	case "safeParse", "safeParseAsync":
		v := m.either(
			objectOf(newObject(map[string]value{"success": yes, "data": m.parsed(in), "error": undefined})),
			objectOf(newObject(map[string]value{"success": no, "data": undefined, "error": fresh(FromError, "a validation error")})))
		return settled(name == "safeParseAsync", v)
	}
	return nativeObject(c.path + "()")
}

func (m *run) parsed(in value) value {
	if in.is(nativeShape) {
		return in // process.env
	}
	return fresh(originOf(in), "checked input")
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
