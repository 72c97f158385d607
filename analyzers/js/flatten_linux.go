package js

/*
#include <stdbool.h>
#include <stdint.h>

// The library's own declarations are not within reach of another package. Its
// functions are weak here, so that this package links on its own; the program
// gets them from the parser's package.
#define WEAK __attribute__((weak))

typedef struct { uint32_t context[4]; const void *id; const void *tree; } TSNode;
typedef struct { const void *tree; const void *id; uint32_t context[3]; } TSTreeCursor;

WEAK TSTreeCursor ts_tree_cursor_new(TSNode);
WEAK void ts_tree_cursor_delete(TSTreeCursor *);
WEAK TSNode ts_tree_cursor_current_node(const TSTreeCursor *);
WEAK bool ts_tree_cursor_goto_first_child(TSTreeCursor *);
WEAK bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *);
WEAK bool ts_tree_cursor_goto_parent(TSTreeCursor *);
WEAK uint16_t ts_tree_cursor_current_field_id(const TSTreeCursor *);
WEAK uint16_t ts_node_symbol(TSNode);
WEAK uint32_t ts_node_start_byte(TSNode);
WEAK uint32_t ts_node_end_byte(TSNode);
WEAK bool ts_node_is_missing(TSNode);
WEAK bool ts_node_has_error(TSNode);
WEAK uint32_t ts_node_descendant_count(TSNode);

// As the type node in Go.
typedef struct { uint32_t start, end; int32_t parent, next; uint8_t kind, field; } Flat;
_Static_assert(sizeof(Flat) == 20, "layout of node");

typedef struct {
	const uint8_t *kinds, *fields;
	uint32_t symbols;
	uint8_t error, token, comment, operator;
} Table;

typedef struct { uint32_t nodes, comments, broken, depth; } Count;

static uint32_t count(const void *root) { return ts_node_descendant_count(*(const TSNode *)root); }

static uint8_t kind_of(TSNode n, uint8_t field, bool broken, const Table *t) {
	if (broken && ts_node_is_missing(n)) return t->error;
	uint16_t symbol = ts_node_symbol(n);
	uint8_t kind = symbol < t->symbols ? t->kinds[symbol] : t->error;
	return kind == 0 && field == t->operator ? t->token : kind;
}

// flatten writes the nodes from the start of out, the comments from its end
// downwards. out has room for every node of the tree.
static Count flatten(const void *root, Flat *out, uint32_t room,
		const uint8_t *kinds, const uint8_t *fields, Table t) {
	t.kinds = kinds, t.fields = fields;
	Count c = {0, 0, ts_node_has_error(*(const TSNode *)root), 0};
	uint32_t depth = 0;
	TSTreeCursor cursor = ts_tree_cursor_new(*(const TSNode *)root);
	int32_t parent = 0;
	for (;;) {
		TSNode n = ts_tree_cursor_current_node(&cursor);
		uint8_t field = t.fields[ts_tree_cursor_current_field_id(&cursor)];
		uint8_t kind = kind_of(n, field, c.broken, &t);
		if (kind != 0 && c.nodes + c.comments < room) {
			bool comment = kind == t.comment;
			uint32_t at = comment ? room - ++c.comments : c.nodes++;
			out[at] = (Flat){ts_node_start_byte(n), ts_node_end_byte(n), parent, at + 1, kind, field};
			if (!comment && ts_tree_cursor_goto_first_child(&cursor)) {
				parent = at;
				if (++depth > c.depth) c.depth = depth;
				continue;
			}
		}
		while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
			if (!ts_tree_cursor_goto_parent(&cursor)) {
				ts_tree_cursor_delete(&cursor);
				return c;
			}
			depth--;
			out[parent].next = c.nodes;
			parent = out[parent].parent;
		}
	}
}
*/
import "C"

import (
	"slices"
	"sync"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"
)

// scratch holds buffers for the nodes of a whole tree, of which about half are
// kept.
var scratch = sync.Pool{New: func() any { return new([]node) }}

// flatten copies the tree into Go memory with one call into C: a call for every
// node would cost ten times as much (performance.md, "Reading the tree"). It
// relies on sitter.Node starting with the TSNode; TestNodeLayout pins that.
func (g *grammar) flatten(root *sitter.Node) flat {
	top := *(*C.TSNode)(unsafe.Pointer(root))
	buf := scratch.Get().(*[]node)
	defer scratch.Put(buf)
	*buf = slices.Grow((*buf)[:0], int(C.count(unsafe.Pointer(&top)))+1)
	room := (*buf)[:cap(*buf)]
	table := C.Table{
		symbols: C.uint32_t(len(g.kinds)), error: C.uint8_t(Error), token: C.uint8_t(Token),
		comment: C.uint8_t(Comment), operator: C.uint8_t(FieldOperator),
	}
	n := C.flatten(unsafe.Pointer(&top), (*C.Flat)(unsafe.Pointer(&room[0])), C.uint32_t(len(room)),
		(*C.uint8_t)(unsafe.Pointer(&g.kinds[0])), (*C.uint8_t)(unsafe.Pointer(&g.fields[0])), table)
	t := flat{nodes: slices.Clone(room[:n.nodes]), broken: n.broken != 0, depth: int(n.depth)}
	for i := len(room) - 1; i >= len(room)-int(n.comments); i-- {
		t.comments = append(t.comments, extent{room[i].start, room[i].end})
	}
	return t
}
