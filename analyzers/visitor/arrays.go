package visitor

import "slices"

// arrayMethods are the methods of arrays, sets and maps that take or give
// something; what is missing is a pure function of the elements.
func arrayMethods() map[string]summary {
	return map[string]summary{
		"array.map":         (*run).arrayMap,
		"array.flatMap":     (*run).arrayMap,
		"array.filter":      (*run).arrayFilter,
		"array.find":        (*run).arrayFind,
		"array.some":        (*run).arraySome,
		"array.every":       (*run).arrayEvery,
		"array.forEach":     (*run).arrayForEach,
		"array.reduce":      (*run).arrayReduce,
		"array.reduceRight": (*run).arrayReduceRight,
		"array.findLast":    (*run).arrayFindLast,
		"array.findIndex":   (*run).arrayFindIndex,
		"array.toReversed":  (*run).arrayToReversed,
		"array.includes":    (*run).arrayIncludes,
		"array.indexOf":     (*run).arrayIndexOf,
		"array.lastIndexOf": (*run).arrayIndexOf,
		"array.concat":      (*run).arrayConcat,
		"array.join":        (*run).arrayJoin,
		"array.at":          (*run).arrayAt,
		"array.slice":       (*run).arraySlice,
		"array.flat":        (*run).arrayFlat,
		"array.values":      (*run).arraySame,
		"array.*":           (*run).arrayOther,
		"map.get":           (*run).mapGet,
		"map.has":           (*run).mapHas,
		"map.set":           (*run).mapSet,
		"map.add":           (*run).setAdd,
		"map.delete":        (*run).mapDelete,
		"map.clear":         (*run).mapClear,
		"map.forEach":       (*run).arrayForEach,
		"map.values":        (*run).arraySame,
		"map.*":             (*run).arrayOther,
		"function.bind":     (*run).functionBind,
		"function.call":     (*run).functionCall,
		"function.apply":    (*run).functionApply,
		"object.*":          (*run).arrayOther,
		"primitive.*":       (*run).arrayOther,
	}
}

// each calls the callback with each known element, and with an unknown one if
// there may be more.
func (m *run) each(c *call, visit func(element, result value) bool) {
	a := c.this.ref
	items := clip(a.elems)
	for i, e := range items {
		call := func() value { return m.invoke(c.arg(0), []value{e, number(float64(i)), c.this}, c.at) }
		if a.open && mayLack(e) {
			if r, called := m.perhaps(c.at, call); called && !visit(e, r) {
				return
			}
		} else if !visit(e, call()) {
			return
		}
	}
	if !a.open && len(a.elems) == len(items) {
		return
	}
	e := m.anElement(c.this)
	call := func() value { return m.invoke(c.arg(0), []value{e, fresh(0, "an index"), c.this}, c.at) }
	if len(a.elems) > len(items) {
		visit(e, call())
	} else if r, called := m.perhaps(c.at, call); called {
		visit(e, r)
	}
}

func (m *run) arrayMap(c *call) value {
	out := &object{shape: arrayShape, open: c.this.ref.open || isLong(c.this)}
	flatten := c.path == "array.flatMap"
	m.each(c, func(e, r value) bool {
		if r = m.forceIf(flatten, r); flatten && r.is(arrayShape) {
			out.elems = append(out.elems, r.ref.elems...)
		} else {
			out.elems = append(out.elems, r)
		}
		return true
	})
	if out.open {
		if !flatten && listed(c.this) != undefined && len(out.elems) > 0 {
			out.sym = listOf(out.elems[len(out.elems)-1])
		}
		out.from = originOf(out.elems...)
		out.elems = out.elems[:min(len(clip(c.this.ref.elems)), len(out.elems))]
	}
	return objectOf(m.made(out))
}

func (m *run) forceIf(force bool, v value) value {
	if force {
		return m.force(v)
	}
	return v
}

func (m *run) arrayFilter(c *call) value {
	out := &object{shape: arrayShape, open: c.this.ref.open || isLong(c.this), from: c.this.ref.from}
	var unsure []value
	m.each(c, func(e, r value) bool {
		switch m.truthOf(r) {
		case truthy:
			out.elems = append(out.elems, e)
		case undecided:
			out.open = true
			out.from |= originOf(e)
			unsure = append(unsure, m.present(e, c.arg(0)))
		}
		return true
	})
	if !c.this.ref.open && !isLong(c.this) || listed(c.this) != undefined {
		out.sym = secretList(unsure)
	}
	if out.sym == nil && (isBoolean(c.arg(0)) || isPresence(c.at.Argument(0).Unwrap())) && !m.mayGrow(c.at) {
		out.sym = &symbol{lore: &lore{density: truthyOnly}}
	}
	return objectOf(m.made(out))
}

// present is an element that a filter leaves: filter(Boolean) leaves none that is
// empty.
func (m *run) present(e, by value) value {
	if isBoolean(by) {
		return m.narrowed(e, truthy)
	}
	return e
}

func isBoolean(f value) bool { return f.is(nativeShape) && f.ref.native.path == "global#Boolean" }

// secretList is what stands for a list of some of the values, if they all are
// secrets.
func secretList(of []value) (list *symbol) {
	for _, e := range of {
		if list = listOf(e); list == nil {
			return nil
		}
	}
	return list
}

func (m *run) arrayFind(c *call) value {
	found := undefined
	done := false
	m.each(c, func(e, r value) bool {
		switch m.truthOf(r) {
		case truthy:
			found, done = m.orEither(found, e), true
		case undecided:
			found = m.either(found, e)
		}
		return !done
	})
	if c.this.ref.open && !done && listed(c.this) == undefined {
		return m.either(found, fresh(originOf(c.this), "an element"))
	}
	return found
}

func (m *run) orEither(found, e value) value {
	if found.kind == undefinedKind {
		return e
	}
	return m.either(found, e)
}

func (m *run) arraySome(c *call) value {
	v := no
	m.each(c, func(_, r value) bool {
		switch m.truthOf(r) {
		case truthy:
			v = yes
			return false
		case undecided:
			v = m.force(r)
			if v.kind == unknownKind {
				v = fresh(originOf(r), "whether some element matches")
			}
		}
		return true
	})
	if v == no && c.this.ref.open && listed(c.this) == undefined {
		return fresh(originOf(c.this), "whether some element matches")
	}
	return v
}

func (m *run) arrayEvery(c *call) value {
	v := yes
	m.each(c, func(_, r value) bool {
		switch m.truthOf(r) {
		case falsy:
			v = no
			return false
		case undecided:
			v = fresh(originOf(r), "whether every element matches")
		}
		return true
	})
	if v == yes && c.this.ref.open {
		return fresh(originOf(c.this), "whether every element matches")
	}
	return v
}

func (m *run) arrayForEach(c *call) value {
	m.each(c, func(_, _ value) bool { return true })
	return undefined
}

func (m *run) arrayReduce(c *call) value {
	elems, acc := clip(c.this.ref.elems), c.arg(1)
	if len(c.args) == 1 && len(elems) > 0 {
		acc, elems = elems[0], elems[1:]
	}
	for i, e := range elems {
		acc = m.invoke(c.arg(0), []value{acc, e, number(float64(i))}, c.at)
	}
	if c.this.ref.open || isLong(c.this) {
		m.perhaps(c.at, func() value { return m.invoke(c.arg(0), []value{acc, m.anElement(c.this)}, c.at) })
		return fresh(originOf(c.this, acc), "a reduced list")
	}
	return acc
}

func (m *run) arrayIncludes(c *call) value {
	wanted, all := m.force(c.arg(0)), c.this.ref
	elems, known := searched(c)
	unsure, proven := all.open && !all.restDensity().lacks(wanted) || !known, false
	for _, e := range elems {
		switch m.equal(e, wanted, false) {
		case truthy:
			return yes
		case undecided:
			if secret, ok := secretCompared(e, wanted); ok {
				m.secretCheck(secret, e, wanted, c.at)
				m.compares(secret, wanted, c.at, false)
				proven = m.visitor == Sender
				continue
			}
			unsure = true
		}
	}
	if !unsure || proven {
		return boolean(proven)
	}
	if list := listed(c.this); list != undefined {
		if found, ok := m.seeksSecret(list, wanted, c.at); ok {
			return found
		}
	}
	if v := amongHosts(all, wanted); v != undefined {
		return v
	}
	if texts := !all.open && len(all.elems) > 0 && !slices.ContainsFunc(all.elems, func(e value) bool { return e.kind != stringKind }); texts {
		if v, ok := m.asksWhat(wanted, all.elems[0]); ok {
			return v
		}
	}
	m.looksFor(c.this, wanted, c.at)
	return m.ofNamedPeople(m.calledAfter(fresh(originOf(c.this, wanted), "whether a list has a value"), append(clip(all.elems), wanted)...), all)
}

func (m *run) arrayPush(c *call) value {
	a := c.this.ref
	m.keepsSent(c.this, c.at, c.args...)
	m.setElems(a, append(slices.Clip(a.elems), c.args...))
	if c.open {
		m.open(a)
	}
	return fresh(0, "a length")
}

func (m *run) arrayConcat(c *call) value {
	out := &object{shape: arrayShape, open: c.this.ref.open, from: c.this.ref.from, elems: slices.Clone(c.this.ref.elems)}
	for _, a := range c.args {
		a = m.force(a)
		switch {
		case a.is(arrayShape):
			out.elems = append(out.elems, a.ref.elems...)
			out.open = out.open || a.ref.open
		case a.kind == unknownKind:
			out.open = true
			out.from |= a.origin()
		default:
			out.elems = append(out.elems, a)
		}
	}
	return objectOf(m.made(out))
}

func (m *run) arrayJoin(c *call) value {
	sep := ","
	if s := m.force(c.arg(0)); s.kind == stringKind {
		sep = s.str
	}
	if c.this.ref.open || len(c.this.ref.elems) > longList {
		return fresh(originOf(c.this), "a joined list")
	}
	v := text("")
	for i, e := range c.this.ref.elems {
		if i > 0 {
			v = m.concat(v, text(sep))
		}
		if !e.nullish() {
			v = m.concat(v, e)
		}
	}
	return v
}

func (m *run) arrayAt(c *call) value {
	i := m.force(c.arg(0))
	a := c.this.ref
	if i.kind != numberKind || a.open {
		return m.anElement(c.this)
	}
	at := int(i.num)
	if at < 0 {
		at += len(a.elems)
	}
	if at < 0 || at >= len(a.elems) {
		return undefined
	}
	return a.elems[at]
}

func (m *run) arraySlice(c *call) value {
	from, to := m.force(c.arg(0)), m.force(c.arg(1))
	a := c.this.ref
	if a.open || from.kind != numberKind || to.kind != numberKind && to.kind != undefinedKind {
		return fresh(originOf(c.this), "a part of a list")
	}
	lo, hi := bounds(from, to, len(a.elems))
	return array(a.elems[lo:hi])
}

// bounds are the ends of a slice of n elements, as JavaScript counts them.
func bounds(from, to value, n int) (int, int) {
	lo, hi := 0, n
	if from.kind == numberKind {
		lo = wrap(from.num, n)
	}
	if to.kind == numberKind {
		hi = wrap(to.num, n)
	}
	return lo, max(lo, hi)
}

func wrap(f float64, n int) int {
	i := int(f)
	if i < 0 {
		i += n
	}
	return max(0, min(i, n))
}

func (m *run) arrayFlat(c *call) value {
	levels := 1
	if n := m.force(c.arg(0)); n.kind == numberKind {
		levels = int(min(max(n.num, 0), originDepth))
	}
	out := &object{shape: arrayShape, open: c.this.ref.open, from: c.this.ref.from}
	flatten(out, c.this.ref.elems, levels)
	return objectOf(m.made(out))
}

func flatten(out *object, elems []value, levels int) {
	for _, e := range elems {
		if levels > 0 && e.is(arrayShape) {
			flatten(out, e.ref.elems, levels-1)
			out.open = out.open || e.ref.open
			continue
		}
		out.elems = append(out.elems, e)
	}
}

func (m *run) arraySame(c *call) value { return c.this }

func (m *run) arrayOther(c *call) value {
	m.callbacks(c, fresh(originOf(c.this), "an element"))
	return fresh(originOf(append(c.args, c.this)...), "what a method returns")
}
