package next

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// Hole stands in a text for a part that could not be read.
const Hole = "\x00"

// MayMiss stands in a joined text behind an item that may be missing.
const MayMiss = Hole + "\x01"

// valueKind is what is known of a value.
type valueKind uint8

const (
	unread valueKind = iota // cannot be read
	stringValue
	numberValue
	boolValue
	nullValue // null and undefined
	arrayValue
	objectValue
	functionValue
	regexValue
)

// A value is what an expression of a configuration evaluates to when the app is
// built, as far as that can be read.
type value struct {
	kind  valueKind
	text  string // of a string, number ("1"), boolean ("true") or regular expression
	items []value
	props []field // in order, each name once
	// open says that there may be more: items or properties that could not be
	// read, or holes in the text.
	open bool
	// maybe are items that an open array may hold besides, options the texts that
	// an unread value may be; bounded says that there are no others.
	maybe, options []value
	bounded        bool
	node           js.Node // the expression that makes it, where it is written
}

type field struct {
	name  string
	key   js.Node // the member of the object literal
	value value
}

func unknown(n js.Node) value { return value{node: n} }

func text(n js.Node, s string) value { return value{kind: stringValue, text: s, node: n} }

func boolean(n js.Node, b bool) value {
	if b {
		return value{kind: boolValue, text: "true", node: n}
	}
	return value{kind: boolValue, text: "false", node: n}
}

// get returns a property. A missing one is null, unless the object is open.
func (v value) get(name string) value {
	for _, p := range v.props {
		if p.name == name {
			return p.value
		}
	}
	if v.kind == objectValue && !v.open {
		return value{kind: nullValue, node: v.node}
	}
	return unknown(v.node)
}

// set returns the object with the property set.
func (v value) set(p field) value {
	v.props = slices.Clone(v.props)
	for i := range v.props {
		if v.props[i].name == p.name {
			v.props = slices.Delete(v.props, i, i+1)
			break
		}
	}
	v.props = append(v.props, p)
	return v
}

// spread returns the object with the properties of another over its own.
func (v value) spread(other value) value {
	switch other.kind {
	case objectValue:
		if other.open { // it may set any of those so far
			for i := range v.props {
				v.props = slices.Clone(v.props)
				v.props[i].value = unknown(v.props[i].value.node)
			}
		}
		for _, p := range other.props {
			v = v.set(p)
		}
		v.open = v.open || other.open
	case nullValue, boolValue, numberValue:
	default:
		return v.spread(value{kind: objectValue, open: true})
	}
	return v
}

// truth returns whether the value counts as true, if that is known.
func (v value) truth() (truth, known bool) {
	switch v.kind {
	case stringValue:
		return v.text != "", v.text != "" && strings.Trim(v.text, Hole) != "" || !v.open
	case numberValue:
		return v.text != "0", true
	case boolValue:
		return v.text == "true", true
	case nullValue:
		return false, true
	case unread:
		return false, false
	}
	return true, true
}

// part returns the text of an item of a joined list: of one that may be missing, but
// is no other text, that text with MayMiss behind it.
func (v value) part() string {
	if v.kind == unread && v.bounded && len(v.options) == 1 {
		return v.options[0].text + MayMiss
	}
	t, _ := v.display()
	return t
}

// display returns the text that the value has in a string; Hole if unknown.
func (v value) display() (string, bool) {
	switch v.kind {
	case stringValue:
		return v.text, !v.open
	case numberValue, boolValue:
		return v.text, true
	}
	return Hole, false
}

// same reports whether two values are known to be equal constants.
func same(a, b value) bool {
	return a.kind == b.kind && a.kind != unread && a.text == b.text && !a.open && !b.open &&
		len(a.items) == 0 && len(b.items) == 0 && len(a.props) == 0 && len(b.props) == 0 &&
		(a.kind != functionValue || a.node == b.node)
}

// either returns what is known of a value that is a or b. Of two objects the
// properties that agree are kept.
func either(n js.Node, a, b value) value {
	switch {
	case same(a, b):
		return a
	case a.kind == objectValue && b.kind == objectValue:
		return eitherObject(n, a, b)
	case a.kind == arrayValue && b.kind == arrayValue:
		return eitherArray(n, a, b)
	}
	return oneOf(n, a, b)
}

// oneOf is a value that cannot be told, with the texts that it may be.
func oneOf(n js.Node, values ...value) value {
	out := unknown(n)
	out.bounded = true
	for _, v := range values {
		switch v.kind {
		case nullValue:
		case stringValue:
			out.options = append(out.options, v)
		default:
			out.options = append(out.options, v.options...)
			out.bounded = out.bounded && v.kind == unread && v.bounded
		}
	}
	if len(out.options) > maxOptions {
		return unknown(n)
	}
	return out
}

func eitherObject(n js.Node, a, b value) value {
	out := value{kind: objectValue, node: n, open: a.open || b.open}
	for _, p := range a.props {
		p.value = either(p.value.node, p.value, b.get(p.name))
		out.props = append(out.props, p)
	}
	for _, p := range b.props {
		if !slices.ContainsFunc(a.props, func(q field) bool { return q.name == p.name }) {
			p.value = unknown(p.value.node)
			out.props = append(out.props, p)
		}
	}
	return out
}

// eitherArray keeps the items that both start with. The rest may be there or
// not.
func eitherArray(n js.Node, a, b value) value {
	out := value{kind: arrayValue, node: n}
	for i := range min(len(a.items), len(b.items)) {
		if a.items[i].node != b.items[i].node || a.items[i].node.IsZero() {
			break
		}
		out.items = append(out.items, a.items[i])
	}
	start := len(out.items)
	out.open = a.open || b.open || start != len(a.items) || start != len(b.items)
	out.maybe = slices.Concat(a.items[start:], b.items[start:], a.maybe, b.maybe)
	out.bounded = a.finite() && b.finite()
	return out
}

// finite reports whether a value is an array of which all items are known that it
// may hold.
func (v value) finite() bool { return v.kind == arrayValue && (!v.open || v.bounded) }

// extend returns the array with the items of another value after its own.
func (v value) extend(other value) value {
	v.bounded = v.finite() && other.finite()
	v.items = append(v.items[:len(v.items):len(v.items)], other.items...)
	v.maybe = append(v.maybe[:len(v.maybe):len(v.maybe)], other.maybe...)
	v.open = v.open || other.open || other.kind != arrayValue
	return v
}
