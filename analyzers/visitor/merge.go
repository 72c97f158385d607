package visitor

import (
	"fmt"
	"slices"
	"strings"
)

// merge joins outcomes that do not differ for the caller. What they assumed
// about unknown things is then forgotten, which only adds paths.
func merge(outs []outcome, since int) []outcome {
	if len(outs) < 2 {
		return outs
	}
	return grouped(outs, func(o *outcome) (string, bool) { return o.key(since) }, func(a, b outcome) outcome {
		a.changes = slices.DeleteFunc(a.changes, func(c change) bool { return c.assumed || c.loaded && !b.loads(c) })
		return a
	})
}

// loads reports whether an outcome gives a variable of a module the same first
// value.
func (o *outcome) loads(first change) bool {
	return slices.ContainsFunc(o.changes, func(c change) bool { return c.loaded && c.cell == first.cell && c.now == first.now })
}

// key identifies an outcome by what a caller can tell; it is not ok if that
// cannot be said briefly.
func (o *outcome) key(since int) (string, bool) {
	var b strings.Builder
	for _, c := range o.changes {
		if !c.assumed && !c.loaded && c.birth <= since {
			return "", false
		}
	}
	for _, e := range o.events {
		fmt.Fprintf(&b, "%s %s %v %p;", e.Kind, e.Name, e.Holds, e.At.File)
		fmt.Fprintf(&b, "%d;", e.At.Start)
	}
	fmt.Fprintf(&b, "%d %s ", o.end.kind, o.end.label)
	if t := o.thrown; t != nil {
		fmt.Fprintf(&b, "throw %s %d %v %s %d", t.denial, t.status, t.accidental, t.at.Path(), t.at.Start)
		return b.String(), true
	}
	ok := writeKey(&b, o.v, 3)
	return b.String(), ok
}

func writeKey(b *strings.Builder, v value, depth int) bool {
	fmt.Fprintf(b, "%d:%d:", v.kind, v.from)
	switch {
	case v.kind == unknownKind:
		fmt.Fprintf(b, "?%d %s %s", v.sym.from, v.sym.name, v.sym.opaque)
		return v.sym.options == nil && v.sym.callable == nil
	case v.ref != nil:
		return writeObjectKey(b, v.ref, depth)
	}
	fmt.Fprintf(b, "%q %v", v.str, v.num)
	return true
}

func writeObjectKey(b *strings.Builder, o *object, depth int) bool {
	fmt.Fprintf(b, "{%d %v ", o.shape, o.open)
	if depth == 0 || o.closure != nil || o.shape == classShape || o.shape == mapShape {
		fmt.Fprintf(b, "%p", o)
		return false
	}
	if o.native != nil {
		b.WriteString(o.native.path)
	}
	if o.promise != nil {
		if o.promise.thrown != nil {
			return false
		}
		return writeKey(b, o.promise.v, depth)
	}
	for _, k := range o.keys {
		c := o.props[k]
		b.WriteString(k)
		if c.state != ready || !writeKey(b, c.v, depth-1) {
			return false
		}
	}
	for _, e := range o.elems {
		if !writeKey(b, e, depth-1) {
			return false
		}
	}
	return true
}
