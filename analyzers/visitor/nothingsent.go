package visitor

// Of what a visitor sends as data, null is not undefined: code that only turns one of
// them away is given the other.
const (
	isNone      = "==null"
	isNull      = "=null"
	isUndefined = "=undefined"
)

// strictly is how a value is asked for being null, or undefined, and not both.
func (v value) strictly(nothing kind) string {
	switch {
	case !v.sym.from.Has(FromBody|FromArgument) || v.sym.field:
		return isNone
	case nothing == nullKind:
		return isNull
	}
	return isUndefined
}

// equals is how a value is compared: ["x"] == "x", and a visitor may send that.
func (v value) equals(loose bool) string {
	if loose && v.sym.from.Has(FromBody|FromArgument) && !v.sym.field {
		return "=="
	}
	return "==="
}

// truthOfNothing is what a path knows of whether something is null, or undefined.
func (m *run) truthOfNothing(s *symbol) truth {
	known := func(op string) truth {
		if c := s.parent.children[op]; c != nil {
			return c.truth
		}
		return undecided
	}
	if m.truthOfSymbol(s.parent) == truthy {
		return falsy
	}
	if s.op == isNone {
		switch null, undefined := known(isNull), known(isUndefined); {
		case null == truthy || undefined == truthy:
			return truthy
		case null == falsy && undefined == falsy:
			return falsy
		}
		return undecided
	}
	other := isNull
	if s.op == isNull {
		other = isUndefined
	}
	switch {
	case known(isNone) == falsy || known(other) == truthy:
		return falsy
	case known(isNone) == truthy && known(other) == falsy:
		return truthy
	}
	return undecided
}

// isSomething reports whether a path knows that something is neither null nor
// undefined.
func (s *symbol) isSomething() bool {
	return s.isNever(isNone) || s.isNever(isNull) && s.isNever(isUndefined)
}

// isNever reports whether a path has asked something about a symbol, and it was not
// so.
func (s *symbol) isNever(op string) bool {
	asked := s.children[op]
	return asked != nil && asked.truth == falsy
}

// notMissing is a value of which it is known that it is neither null nor undefined. What
// a visitor sends may still be empty.
func (m *run) notMissing(v value) value {
	if v.kind != unknownKind || !v.origin().Has(Visitor) {
		return m.narrowed(v, truthy)
	}
	if len(v.sym.options) == 0 {
		if m.truthOf(v) != undecided {
			return m.assumed(v, truthy)
		}
		d := v.derive("something")
		d.sym.list = v.sym.list
		d.sym.child(isNone).truth = falsy
		return d
	}
	out := value{}
	for _, o := range v.sym.options {
		switch {
		case o.nullish():
		case out == (value{}):
			out = m.notMissing(o)
		default:
			out = m.either(out, m.notMissing(o))
		}
	}
	return out
}
