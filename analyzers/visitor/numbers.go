package visitor

import (
	"math"
	"strings"
)

func (m *run) arithmetic(op string, a, b value) value {
	if !a.concrete() || !b.concrete() {
		what := "a computed value"
		if strings.Trim(op, "<>=") == "" && op != "<<" && op != ">>" {
			what = comparison
		}
		return fresh(originOf(a, b), what)
	}
	if a.kind == stringKind && b.kind == stringKind {
		return compareStrings(op, a.str, b.str)
	}
	x, y := toNumber(a), toNumber(b)
	v := fresh(0, "a computed value")
	switch op {
	case "-":
		v = number(x - y)
	case "*":
		v = number(x * y)
	case "/":
		v = number(x / y)
	case "%":
		v = number(math.Mod(x, y))
	case "**":
		v = number(math.Pow(x, y))
	case "&":
		v = number(float64(bits(x) & bits(y)))
	case "|":
		v = number(float64(bits(x) | bits(y)))
	case "^":
		v = number(float64(bits(x) ^ bits(y)))
	case "<<":
		v = number(float64(bits(x) << (uint32(bits(y)) & 31)))
	case ">>":
		v = number(float64(bits(x) >> (uint32(bits(y)) & 31)))
	case "<":
		v = boolean(x < y)
	case ">":
		v = boolean(x > y)
	case "<=":
		v = boolean(x <= y)
	case ">=":
		v = boolean(x >= y)
	}
	return v.with(a.from | b.from)
}

// toNumber is Number(), parseInt() and parseFloat(). Of nothing it is known what they
// give where Clerk says that there is none, or a query finds none.
func (m *run) toNumber(c *call) value {
	v := m.force(c.arg(0))
	parses := c.path != "global#Number"
	switch {
	case c.isNew:
		return boxed(v)
	case v.kind == numberKind, v.kind == boolKind && !parses:
		return number(v.num).with(v.from)
	case v.nullish() && fails(v) && parses, v.kind == boolKind:
		return number(math.NaN()).with(v.from)
	case v.nullish() && fails(v):
		return number(toNumber(v)).with(v.from)
	case v.kind != stringKind:
		return v.orFresh("a number")
	}
	f, ok := parseNumber(v.str)
	switch {
	case ok && c.path == "global#parseInt":
		f = math.Trunc(f)
	case !ok && parses:
		return v.orFresh("a number")
	case !ok:
		f = math.NaN()
	}
	if parses && strings.TrimSpace(v.str) == "" {
		f = math.NaN()
	}
	return number(f).with(v.from)
}

func isFinite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

// asksNumber is a function that says something about a number. One that converts takes
// other values for the number that they become.
func asksNumber(converts bool, says func(float64) bool) summary {
	return func(m *run, c *call) value {
		v := m.force(c.arg(0))
		switch {
		case !v.concrete() || v.nullish() && !fails(v):
			return v.orFresh("what a number is")
		case v.kind != numberKind && !converts:
			return no.with(v.from)
		}
		return boolean(says(toNumber(v))).with(v.from)
	}
}

func compareStrings(op, a, b string) value {
	switch op {
	case "<":
		return boolean(a < b)
	case ">":
		return boolean(a > b)
	case "<=":
		return boolean(a <= b)
	case ">=":
		return boolean(a >= b)
	}
	return fresh(0, "a computed value")
}

func toNumber(v value) float64 {
	switch v.kind {
	case numberKind, boolKind:
		return v.num
	case nullKind:
		return 0
	case stringKind:
		if f, ok := parseNumber(v.str); ok {
			return f
		}
	}
	return math.NaN()
}

// bits is a number as operators on bits take it.
func bits(f float64) int32 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return int32(uint32(int64(math.Mod(math.Trunc(f), 1<<32))))
}
