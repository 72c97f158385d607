package js

import (
	"context"

	sitter "github.com/smacker/go-tree-sitter"
)

// noCancel is the context of a parse: its time is bounded by the parser, which
// costs less than a goroutine that watches.
var noCancel = context.Background()

// flat is a syntax tree in document order. Comments stand apart.
type flat struct {
	nodes    []node
	comments []extent
	broken   bool // some node is an Error
	depth    int  // of the deepest node
}

type extent struct{ start, end uint32 }

// flattenByCursor does in Go, a call into C for every step, what flatten does
// in one call. It needs nothing of the linker: the way for other systems, and
// the measure of the fast one in tests.
func (g *grammar) flattenByCursor(root *sitter.Node) flat {
	t := flat{broken: root.HasError()}
	cursor := sitter.NewTreeCursor(root)
	defer cursor.Close()
	fields := make(map[string]Field, len(fieldNames))
	for f, name := range fieldNames {
		fields[name] = Field(f)
	}
	parent, depth := int32(0), 0
	for {
		me := t.add(g, cursor.CurrentNode(), fields[cursor.CurrentFieldName()], parent)
		if me >= 0 && cursor.GoToFirstChild() {
			parent = me
			depth++
			t.depth = max(t.depth, depth)
			continue
		}
		for !cursor.GoToNextSibling() {
			if !cursor.GoToParent() {
				return t
			}
			depth--
			t.nodes[parent].next = int32(len(t.nodes))
			parent = t.nodes[parent].parent
		}
	}
}

// add appends the node and returns its index, or -1 if it is not kept.
func (t *flat) add(g *grammar, n *sitter.Node, field Field, parent int32) int32 {
	kind := g.kind(n.Symbol())
	switch {
	case n.IsMissing():
		kind = Error
	case kind == Comment:
		t.comments = append(t.comments, extent{n.StartByte(), n.EndByte()})
		return -1
	case kind == None && field == FieldOperator:
		kind = Token
	}
	if kind == None {
		return -1
	}
	me := int32(len(t.nodes))
	t.nodes = append(t.nodes, node{n.StartByte(), n.EndByte(), parent, me + 1, kind, field})
	return me
}
