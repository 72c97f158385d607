package visitor

import (
	"maps"
	"slices"
)

// What an outcome gives is looked at when its changes are undone. A list that was made
// before the ways parted, and filled on one of them only, is then empty for each: a
// view is what it was at the end of its own way.

// viewDepth bounds how deep a value is looked at for what was changed.
const viewDepth = 4

// view is what an outcome gives, as it was when it ended.
func (o *outcome) view() value {
	if o.seen != nil {
		return *o.seen
	}
	return o.v
}

// viewOf returns a copy of a value some part of which was made since and changed by the
// changes, as it is now, or nil if there is no such part.
func viewOf(v value, changes []*change, since int) *value {
	if v.ref == nil || len(changes) == 0 {
		return nil
	}
	x := &viewer{since: since, changes: changes}
	if !x.changed(v, viewDepth) {
		return nil
	}
	seen := copied(v, viewDepth)
	return &seen
}

// A viewer tells which objects were made since a time and changed.
type viewer struct {
	since   int
	changes []*change
	objects map[*object]bool
	cells   map[*cell]bool
}

// changed reports whether a value leads to something that was made since and changed.
func (x *viewer) changed(v value, depth int) bool {
	o := v.ref
	switch {
	case o == nil || depth == 0 || o.shape == functionShape || o.shape == classShape:
		return false
	case o.promise != nil:
		return x.changed(o.promise.v, depth)
	case int(o.birth) > x.since && x.touched(o):
		return true
	}
	for _, c := range o.props {
		if c.state == ready && x.changed(c.v, depth-1) {
			return true
		}
	}
	for _, e := range o.elems[:min(len(o.elems), longList)] {
		if x.changed(e, depth-1) {
			return true
		}
	}
	return false
}

func (x *viewer) touched(o *object) bool {
	if x.objects == nil {
		x.objects, x.cells = map[*object]bool{}, map[*cell]bool{}
		for _, c := range x.changes {
			switch {
			case c.assumed:
			case c.cell != nil:
				x.cells[c.cell] = true
			default:
				x.objects[c.object] = true
			}
		}
	}
	if x.objects[o] {
		return true
	}
	for _, c := range o.props {
		if x.cells[c] {
			return true
		}
	}
	return false
}

// copied is a value with copies of its parts.
func copied(v value, depth int) value {
	if v.ref == nil || depth == 0 || v.ref.shape == functionShape || v.ref.shape == classShape {
		return v
	}
	o := *v.ref
	if o.promise != nil {
		settled := *o.promise
		settled.v = copied(settled.v, depth)
		o.promise = &settled
	}
	o.keys, o.props = slices.Clone(o.keys), maps.Clone(o.props)
	for k, c := range o.props {
		part := *c
		if part.state == ready {
			part.v = copied(part.v, depth-1)
		}
		o.props[k] = &part
	}
	o.elems = make([]value, len(v.ref.elems))
	for i, e := range v.ref.elems {
		o.elems[i] = copied(e, depth-1)
	}
	v.ref = &o
	return v
}
