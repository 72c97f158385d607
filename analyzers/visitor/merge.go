package visitor

import (
	"slices"
)

// merge joins outcomes that do not differ for the caller. What they assumed
// about unknown things is then forgotten, which only adds paths, but for which
// alternatives are left.
func merge(outs []outcome, since int) []outcome {
	if len(outs) < 2 {
		return outs
	}
	return grouped(outs, func(o *outcome, s *signature) bool { return o.key(since, s) }, func(a, b outcome) outcome {
		left := leftByBoth(a.changes, b.changes)
		a.changes = slices.DeleteFunc(a.changes, func(c *change) bool { return c.assumed || c.loaded && !b.loads(c) })
		a.changes = append(a.changes, left...)
		return a
	})
}

// leftByBoth are the alternatives that one of two outcomes leaves of what both left
// some of.
func leftByBoth(a, b []*change) (out []*change) {
	for _, c := range a {
		if !c.assumed || c.list == nil || slices.ContainsFunc(out, func(o *change) bool { return o.sym == c.sym }) {
			continue
		}
		last := lastLeft(b, c.sym)
		if last == nil {
			continue
		}
		both := slices.Clone(lastLeft(a, c.sym).list)
		for _, o := range last.list {
			both = appendNew(both, o)
		}
		out = append(out, &change{assumed: true, sym: c.sym, list: both})
	}
	return out
}

// lastLeft is the last of the changes that leaves some alternatives of a symbol.
func lastLeft(changes []*change, of *symbol) *change {
	for _, c := range slices.Backward(changes) {
		if c.assumed && c.list != nil && c.sym == of {
			return c
		}
	}
	return nil
}

// loads reports whether an outcome gives a variable of a module the same first
// value.
func (o *outcome) loads(first *change) bool {
	return slices.ContainsFunc(o.changes, func(c *change) bool { return c.loaded && c.cell == first.cell && c.now == first.now })
}

// key identifies an outcome by what a caller can tell; it is not ok if that
// cannot be said briefly.
func (o *outcome) key(since int, s *signature) bool {
	for _, c := range o.changes {
		if !c.assumed && !c.loaded && c.birth <= since {
			return false
		}
	}
	for _, e := range o.events {
		s.text(string(e.Kind), e.Name, e.At.Path())
		s.flag(e.Holds)
		s.number(e.At.Start)
	}
	s.number(int(o.end.kind))
	s.text(o.end.label)
	if t := o.thrown; t != nil {
		s.text("throw", t.denial, t.at.Path())
		s.number(t.status, t.at.Start)
		s.flag(t.accidental)
		return true
	}
	return writeKey(s, o.view(), 3)
}

func writeKey(s *signature, v value, depth int) bool {
	s.number(int(v.kind), int(v.from))
	switch {
	case v.kind == unknownKind:
		s.number(int(v.sym.from))
		s.text(v.sym.name, v.sym.opaque)
		return v.sym.options == nil && v.sym.callable == nil
	case v.ref != nil:
		return writeObjectKey(s, v.ref, depth)
	}
	s.text(v.str)
	s.float(v.num)
	return true
}

func writeObjectKey(s *signature, o *object, depth int) bool {
	s.number(int(o.shape))
	s.flag(o.open)
	if o.class != nil {
		s.identity(o.class)
	}
	if depth == 0 || o.closure != nil || o.shape == classShape || o.shape == mapShape || o.shape == tableShape {
		return false
	}
	if o.native != nil {
		if len(o.native.asked) > 0 {
			return false
		}
		s.text(o.native.path)
	}
	if o.promise != nil {
		if o.promise.thrown != nil {
			return false
		}
		return writeKey(s, o.promise.v, depth)
	}
	for _, k := range o.keys {
		c := o.props[k]
		s.text(k)
		if c.state != ready || !writeKey(s, c.v, depth-1) {
			return false
		}
	}
	for _, e := range o.elems {
		if !writeKey(s, e, depth-1) {
			return false
		}
	}
	return true
}
