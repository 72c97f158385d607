package js

import (
	"slices"
	"strings"
)

// The grammars of TypeScript let an operator take the function away from a call
// with type arguments: "await f<T>(x)" is read as "(await f)<T>(x)", and "!",
// "typeof", "a +" likewise. tighten puts such operators around the whole chain
// of calls and members again, which the language binds tighter.

// links are expressions that go on with their first child: calls with template
// strings too.
var links = kindSet(CallExpression, MemberExpression, SubscriptExpression, NonNullExpression, InstantiationExpression)

// operators end in an operand.
var operators = kindSet(AwaitExpression, UnaryExpression, BinaryExpression, UpdateExpression)

type kindTable [256]bool

func kindSet(kinds ...Kind) *kindTable {
	t := new(kindTable)
	for _, k := range kinds {
		t[k] = true
	}
	return t
}

// tighten turns every chain around in which an operator without parentheses
// stands at the head: no valid code has one.
func (t *flat) tighten() {
	for i := int32(0); int(i) < len(t.nodes)-1; i++ {
		if links[t.nodes[i].kind] && operators[t.nodes[i+1].kind] && t.nodes[i+1].parent == i {
			first := i
			for p := t.nodes[first].parent; p == first-1 && links[t.nodes[p].kind]; p = t.nodes[first].parent {
				first = p
			}
			if operand := t.lastOperand(i + 1); operand > 0 {
				t.turn(first, i+1, operand)
				i = first
			}
		}
	}
}

// lastOperand returns the operand at the end of nested operators, or 0 if the
// code is broken there.
func (t *flat) lastOperand(i int32) int32 {
	for operators[t.nodes[i].kind] {
		last := i
		for c := i + 1; c < t.nodes[i].next; c = t.nodes[c].next {
			last = c
		}
		if k := t.nodes[last].kind; last == i || k == Token || k == Error {
			return 0
		}
		i = last
	}
	return i
}

// turn moves the links, nodes[first:head], behind the operators and what is
// left of the operand, nodes[head:operand]. All other nodes keep their place.
func (t *flat) turn(first, head, operand int32) {
	depth, gone := head-first, operand-head // how far operators and links move
	n := t.nodes
	outer, end, start := n[first].parent, n[first].next, n[operand].start
	n[first].field, n[head].field, n[operand].field = n[operand].field, n[first].field, n[head].field
	holder := n[operand].parent - depth
	for l := first; l < head; l++ {
		n[l].start = start
		for c := l + 1; c < n[l].next; c = n[c].next {
			n[c].parent = l + gone
		}
	}
	for o := head; o < operand; o++ {
		if n[o].next > operand {
			n[o].next, n[o].end = end, n[first].end
		} else {
			n[o].next -= depth
		}
		n[o].parent -= depth
	}
	rotate(n[first:operand], int(depth))
	n[first].parent, n[first+gone].parent, n[operand].parent = outer, holder, operand-1
}

// elements are what the grammars let begin with the white space before it, where
// it stands between the children of another element.
var elements = kindSet(JSXElement, JSXSelfClosingElement, JSXOpeningElement, JSXClosingElement, JSXExpression)

// trim takes the white space away from the beginning of elements.
func (t *flat) trim(text []byte) {
	for i := range t.nodes {
		n := &t.nodes[i]
		for elements[n.kind] && n.start < n.end && strings.IndexByte(" \t\r\n\f\v", text[n.start]) >= 0 {
			n.start++
		}
	}
}

// rotate moves the first k nodes to the end.
func rotate(nodes []node, k int) {
	slices.Reverse(nodes[:k])
	slices.Reverse(nodes[k:])
	slices.Reverse(nodes)
}
