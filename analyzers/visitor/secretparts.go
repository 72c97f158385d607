package visitor

import "clerkvet/analyzers/js"

// What is made of a secret is one too: trimmed, hashed, or taken out of a list
// of several. It keeps the name of the variable.

// sameText are methods that give the same text but for its spaces and its case.
var sameText = set(`trim trimStart trimEnd trimLeft trimRight toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase
	toString valueOf normalize`)

// partMethods are methods that give a text, or a list, made of what they are
// called on and of what they are given.
var partMethods = set(`replace replaceAll slice subarray substring substr concat at padStart padEnd update digest join filter flat
	map sort reverse toSorted encode`)

// choosesPart are those of them that give as much of a text as they are told: where
// the visitor says how much, what they give may be nothing.
var choosesPart = set("slice substring substr at replace replaceAll subarray")

// cuts reports whether a call takes a part of a text or of bytes, and the visitor says
// how much, or it is so little that it is found by trying.
func cuts(c *call, method string) bool {
	return choosesPart[method] && (originOf(c.args...).Has(Visitor) || leavesLittle(c, method))
}

// fewSigns is how many signs of a secret prove nothing.
const fewSigns = 5

// leavesLittle reports whether a call takes a few signs of a text: slice(0, 4), slice(-4).
func leavesLittle(c *call, method string) bool {
	from, to := c.arg(0), c.arg(1)
	if from.kind != numberKind || len(c.args) > 1 && to.kind != numberKind {
		return false
	}
	few := func(n float64) bool { return n >= 0 && n <= fewSigns }
	switch {
	case method == "at":
		return true
	case method == "replace", method == "replaceAll":
		return false
	case len(c.args) == 1:
		return method != "substring" && from.num < 0 && few(-from.num)
	case method == "substr":
		return few(to.num)
	}
	return (from.num < 0) == (to.num < 0) && few(to.num-from.num)
}

// takenPart is the operation of what was made of a secret.
const takenPart = "part"

// madeOf is something unknown that was made of the values: of a variable that is
// a secret, if one of them carries one.
func madeOf(name string, from Origin, of ...value) value {
	v := fresh(from, name)
	for _, part := range of {
		if name := ofAnyVariable(part); name != "" {
			v.sym.parent, v.sym.op = &symbol{name: name, lore: noLore}, takenPart
			break
		}
		if env := envOf(part); env != "" && !publicVariable(part) {
			v.sym.learn().env, v.sym.set = env, part.sym.set
			v.sym.parent, v.sym.op = &symbol{lore: noLore}, takenPart
			break
		}
	}
	return v.spelled(of...)
}

// anElement is one of the elements of a list that are not known: a secret, if they
// all are.
func (m *run) anElement(of value) value {
	v := m.calledAfter(madeOf("an element", originOf(of), listed(of)), of)
	v.sym.kept = of.ref != nil && of.ref.kept
	if ofAnyVariable(of) != "" { // the elements that are known stand for those that are secrets
		v.sym.from &^= FromMint
	}
	if of.ref != nil && of.ref.sym != nil {
		v.sym.learn().opaque = of.ref.sym.opaque
	}
	return v
}

// listed is something unknown that stands for a list of secrets, or nothing.
func listed(v value) value {
	switch {
	case v.kind == unknownKind && v.sym.list:
		return v
	case v.ref != nil && v.ref.sym != nil && v.ref.sym.list:
		return value{kind: unknownKind, sym: v.ref.sym}
	}
	return undefined
}

// listOf is what stands for a list of unknown length of what v is, or nil if v is
// no secret.
func listOf(v value) *symbol {
	if envOf(v) == "" || publicVariable(v) {
		return nil
	}
	s := madeOf("a list", v.origin(), v).sym
	s.list = true
	return s
}

// methodResult is what a method gives of data that is not known, s being what
// the method was read from and result what its callback gave.
func (m *run) methodResult(c *call, s *symbol, name string, result value) value {
	from := originOf(append(c.args, c.fn)...)
	of := value{kind: unknownKind, sym: s}
	switch {
	case s.env == "":
	case sameText[name]:
		return of.ofText(name, optional(c.at))
	case name == "split":
		v := of.ofText(name, optional(c.at))
		v.sym.list = true
		return v
	case s.list && (name == "some" || name == "find") && m.truthOf(result) == falsy:
		return map[string]value{"some": no, "find": undefined}[name]
	case name == "map" && envOf(result) == "":
		return fresh(from, "map()")
	}
	if cut := cuts(c, name); !partMethods[name] || cut {
		if cut {
			from &^= FromEnv | FromSecret
		}
		v := m.calledAfter(fresh(from, name+"()"), of)
		v.sym.missing = optional(c.at)
		return m.amongVariables(v, of, name, c)
	}
	v := m.calledAfter(madeOf(name+"()", from, append([]value{of}, c.args...)...), of)
	v.sym.list = s.list && v.sym.env != ""
	v.sym.missing = optional(c.at)
	return v
}

// ofText derives what a method gives of a text: nothing where the text may be
// missing and the method is called with ?. only.
func (v value) ofText(method string, optional bool) value {
	if optional {
		return v.derive("?." + method + "()")
	}
	d := v.derive("." + method + "()")
	d.sym.set = true
	return d
}

// ofSameText reports whether a symbol is a text of the variable that its parent
// is: empty if that is, missing if that is.
func (s *symbol) ofSameText() bool {
	op := s.op
	if len(op) > 2 && op[0] == '?' {
		op = op[1:]
	}
	return s.parent != nil && s.env != "" && len(op) > 3 && op[0] == '.' && op[len(op)-2:] == "()" && sameText[op[1:len(op)-2]]
}

// whole reports whether a symbol is a variable, or a text that is empty or
// missing where the variable is.
func (s *symbol) whole() bool {
	for s.ofSameText() || s.op == "truthy" || s.op == "something" || s.op == "falsy" {
		s = s.parent
	}
	return s.parent == nil
}

// bare reports whether a symbol is a variable as it is, or what ?. gives of it:
// undefined where the variable is not set.
func (s *symbol) bare() bool {
	for s.ofSameText() && s.op[0] == '?' {
		s = s.parent
	}
	return s.parent == nil
}

// seeksSecret answers where a list of secrets is searched for what the visitor
// sent, or that for a secret: the visitor has none.
func (m *run) seeksSecret(where, what value, at js.Node) (value, bool) {
	secret, ok := secretCompared(where, what)
	if !ok || where.kind == unknownKind && secret == where && !where.sym.list {
		return value{}, false // every text holds the empty one
	}
	m.secretCheck(secret, where, what, at)
	if secret == what && what.kind == unknownKind && what.sym.bare() {
		m.compares(m.concat(text(""), what), where, at, false)
	}
	return boolean(m.visitor == Sender), true
}
