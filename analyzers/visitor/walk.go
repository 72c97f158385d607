package visitor

import (
	"slices"

	"clerkvet/analyzers/js"
)

// A stage is one step of what is done in order: something that is only
// evaluated, or something that tells each way in which it ends.
type stage struct {
	eval func() completion
	run  func(then)
}

// inOrder runs statements one after the other. What follows a statement is run
// from every way in which it ends, and nothing that came before is run again:
// what it made stays the same.
func (m *run) inOrder(list []js.Node, s *scope, k then) {
	stages := make([]stage, 0, len(list))
	for _, n := range list {
		m.announce(n, s)
		if f := m.simple[n.Kind()]; f != nil {
			stages = append(stages, stage{eval: func() completion { m.step(); return f(m, n, s) }})
		} else if m.statements[n.Kind()] != nil {
			stages = append(stages, stage{run: func(k then) { m.exec(n, s, k) }})
		}
	}
	m.inTurn(stages, k)
}

// announce declares what a statement declares, before any is run.
func (m *run) announce(n js.Node, s *scope) {
	if n.Kind() == js.ExportStatement {
		n = n.Field(js.FieldDeclaration)
	}
	if n.Kind() != js.LexicalDeclaration {
		return
	}
	for d := range n.Named() {
		for name := range d.Field(js.FieldName).Bindings() {
			s.declare(name.Text(), m.cell(undefined))
		}
	}
}

// A walk goes through stages.
type walk struct {
	*run
	then    then
	ends    int // ways through that were told
	limit   int
	crowded bool   // the caller has had all the ways that it may have
	check   *Event // one that asks who is there
}

// inTurn tells the ways to get through stages.
func (m *run) inTurn(stages []stage, k then) {
	w := &walk{run: m, then: k, limit: maxInner, crowded: m.crowded}
	before := m.mark()
	w.from(stages)
	m.crowded = w.crowded
	if w.ends > w.limit {
		m.back(before)
		w.rest()
	}
}

// from runs the stages in the present state.
func (w *walk) from(stages []stage) {
	for i, s := range stages {
		w.run.crowded = w.crowded || w.ends >= w.limit
		c, ways := w.ways(s)
		switch {
		case ways != nil:
			w.fromEach(ways, stages[i+1:])
			return
		case c.kind != normal:
			w.tell(c)
			return
		}
	}
	w.tell(completion{})
}

// ways returns the ways in which a stage ends, or, if there is only one, how it
// ends: then what it did stands.
func (w *walk) ways(s stage) (only completion, ways []outcome) {
	if s.eval != nil {
		only, ways = w.fan(s.eval, maxInner)
		w.look(ways)
		return only, ways
	}
	ways = w.collect(s.run)
	w.look(ways)
	if len(ways) == 1 {
		w.apply(ways[0])
		return ways[0].completion(), nil
	}
	return completion{}, ways
}

// look notes whether a way asks who is there: then more of them are walked.
func (w *walk) look(ways []outcome) {
	if w.check != nil {
		return
	}
	for _, way := range ways {
		if i := slices.IndexFunc(way.events, (*Event).denies); i >= 0 {
			w.check, w.limit = way.events[i], maxChecking
			return
		}
	}
}

func (w *walk) fromEach(ways []outcome, rest []stage) {
	before := w.mark()
	for _, way := range ways {
		w.apply(way)
		if way.passes() {
			w.from(rest)
		} else {
			w.tell(way.completion())
		}
		w.back(before)
	}
}

func (w *walk) tell(c completion) {
	w.ends++
	w.run.crowded = w.crowded
	w.then(c)
}

// rest tells a way that stands for those that were not walked. If there is a
// check among the stages, they may matter.
func (w *walk) rest() {
	w.leaveOut()
	if w.check != nil {
		w.note(&Event{Kind: Doubt, Name: "a check has too many paths to follow", At: w.check.At, stack: w.check.stack})
	}
	w.tell(completion{kind: returned, v: fresh(0, manyPaths)})
}
