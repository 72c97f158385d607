package visitor

import (
	"bytes"
	"sync"
)

// fewOutcomes is how many ways of ending a call are kept apart whatever they
// differ in.
const fewOutcomes = 4

// condense makes one of the outcomes that end alike: what is computed differs, but
// not whether the visitor is told off. It keeps the ways through a function from
// multiplying with those through its callers.
func (m *run) condense(outs []outcome, since int) []outcome {
	if len(outs) <= fewOutcomes {
		return outs
	}
	return grouped(outs, func(o *outcome, s *signature) bool { return o.likeness(since, s) }, m.blur)
}

// grouped makes one of the outcomes with the same key; what has none stays. It
// writes where they are.
func grouped(outs []outcome, write func(*outcome, *signature) bool, join func(a, b outcome) outcome) []outcome {
	s := signatures.Get().(*signature)
	defer signatures.Put(s)
	s.b = s.b[:0]
	var keys keys
	kept := outs[:0]
	for i := range outs {
		from := len(s.b)
		if !write(&outs[i], s) {
			s.b = s.b[:from]
			kept = append(kept, outs[i])
			continue
		}
		if k := keys.find(s.b, from); k != nil {
			s.b = s.b[:from]
			kept[k.of] = join(kept[k.of], outs[i])
			continue
		}
		keys = append(keys, key{from, len(s.b), len(kept)})
		kept = append(kept, outs[i])
	}
	clear(outs[len(kept):])
	return kept
}

var signatures = sync.Pool{New: func() any { return &signature{} }}

// A key is where the signature of an outcome stands, and which outcome it is.
type key struct{ from, to, of int }

type keys []key

// find returns the key that is the same as what is written from there on, or nil.
func (ks keys) find(b []byte, from int) *key {
	for i := range ks {
		if k := &ks[i]; k.to-k.from == len(b)-from && bytes.Equal(b[k.from:k.to], b[from:]) {
			return k
		}
	}
	return nil
}

// likeness tells outcomes apart by their events and by what a guard looks at.
func (o *outcome) likeness(since int, s *signature) bool {
	for _, c := range o.changes {
		if !c.assumed && !c.loaded && c.birth <= since {
			return false
		}
	}
	for _, e := range o.events {
		if e.Kind != Log {
			s.text(string(e.Kind), e.Name)
			s.flag(e.Holds)
		}
	}
	s.number(int(o.end.kind))
	s.text(o.end.label)
	if t := o.thrown; t != nil {
		t.writeLikeness(s)
		return true
	}
	return likeValue(s, o.view(), 2)
}

// writeLikeness tells errors apart by what they mean to the visitor, and by what
// a catch clause may ask of them.
func (t *thrown) writeLikeness(s *signature) {
	s.text("throw", t.denial)
	s.number(t.status)
	s.flag(t.accidental)
	if t.v.ref != nil {
		s.number(int(t.v.ref.shape))
		s.identity(t.v.ref.class)
	}
}

func likeValue(s *signature, v value, depth int) bool {
	s.number(int(v.kind))
	switch {
	case v.kind == boolKind:
		s.float(v.num)
	case v.kind == unknownKind:
		s.number(int(v.sym.truth), int(v.sym.from&(FromClerk|FromSecret|FromCredential)))
		return v.sym.callable == nil
	case v.nullish():
		s.number(int(v.from & (FromClerk | FromRecord)))
	case v.ref != nil:
		return likeObject(s, v.ref, depth)
	}
	return true
}

func likeObject(s *signature, o *object, depth int) bool {
	s.number(int(o.shape))
	switch o.shape {
	case promiseShape:
		if t := o.promise.thrown; t != nil {
			t.writeLikeness(s)
			return true
		}
		return likeValue(s, o.promise.v, depth)
	case arrayShape, regexShape:
		return true
	case plainShape:
		if o.class != nil {
			s.identity(o.class)
		}
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
			s.text(k)
			if depth == 0 || !likeValue(s, c.v, depth-1) {
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
func (m *run) blur(a, b outcome) outcome {
	if a.thrown != nil {
		return a
	}
	a.v, a.seen = m.blurred(a.view(), b.view()), nil
	var changes []*change
	for _, c := range a.changes {
		if !c.assumed && (!c.loaded || b.loads(c)) {
			changes = append(changes, c)
		}
	}
	a.changes = changes
	return a
}

func (m *run) blurred(a, b value) value {
	switch {
	case a == b:
		return a
	case a.is(promiseShape) && a.ref.promise.thrown != nil:
		return a
	case a.is(promiseShape) && b.is(promiseShape):
		return resolved(m.blurred(a.ref.promise.v, b.ref.promise.v))
	case a.is(nativeShape) && b.is(nativeShape) && a.ref.native.path == b.ref.native.path && askTheSame(a.ref.native, b.ref.native),
		a.is(functionShape) && b.is(functionShape) && a.ref.at == b.ref.at:
		return a
	case a.is(plainShape) && b.is(plainShape):
		return blurredObject(a.ref, b.ref)
	}
	v := m.oneOf(a, b)
	if !a.concrete() && a.kind != unknownKind || a.kind == unknownKind && a.sym.truth == truthy {
		v.sym.truth = truthy
	}
	return v
}

// hasLike reports whether an object has a property with a value like v.
func (o *object) hasLike(key string, v value) bool {
	var is, would signature
	c := o.props[key]
	return c != nil && c.state == ready && likeValue(&is, c.v, 2) && likeValue(&would, v, 2) && is.String() == would.String()
}

// blurredObject is either of two objects: of what tells something, it keeps what
// both have.
func blurredObject(a, b *object) value {
	o := &object{props: map[string]*cell{}, open: true, from: a.from | b.from}
	if a.class == b.class {
		o.class = a.class
	}
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
