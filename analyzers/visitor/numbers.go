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
