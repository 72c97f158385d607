package js

import (
	"iter"
	"sync"

	"clerkvet/analyzers/source"
)

// A Syntax is one parsed file as flat data: no syntax tree of the parser
// outlives Parse. Named nodes are kept; of the rest only operators, and the
// keywords that change a meaning (async, await, static, get, set, default,
// type, typeof, const, let, var, *).
type Syntax struct {
	File     *source.File
	Broken   []source.Span // what the grammar could not read, after the repair pass
	Comments []source.Span

	nodes []node // in document order; 0 is the program

	namesOnce sync.Once
	names     *Names

	scopesOnce sync.Once
	scopes     *scopeTable

	usedOnce sync.Once
	used     map[string]bool
}

// node is 20 bytes. Its subtree is nodes[i:next].
type node struct {
	start, end uint32
	parent     int32
	next       int32
	kind       Kind
	field      Field
}

// Root returns the program node.
func (s *Syntax) Root() Node {
	if s == nil || len(s.nodes) == 0 {
		return Node{}
	}
	return Node{s, 0}
}

// Len returns the number of nodes kept.
func (s *Syntax) Len() int { return len(s.nodes) }

// A Node is one node of a Syntax. It is a small comparable value, good as a
// map key. The zero Node is none: every method of it answers with a zero
// value, so chains need no checks.
type Node struct {
	syntax *Syntax
	id     int32
}

// IsZero reports whether the node is none.
func (n Node) IsZero() bool { return n.syntax == nil }

// Syntax returns the file that the node belongs to.
func (n Node) Syntax() *Syntax { return n.syntax }

// Kind returns what the node is; None for the zero Node.
func (n Node) Kind() Kind {
	if n.syntax == nil {
		return None
	}
	return n.syntax.nodes[n.id].kind
}

// Is reports whether the node is of one of the kinds.
func (n Node) Is(kinds ...Kind) bool {
	k := n.Kind()
	for _, want := range kinds {
		if k == want {
			return true
		}
	}
	return false
}

// Role returns which part of its parent the node is.
func (n Node) Role() Field {
	if n.syntax == nil {
		return NoField
	}
	return n.syntax.nodes[n.id].field
}

// Span returns the bytes of the node.
func (n Node) Span() source.Span {
	if n.syntax == nil {
		return source.Span{}
	}
	d := &n.syntax.nodes[n.id]
	return n.syntax.File.Span(int(d.start), int(d.end))
}

// Text returns the source text of the node.
func (n Node) Text() string {
	if n.syntax == nil {
		return ""
	}
	d := &n.syntax.nodes[n.id]
	return n.syntax.File.Slice(int(d.start), int(d.end))
}

// Parent returns the node above, or none at the program.
func (n Node) Parent() Node {
	if n.syntax == nil || n.id == 0 {
		return Node{}
	}
	return Node{n.syntax, n.syntax.nodes[n.id].parent}
}

// Children yields the kept children in order, tokens included.
func (n Node) Children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.syntax == nil {
			return
		}
		all := n.syntax.nodes
		for i := n.id + 1; i < all[n.id].next; i = all[i].next {
			if !yield(Node{n.syntax, i}) {
				return
			}
		}
	}
}

// Named yields the children that are no tokens.
func (n Node) Named() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for c := range n.Children() {
			if c.Kind() != Token && !yield(c) {
				return
			}
		}
	}
}

// Descendants yields every node below n in document order, n not included.
func (n Node) Descendants() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.syntax == nil {
			return
		}
		for i := n.id + 1; i < n.syntax.nodes[n.id].next; i++ {
			if !yield(Node{n.syntax, i}) {
				return
			}
		}
	}
}

// Field returns the first child that is the given part of n, or none.
func (n Node) Field(f Field) Node {
	for c := range n.Children() {
		if c.Role() == f {
			return c
		}
	}
	return Node{}
}

// First returns the first child that is no token, or none.
func (n Node) First() Node {
	for c := range n.Named() {
		return c
	}
	return Node{}
}

// Child returns the first child of one of the kinds, or none.
func (n Node) Child(kinds ...Kind) Node {
	for c := range n.Children() {
		if c.Is(kinds...) {
			return c
		}
	}
	return Node{}
}

// HasToken reports whether a child of n is the given keyword or mark.
func (n Node) HasToken(text string) bool {
	for c := range n.Children() {
		if c.Kind() == Token && c.Text() == text {
			return true
		}
	}
	return false
}

// Contains reports whether other is n or below it.
func (n Node) Contains(other Node) bool {
	return n.syntax != nil && n.syntax == other.syntax &&
		n.id <= other.id && other.id < n.syntax.nodes[n.id].next
}

// Before reports whether n starts before other in the same file.
func (n Node) Before(other Node) bool {
	return n.syntax == other.syntax && n.id < other.id
}

// Unwrap strips what does not change a value: parentheses, "as T",
// "satisfies T", "<T>x" and "x!".
func (n Node) Unwrap() Node {
	for n.Is(ParenthesizedExpression, AsExpression, SatisfiesExpression, NonNullExpression, TypeAssertion) {
		inner := n.First()
		if n.Kind() == TypeAssertion { // the type comes first
			for c := range n.Named() {
				inner = c
			}
		}
		if inner.IsZero() {
			return n
		}
		n = inner
	}
	return n
}

// IsFunction reports whether the node is a function with a body of its own:
// declaration, expression, arrow, generator or method.
func (n Node) IsFunction() bool {
	return n.Is(FunctionDeclaration, FunctionExpression, ArrowFunction, MethodDefinition,
		GeneratorFunction, GeneratorFunctionDeclaration)
}

// IsAsync reports whether a function node is declared async.
func (n Node) IsAsync() bool { return n.HasToken("async") }

// Enclosing returns the innermost function that n stands in, or none at the
// top level. A function does not enclose itself.
func (n Node) Enclosing() Node {
	for p := n.Parent(); !p.IsZero(); p = p.Parent() {
		if p.IsFunction() {
			return p
		}
	}
	return Node{}
}
