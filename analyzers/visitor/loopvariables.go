package visitor

import "clerkvet/analyzers/js"

// ownVariables is the scope of one round of a loop: where a function may keep what
// let declares in its head, each round has variables of its own.
func (m *run) ownVariables(loop js.Node, s *scope) *scope {
	if !loop.Is(js.ForStatement) || len(s.vars) == 0 || !m.makesFunctions(loop.Field(js.FieldBody)) {
		return s
	}
	inner := s.inner()
	for _, name := range sortedKeys(s.vars) {
		inner.declare(name, m.cell(m.read(s.vars[name])))
	}
	return inner
}

// handBack gives the variables of the next round what this one left.
func (m *run) handBack(inner, s *scope) {
	if inner == s {
		return
	}
	for _, name := range sortedKeys(inner.vars) {
		m.set(s.vars[name], m.read(inner.vars[name]))
	}
}

// makesFunctions reports whether there is a function in a node.
func (w *worker) makesFunctions(n js.Node) bool {
	makes, known := w.makers[n]
	if !known {
		for d := range n.Descendants() {
			if makes = d.IsFunction(); makes {
				break
			}
		}
		w.makers[n] = makes
	}
	return makes
}

// blurLoop forgets what the rounds of a loop may have left that are not run.
func (m *run) blurLoop(loop js.Node, s *scope) {
	for n := range loop.Descendants() {
		for _, target := range targets(n) {
			root := rootOf(target)
			if root.Is(js.This) && s.this != nil && s.this.ref != nil {
				m.blurs(s.this.ref, target.Unwrap())
			}
			if !root.Is(js.Identifier) {
				continue
			}
			c := m.find(s, root.Text())
			switch {
			case c == nil:
			case root == target.Unwrap():
				m.set(c, fresh(originOf(m.read(c)), "a variable of a long loop"))
			case m.read(c).ref != nil:
				m.blurs(m.read(c).ref, target.Unwrap())
			}
		}
	}
}
