package visitor

import "slices"

// shows fills the portrait with what the ways through the function do, and
// reports whether it is impartial as far as they show.
func (p *portrait) shows(ways []outcome, l *lesson) bool {
	p.looks = append(p.looks, l.looks...)
	for _, w := range ways {
		v, t := w.view(), w.thrown
		if v.is(promiseShape) {
			v, t = v.ref.promise.v, v.ref.promise.thrown
		}
		switch {
		case t != nil && t.denial != "", t == nil && !isGiven(v, originDepth):
			return false
		case t != nil:
			p.throws = true
		default:
			p.gives = append(p.gives, v)
			p.keeps = p.keeps || isOfArgument(v, originDepth)
		}
		for _, e := range w.events {
			if !e.impartial() {
				return false
			}
			p.logs = p.logs || e.Kind == Log
			if e.Kind == Effect && !slices.ContainsFunc(p.reads, e.same) {
				p.reads = append(p.reads, e)
			}
		}
		if !p.showsChanges(w.changes) {
			return false
		}
	}
	return true
}

func (p *portrait) showsChanges(changes []*change) bool {
	for _, c := range changes {
		switch {
		case c.assumed || c.loaded || c.birth > 0:
		case c.cell != nil && !p.showsWrite(c.cell, c.now), c.cell == nil && !p.showsObject(c):
			return false
		}
	}
	return true
}

// showsWrite notes that a variable of a module is written: with data, or with the
// object of a package. Of parts and of variables inside functions it is not known
// who else reads them.
func (p *portrait) showsWrite(x *cell, now value) bool {
	if !x.variable {
		return false
	}
	for _, v := range optionsOf(now) {
		switch client := p.client(x); {
		case v.nullish() && len(optionsOf(now)) > 1, sameNative(client, v):
		case v.is(nativeShape) && client.ref == nil && x.variable:
			p.clients = append(p.clients, clientOf{x, v})
		case client.ref != nil || !isGiven(v, originDepth):
			return false
		default:
			p.wrote |= originOf(v)
			p.keeps = p.keeps || isOfArgument(v, originDepth)
			p.cells = appendNew(p.cells, x)
		}
	}
	return true
}

func (p *portrait) showsObject(c *change) bool {
	if c.added != nil && !isGiven(c.added.v, originDepth) || slices.ContainsFunc(c.list, func(v value) bool { return !isGiven(v, originDepth) }) {
		return false
	}
	p.objects = appendNew(p.objects, c.object)
	p.keeps = p.keeps || c.added != nil && isOfArgument(c.added.v, originDepth) ||
		slices.ContainsFunc(c.list, func(v value) bool { return isOfArgument(v, originDepth) })
	return true
}

func isObject(v value) bool { return v.ref != nil }

// isOfArgument reports whether a value is, or holds, an argument of the function
// that is learned or a part of one: who writes to it writes to the argument.
func isOfArgument(v value, depth int) bool {
	if v.kind == unknownKind {
		if slices.ContainsFunc(v.sym.options, func(o value) bool { return isOfArgument(o, depth) }) {
			return true
		}
		root := v.sym
		for root.parent != nil && !computes(root.op) {
			root = root.parent
		}
		return root.parent == nil && root.from == FromArgument && root.name == anArgument
	}
	if v.ref == nil || depth == 0 {
		return v.ref != nil
	}
	for _, c := range v.ref.props {
		if isOfArgument(c.v, depth-1) {
			return true
		}
	}
	return slices.ContainsFunc(v.ref.elems, func(e value) bool { return isOfArgument(e, depth-1) })
}

const anArgument = "an argument"

func appendNew[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}

// impartial reports whether a function may note an event and still be impartial.
func (e *Event) impartial() bool {
	switch e.Kind {
	case Log, Assumption:
		return true
	case Effect:
		return e.Verb == Read && !e.Hard
	}
	return false
}

// pose returns the ways of a call as the portrait shows them.
func (m *run) pose(p *portrait, c *call) (outs []outcome) {
	from := originOf(c.args...)
	events := make([]*Event, 0, len(p.reads))
	for _, e := range p.reads {
		read := *e
		read.stack = append(append(slices.Clone(m.stack), c), e.stack[min(1, len(e.stack)):]...)
		events = append(events, &read)
	}
	var changes []*change
	for _, x := range p.cells {
		changes = append(changes, impartialChange(write(x, fresh(p.wrote&^(FromArgument|FromCredential)|from, "a variable of a module"))))
	}
	for _, o := range p.objects {
		changes = append(changes, impartialChange(opening(o, p.wrote&^(FromArgument|FromCredential)|from)))
	}
	for _, x := range p.clients {
		before := fresh(0, "a variable of a module")
		if x.cell.state == ready {
			before = x.cell.v
		}
		changes = append(changes, impartialChange(write(x.cell, m.either(before, x.v))))
	}
	async := c.fn.ref.closure.node.IsAsync()
	if len(p.gives) > 0 {
		v := likenessOf(p.gives, from, c.fn.ref.closure.name+"()", 2)
		if async {
			v = resolved(v)
		}
		outs = append(outs, outcome{v: v, events: events, changes: changes})
	}
	if p.throws {
		t := &thrown{v: fresh(FromError, "an error"), at: c.at.Span()}
		o := outcome{thrown: t, events: events, changes: changes}
		if async {
			o = outcome{v: rejected(t), events: events, changes: changes}
		}
		outs = append(outs, o)
	}
	return outs
}

func impartialChange(c *change) *change {
	c.impartial = true
	return c
}

// likenessOf is one value for those that a function gave: their parts, with where
// they come from, and nothing else of them.
func likenessOf(values []value, from Origin, name string, depth int) value {
	var kept []value
	nothing := false
	for _, v := range values {
		for _, o := range optionsOf(v) {
			if nothing = nothing || o.nullish(); !o.nullish() {
				kept = append(kept, o)
			}
		}
	}
	switch {
	case len(kept) == 0:
		return optionsOf(values[0])[0]
	case !nothing && (kept[0].concrete() || isVariable(kept[0])) && !slices.ContainsFunc(kept, func(o value) bool { return o != kept[0] }):
		return kept[0]
	}
	v := fresh(given(kept...)|from, name)
	if !slices.ContainsFunc(kept, func(o value) bool { return o.ref == nil }) {
		v.sym.truth = truthy
	}
	if depth > 0 && !slices.ContainsFunc(kept, func(o value) bool { return !o.is(plainShape) }) {
		v = objectOf(likenessOfObjects(kept, from, name, depth))
	}
	if nothing {
		v = value{kind: unknownKind, sym: &symbol{from: v.origin(), name: name, options: []value{null, v}, lore: noLore}}
	}
	return v
}

// isVariable reports whether a value is that of an environment variable, which is
// the same for everybody.
func isVariable(v value) bool {
	return v.kind == unknownKind && v.sym.parent == nil && v.sym.env != ""
}

func likenessOfObjects(values []value, from Origin, name string, depth int) *object {
	o := &object{props: map[string]*cell{}, open: true, from: given(values...) | from}
	for _, v := range values {
		for _, k := range v.ref.keys {
			if o.props[k] != nil {
				continue
			}
			var parts []value
			for _, x := range values {
				if c := x.ref.props[k]; c != nil {
					parts = append(parts, c.v)
				} else {
					parts = append(parts, fresh(0, name))
				}
			}
			o.keys = append(o.keys, k)
			o.props[k] = &cell{v: likenessOf(parts, from, name+"."+k, depth-1)}
		}
	}
	return o
}

// given is where values come from, without the arguments that a function was
// learned with.
// Of a value of several ways it is not known which of them are credentials.
func given(values ...value) Origin { return originOf(values...) &^ (FromArgument | FromCredential) }
