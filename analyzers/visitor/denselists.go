package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// A list may lack elements for sure: what nobody has is not among the parts of a text, nor
// among what filter(Boolean) leaves.

// A density says what a list does not hold.
type density uint8

const (
	dense      density = iota + 1 // null and undefined
	truthyOnly                    // nor anything else that is falsy
)

// sameElements are the methods that give some elements of a list, in any order.
var sameElements = set("filter slice sort reverse toSorted toReversed")

// asDense notes of what a method gives what it lacks as a list. What is put into one may be
// anything.
func (m *run) asDense(v value, c *call, of *symbol, name string) value {
	by, had := c.at.Argument(0).Unwrap(), of.density()
	switch {
	case had > 0 && addsElements[name]:
		m.assume(of.itself().child(grown), truthy)
	case v.kind != unknownKind || m.mayGrow(c.at):
	case name == "filter" && isPresence(by):
		return v.lacking(truthyOnly)
	case sameElements[name]:
		return v.lacking(had)
	case name == "split", had > 0 && name == "map" && givesText(by):
		return v.lacking(dense)
	}
	return v
}

// grown is what a path knows of a list into which it put something.
const grown = "grown"

// lacking is a list of which it is known what it lacks. What is the same list for all who
// ask for it, as the parts of a variable are, is so for none of the others.
func (v value) lacking(d density) value {
	if p := v.sym.parent; p != nil && p.children[v.sym.op] == v.sym {
		own := *v.sym
		v.sym = &own
	}
	v.sym.learn().density = d
	return v
}

// mayGrow reports whether something may be put into a list once it is made: into what has the
// name of the variable that holds it, or what is made of it, by another module too.
func (m *run) mayGrow(n js.Node) bool {
	for p := n.Parent(); p.Is(js.MemberExpression, js.CallExpression, js.Arguments, js.NewExpression, js.SpreadElement, js.Array, js.ParenthesizedExpression,
		js.AsExpression, js.NonNullExpression, js.SatisfiesExpression, js.BinaryExpression, js.TernaryExpression); p = n.Parent() {
		n = p
	}
	if slices.ContainsFunc(m.filling(n), puts) {
		return true
	}
	declarator := n.Parent()
	if !declarator.Is(js.VariableDeclarator) || !declarator.Enclosing().IsZero() {
		return false
	}
	return len(m.foreignWrites(m.moduleOf(declarator), declarator, array(nil))) > 0
}

// addsElements are the methods that put something into a list.
var addsElements = set("push unshift splice fill copyWithin")

// isPresence reports whether a callback asks whether there is an element: Boolean, (x) => x,
// (x) => !!x.
func isPresence(f js.Node) bool {
	asked := presence().FindStringSubmatch(f.Text())
	return f.Text() == "Boolean" || asked != nil && asked[1] == asked[2]
}

var presence = source.Pattern(`^\(?(\w+)\)?\s*=>\s*(?:!!)?(\w+)$`)

// givesText reports whether a callback makes a text of an element: String, or
// (x) => x.trim().toLowerCase().
func givesText(f js.Node) bool {
	body := f.Field(js.FieldBody).Unwrap()
	switch {
	case f.Is(js.Identifier):
		return f.Text() == "String"
	case !f.Is(js.ArrowFunction) || !body.Is(js.CallExpression) || optional(body):
		return false
	}
	callee := body.Callee()
	return callee.Is(js.MemberExpression) && sameText[callee.Field(js.FieldProperty).Text()]
}

// itself is the symbol that others are of which more is known.
func (s *symbol) itself() *symbol {
	for s.parent != nil && (s.op == "truthy" || s.op == "something") {
		s = s.parent
	}
	return s
}

// density is what a list lacks for sure.
func (s *symbol) density() density {
	s = s.itself()
	if c := s.children[grown]; c != nil && c.truth == truthy {
		return 0
	}
	least := s.lore.density
	if len(s.options) > 0 {
		least = truthyOnly
	}
	for _, v := range s.options {
		least = min(least, v.density())
	}
	return least
}

func (v value) density() density {
	switch {
	case v.kind == unknownKind:
		return v.sym.density()
	case !v.is(arrayShape):
		return 0
	}
	least := v.ref.restDensity()
	for _, e := range v.ref.elems {
		switch {
		case e.kind != stringKind:
			return 0
		case e.str == "":
			least = min(least, dense)
		}
	}
	return least
}

// restDensity is the density of the elements of a list that are not known.
func (o *object) restDensity() density {
	switch {
	case !o.open:
		return truthyOnly
	case o.sym == nil:
		return 0
	}
	return o.sym.density()
}

// takesRest notes that a list is given the unknown elements of another.
func (o *object) takesRest(of value, grows bool) {
	least := of.density()
	if iterable(of) {
		least = of.ref.restDensity()
	}
	switch least = min(least, o.restDensity()); {
	case iterable(of) && !of.ref.open:
	case least == 0 || grows:
		o.sym = nil
	default:
		o.sym = &symbol{lore: &lore{density: least}}
	}
}

// surelyLacks reports whether a list surely does not hold a value.
func (m *run) surelyLacks(o *object, wanted value) bool {
	return o.restDensity().lacks(wanted) && !slices.ContainsFunc(o.elems, func(e value) bool { return m.equal(e, wanted, false) != falsy })
}

// lacks reports whether a list is searched for what it does not hold.
func (d density) lacks(wanted value) bool {
	return d >= dense && wanted.nullish() || d == truthyOnly && wanted.kind == stringKind && wanted.str == ""
}

// seeksNothing answers where a list is searched for what it does not hold, or the text of a
// variable for null or undefined. A list that may be missing says nothing then, nor where
// it is.
func (m *run) seeksNothing(c *call, of value, name string) (value, bool) {
	if of.kind != unknownKind {
		return value{}, false
	}
	wanted := m.force(c.arg(0))
	if isText := of.sym.env != "" && !of.sym.list && of.sym.parent == nil; !of.sym.density().lacks(wanted) && !(isText && wanted.nullish()) {
		return value{}, false
	}
	switch missing := optional(c.at) || of.sym.missing || strings.HasPrefix(of.sym.op, "?."); {
	case name == "includes" && missing:
		v := fresh(originOf(of), "whether nothing is in a list")
		v.sym.truth = falsy
		return v, true
	case name == "includes":
		return no, true
	case missing:
		return value{}, false
	}
	return number(-1), name == "indexOf" || name == "lastIndexOf"
}
