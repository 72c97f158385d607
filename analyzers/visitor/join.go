package visitor

import (
	"fmt"
	"strings"
)

// fewOutcomes is how many ways of ending a call are kept apart whatever they
// differ in.
const fewOutcomes = 4

// condense makes one of the outcomes that end alike: what is computed differs, but
// not whether the visitor is told off. It keeps the ways through a function from
// multiplying with those through its callers.
func condense(outs []outcome, since int) []outcome {
	if len(outs) <= fewOutcomes {
		return outs
	}
	return grouped(outs, func(o *outcome) (string, bool) { return o.likeness(since) }, blur)
}

// grouped makes one of the outcomes with the same key; what has none stays.
func grouped(outs []outcome, key func(*outcome) (string, bool), join func(a, b outcome) outcome) (kept []outcome) {
	groups := map[string]int{}
	for _, o := range outs {
		k, ok := key(&o)
		if i, seen := groups[k]; ok && seen {
			kept[i] = join(kept[i], o)
			continue
		}
		if ok {
			groups[k] = len(kept)
		}
		kept = append(kept, o)
	}
	return kept
}

// likeness tells outcomes apart by their events and by what a guard looks at.
func (o *outcome) likeness(since int) (string, bool) {
	var b strings.Builder
	for _, c := range o.changes {
		if !c.assumed && !c.loaded && c.birth <= since {
			return "", false
		}
	}
	for _, e := range o.events {
		if e.Kind != Log {
			fmt.Fprintf(&b, "%s %s %v;", e.Kind, e.Name, e.Holds)
		}
	}
	fmt.Fprintf(&b, "%d %s ", o.end.kind, o.end.label)
	if t := o.thrown; t != nil {
		t.writeLikeness(&b)
		return b.String(), true
	}
	ok := likeValue(&b, o.v, 2)
	return b.String(), ok
}

// writeLikeness tells errors apart by what they mean to the visitor, and by what
// a catch clause may ask of them.
func (t *thrown) writeLikeness(b *strings.Builder) {
	fmt.Fprintf(b, "throw %s %d %v", t.denial, t.status, t.accidental)
	if t.v.ref != nil {
		fmt.Fprintf(b, " %d %p", t.v.ref.shape, t.v.ref.class)
	}
}

func likeValue(b *strings.Builder, v value, depth int) bool {
	fmt.Fprintf(b, "%d ", v.kind)
	switch {
	case v.kind == boolKind:
		fmt.Fprintf(b, "%v", v.num)
	case v.kind == unknownKind:
		fmt.Fprintf(b, "%d%d", v.sym.truth, v.sym.from&(FromClerk|FromSecret|FromCredential))
		return v.sym.callable == nil
	case v.nullish():
		fmt.Fprintf(b, "%d", v.from&(FromClerk|FromRecord))
	case v.ref != nil:
		return likeObject(b, v.ref, depth)
	}
	return true
}

func likeObject(b *strings.Builder, o *object, depth int) bool {
	fmt.Fprintf(b, "o%d", o.shape)
	switch o.shape {
	case promiseShape:
		if t := o.promise.thrown; t != nil {
			t.writeLikeness(b)
			return true
		}
		return likeValue(b, o.promise.v, depth)
	case arrayShape, regexShape:
		return true
	case plainShape:
	default:
		return false
	}
	for _, k := range o.keys {
		c := o.props[k]
		if c.state != ready || c.getter != nil {
			return false
		}
		if c.v.ref != nil && (c.v.ref.shape == functionShape || c.v.ref.shape == nativeShape) {
			return false
		}
		if tells(c.v) {
			b.WriteString(k)
			if depth == 0 || !likeValue(b, c.v, depth-1) {
				return false
			}
		}
	}
	return true
}

// tells reports whether a guard may look at a property: a flag, a response, what
// Clerk gave.
func tells(v value) bool {
	return v.kind == boolKind || v.is(responseShape) || v.origin().Has(FromClerk) || v.nullish()
}

// blur joins two alike outcomes: what they computed is forgotten.
func blur(a, b outcome) outcome {
	if a.thrown != nil {
		return a
	}
	a.v = blurred(a.v, b.v)
	var changes []change
	for _, c := range a.changes {
		if !c.assumed && (!c.loaded || b.loads(c)) {
			changes = append(changes, c)
		}
	}
	a.changes = changes
	return a
}

func blurred(a, b value) value {
	switch {
	case a == b:
		return a
	case a.is(promiseShape) && a.ref.promise.thrown != nil:
		return a
	case a.is(promiseShape) && b.is(promiseShape):
		return resolved(blurred(a.ref.promise.v, b.ref.promise.v))
	case a.is(nativeShape) && b.is(nativeShape) && a.ref.native.path == b.ref.native.path,
		a.is(functionShape) && b.is(functionShape) && a.ref.at == b.ref.at:
		return a
	case a.is(plainShape) && b.is(plainShape):
		return blurredObject(a.ref, b.ref)
	}
	v := fresh(originOf(a, b), "a value of several")
	if !a.concrete() && a.kind != unknownKind || a.kind == unknownKind && a.sym.truth == truthy {
		v.sym.truth = truthy
	}
	return v
}

// hasLike reports whether an object has a property with a value like v.
func (o *object) hasLike(key string, v value) bool {
	var is, would strings.Builder
	c := o.props[key]
	return c != nil && c.state == ready && likeValue(&is, c.v, 2) && likeValue(&would, v, 2) && is.String() == would.String()
}

// blurredObject is either of two objects: of what tells something, it keeps what
// both have.
func blurredObject(a, b *object) value {
	o := &object{props: map[string]*cell{}, open: true, from: a.from | b.from}
	for _, k := range a.keys {
		c := a.props[k]
		if tells(c.v) && b.hasLike(k, c.v) {
			o.props[k] = c
			o.keys = append(o.keys, k)
			continue
		}
		o.from |= originOf(c.v)
	}
	for _, k := range b.keys {
		o.from |= originOf(b.props[k].v)
	}
	return objectOf(o)
}
