package visitor

import (
	"clerkvet/analyzers/js"
)

// A completion is how a statement ends. Throwing is a panic.
type completion struct {
	kind  completionKind
	v     value
	label string
	at    js.Node
}

type completionKind uint8

const (
	normal completionKind = iota
	returned
	broke
	continued
)

// statements is the table of statement kinds; what is missing is evaluated as
// an expression or has no effect.
func statements() map[js.Kind]func(*run, js.Node, *scope) completion {
	return map[js.Kind]func(*run, js.Node, *scope) completion{
		js.StatementBlock:       (*run).block,
		js.ExpressionStatement:  (*run).expressionStatement,
		js.LexicalDeclaration:   (*run).declaration,
		js.VariableDeclaration:  (*run).declaration,
		js.IfStatement:          (*run).ifStatement,
		js.ReturnStatement:      (*run).returnStatement,
		js.ThrowStatement:       (*run).throwStatement,
		js.TryStatement:         (*run).tryStatement,
		js.SwitchStatement:      (*run).switchStatement,
		js.ForStatement:         (*run).forStatement,
		js.ForInStatement:       (*run).forIn,
		js.WhileStatement:       (*run).whileStatement,
		js.DoStatement:          (*run).doStatement,
		js.BreakStatement:       (*run).breakStatement,
		js.ContinueStatement:    (*run).continueStatement,
		js.LabeledStatement:     (*run).labeled,
		js.ExportStatement:      (*run).exported,
		js.ElseClause:           (*run).elseClause,
		js.FunctionDeclaration:  (*run).nothing,
		js.ClassDeclaration:     (*run).nothing,
		js.EmptyStatement:       (*run).nothing,
		js.TypeAliasDeclaration: (*run).nothing,
	}
}

func (m *run) exec(n js.Node, s *scope) completion {
	m.step()
	if f := m.statements[n.Kind()]; f != nil {
		return f(m, n, s)
	}
	return completion{}
}

func (m *run) nothing(js.Node, *scope) completion { return completion{} }

func (m *run) block(n js.Node, s *scope) completion {
	s = s.inner()
	m.hoist(n, s)
	return m.sequence(n, s)
}

func (m *run) sequence(n js.Node, s *scope) completion {
	for statement := range n.Named() {
		if c := m.exec(statement, s); c.kind != normal {
			return c
		}
	}
	return completion{}
}

func (m *run) elseClause(n js.Node, s *scope) completion { return m.exec(n.First(), s) }

func (m *run) exported(n js.Node, s *scope) completion {
	return m.exec(n.Field(js.FieldDeclaration), s)
}

func (m *run) expressionStatement(n js.Node, s *scope) completion {
	m.eval(n.First(), s)
	return completion{}
}

func (m *run) declaration(n js.Node, s *scope) completion {
	for d := range n.Named() {
		if d.Kind() != js.VariableDeclarator {
			continue
		}
		init := d.Field(js.FieldValue)
		v := m.initializer(d, s)
		if n.Kind() == js.VariableDeclaration {
			if !init.IsZero() {
				m.assignTo(d.Field(js.FieldName), v, s)
			}
			continue
		}
		m.bind(d.Field(js.FieldName), v, s)
	}
	return completion{}
}

func (m *run) ifStatement(n js.Node, s *scope) completion {
	cond, then, other := n.Field(js.FieldCondition), n.Field(js.FieldConsequence), n.Field(js.FieldAlternative)
	if m.quiet(then) && m.quiet(other) && m.quiet(cond) && m.truthOf(m.eval(cond, s)) == undecided {
		m.bothBranches(then, other, s)
		return completion{}
	}
	if m.test(cond, s) {
		return m.exec(then, s)
	}
	if !other.IsZero() {
		return m.exec(other, s)
	}
	return completion{}
}

// bothBranches runs two branches that only compute, and joins what they write:
// otherwise every default value would double the paths.
func (m *run) bothBranches(then, other js.Node, s *scope) {
	written, first, rest := m.tryOut(then, s)
	more, second, others := m.tryOut(other, s)
	for _, c := range append(written, more...) {
		if a, b := orValue(first, c), orValue(second, c); a != c.v || b != c.v {
			m.set(c, m.either(a, b))
		}
	}
	for _, c := range append(rest, others...) {
		m.do(c)
	}
}

func orValue(values map[*cell]value, c *cell) value {
	if v, ok := values[c]; ok {
		return v
	}
	return c.v
}

// tryOut runs a branch, takes it back, and returns the variables that it wrote
// with their values, and what else it changed.
func (m *run) tryOut(n js.Node, s *scope) (written []*cell, values map[*cell]value, rest []change) {
	if n.IsZero() {
		return nil, nil, nil
	}
	values = map[*cell]value{}
	trail, events := len(m.trail), len(m.events)
	m.exec(n, s)
	for _, c := range m.trail[trail:] {
		switch {
		case c.cell != nil:
			written = append(written, c.cell)
			values[c.cell] = c.cell.v
		case !c.assumed:
			rest = append(rest, c)
		}
	}
	m.undoTo(trail, events)
	return written, values, rest
}

func (m *run) returnStatement(n js.Node, s *scope) completion {
	c := completion{kind: returned, v: undefined, at: n}
	if x := n.First(); !x.IsZero() {
		c.v = m.eval(x, s)
	}
	return c
}

func (m *run) throwStatement(n js.Node, s *scope) completion {
	v := m.eval(n.First(), s)
	m.raise(v, n)
	return completion{}
}

// raise throws a value, or throws again what was caught.
func (m *run) raise(v value, at js.Node) {
	if v.ref != nil && v.ref.native != nil {
		if t := v.ref.native.thrown; t != nil {
			panic(t)
		}
	}
	panic(&thrown{v: v, at: at.Span()})
}

func (m *run) typeError(at js.Node, v value) {
	panic(&thrown{v: fresh(FromError, "TypeError"), at: at.Span(), accidental: true, denial: "a TypeError: " + describeNullish(v)})
}

func describeNullish(v value) string {
	what := "undefined"
	if v.kind == nullKind {
		what = "null"
	}
	if v.from.Has(FromClerk) {
		return what + " of Clerk is used without a check"
	}
	return what + " is used as an object"
}

func (m *run) tryStatement(n js.Node, s *scope) completion {
	handler, finalizer := n.Field(js.FieldHandler), n.Field(js.FieldFinalizer)
	var c completion
	t := m.guarded(func() { c = m.exec(n.Field(js.FieldBody), s) })
	if t != nil && !handler.IsZero() {
		t2 := m.guarded(func() { c = m.catch(handler, t, s) })
		t = t2
	}
	if !finalizer.IsZero() {
		if f := m.exec(finalizer.Field(js.FieldBody), s); f.kind != normal {
			return f
		}
	}
	if t != nil {
		panic(t)
	}
	return c
}

// guarded runs f and returns what it throws, or nil.
func (m *run) guarded(f func()) *thrown {
	o := m.attempt(func() value { f(); return undefined })
	return o.thrown
}

func (m *run) catch(handler js.Node, t *thrown, s *scope) completion {
	s = s.inner()
	if p := handler.Field(js.FieldParameter); !p.IsZero() {
		m.bind(p, caught(t), s)
	}
	m.handling++
	defer func() { m.handling-- }()
	return m.exec(handler.Field(js.FieldBody), s)
}

// caught is the value that a catch clause receives. Throwing it again denies as
// before.
func caught(t *thrown) value {
	v := t.v
	if v.ref != nil && v.ref.shape != plainShape && v.ref.shape != errorShape {
		return v // a thrown Response
	}
	o := &object{shape: errorShape, open: true, from: FromError, native: &native{thrown: t}}
	if v.ref != nil {
		o.props, o.keys, o.class = v.ref.props, v.ref.keys, v.ref.class
	}
	return objectOf(o)
}

func (m *run) switchStatement(n js.Node, s *scope) completion {
	subject := m.eval(n.Field(js.FieldValue), s)
	s = s.inner()
	body := n.Field(js.FieldBody)
	m.hoist(body, s)
	var cases []js.Node
	for c := range body.Named() {
		cases = append(cases, c)
	}
	c := m.runCases(cases, m.pickCase(cases, subject, s), s)
	if c.kind == broke && c.label == "" {
		return completion{}
	}
	return c
}

// pickCase returns the index of the case that applies, or -1.
func (m *run) pickCase(cases []js.Node, subject value, s *scope) int {
	fallback := -1
	for i, c := range cases {
		if c.Kind() == js.SwitchDefault {
			fallback = i
			continue
		}
		if m.holds(m.strictEqual(subject, m.eval(c.Field(js.FieldValue), s), c), c) {
			return i
		}
	}
	return fallback
}

func (m *run) runCases(cases []js.Node, from int, s *scope) completion {
	if from < 0 {
		return completion{}
	}
	for _, c := range cases[from:] {
		for statement := range c.Named() {
			if statement.Role() == js.FieldValue {
				continue
			}
			if done := m.exec(statement, s); done.kind != normal {
				return done
			}
		}
	}
	return completion{}
}

func (m *run) breakStatement(n js.Node, _ *scope) completion {
	return completion{kind: broke, label: n.Field(js.FieldLabel).Text()}
}

func (m *run) continueStatement(n js.Node, _ *scope) completion {
	return completion{kind: continued, label: n.Field(js.FieldLabel).Text()}
}

func (m *run) labeled(n js.Node, s *scope) completion {
	label := n.Field(js.FieldLabel).Text()
	c := m.exec(n.Field(js.FieldBody), s)
	if (c.kind == broke || c.kind == continued) && c.label == label {
		return completion{}
	}
	return c
}
