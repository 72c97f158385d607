package visitor

import (
	"maps"
	"slices"
	"strconv"

	"clerkvet/analyzers/js"
)

// A completion is how a statement ends.
type completion struct {
	kind   completionKind
	v      value
	label  string
	at     js.Node
	thrown *thrown
}

type completionKind uint8

const (
	normal completionKind = iota
	returned
	broke
	continued
	threw
)

// What follows a statement is told each way in which it ends, in the state of
// then. Whoever runs a statement goes back to the state before by itself.
type then func(completion)

// on is then for a statement whose evaluation may throw: the rest is left out if
// it does.
func (k then) on(rest func(completion)) then {
	return func(c completion) {
		if c.kind == threw {
			k(c)
			return
		}
		rest(c)
	}
}

// A statement is how one kind of statement runs.
type statement func(*run, js.Node, *scope, then)

// statements is the table of statement kinds; what is missing has no effect.
func statements() map[js.Kind]statement {
	return map[js.Kind]statement{
		js.StatementBlock:   (*run).block,
		js.IfStatement:      (*run).ifStatement,
		js.TryStatement:     (*run).tryStatement,
		js.SwitchStatement:  (*run).switchStatement,
		js.ForStatement:     (*run).forStatement,
		js.ForInStatement:   (*run).forIn,
		js.WhileStatement:   (*run).whileStatement,
		js.DoStatement:      (*run).doStatement,
		js.LabeledStatement: (*run).labeled,
		js.ExportStatement:  (*run).exported,
		js.ElseClause:       (*run).elseClause,
	}
}

// A simple statement only evaluates something.
type simple func(*run, js.Node, *scope) completion

func simpleStatements() map[js.Kind]simple {
	return map[js.Kind]simple{
		js.ExpressionStatement:      (*run).expressionStatement,
		js.ClassDeclaration:         (*run).classStatement,
		js.AbstractClassDeclaration: (*run).classStatement,
		js.EnumDeclaration:          (*run).classStatement,
		js.LexicalDeclaration:       (*run).declaration,
		js.VariableDeclaration:      (*run).declaration,
		js.ReturnStatement:          (*run).returnStatement,
		js.ThrowStatement:           (*run).throwStatement,
		js.BreakStatement:           (*run).breakStatement,
		js.ContinueStatement:        (*run).continueStatement,
	}
}

func (m *run) exec(n js.Node, s *scope, k then) {
	m.step()
	if f := m.simple[n.Kind()]; f != nil {
		m.evaluate(func() completion { return f(m, n, s) }, k)
	} else if f := m.statements[n.Kind()]; f != nil {
		f(m, n, s, k)
	} else {
		k(completion{})
	}
}

func (m *run) block(n js.Node, s *scope, k then) {
	m.inScope(n, s.inner(), k)
}

// inScope runs a list of statements whose declarations are of a scope.
func (m *run) inScope(list js.Node, s *scope, k then) {
	m.hoist(list, s)
	m.inOrder(slices.Collect(list.Named()), s, m.disposing(s, k))
}

func (m *run) elseClause(n js.Node, s *scope, k then) { m.exec(n.First(), s, k) }

func (m *run) exported(n js.Node, s *scope, k then) {
	m.exec(n.Field(js.FieldDeclaration), s, k)
}

func (m *run) expressionStatement(n js.Node, s *scope) completion {
	if x := n.First(); !m.using(x, s) {
		m.dropped(x, m.eval(x, s))
	}
	return completion{}
}

// classStatement declares a class or an enum, whose parts run where it stands.
func (m *run) classStatement(n js.Node, s *scope) completion {
	m.bind(n.Field(js.FieldName), m.declared(n, s), s)
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

func (m *run) ifStatement(n js.Node, s *scope, k then) {
	cond, holding, other := n.Field(js.FieldCondition), n.Field(js.FieldConsequence), n.Field(js.FieldAlternative)
	branch := func(holds bool) {
		switch {
		case holds:
			m.exec(holding, s, k)
		case other.IsZero():
			k(completion{})
		default:
			m.exec(other, s, k)
		}
	}
	if !m.quiet(holding) || !m.quiet(other) || !m.quiet(cond) {
		m.evaluate(func() completion { return completion{v: boolean(m.test(cond, s))} }, k.on(func(c completion) { branch(c.v == yes) }))
		return
	}
	m.evaluate(func() completion { return completion{v: m.whetherSet(m.eval(cond, s), cond)} }, k.on(func(c completion) {
		if t := m.truthOf(c.v); t != undecided {
			branch(t == truthy)
			return
		}
		m.bothBranches(holding, other, s, k)
	}))
}

func (m *run) returnStatement(n js.Node, s *scope) completion {
	c := completion{kind: returned, v: undefined, at: n}
	if x := n.First(); !x.IsZero() {
		c.v = m.eval(x, s)
	}
	m.lets(c)
	return c
}

func (m *run) throwStatement(n js.Node, s *scope) completion {
	v := m.eval(n.First(), s)
	m.raise(v, n)
	return completion{}
}

// raise throws a value, or throws again what was caught.
func (m *run) raise(v value, at js.Node) { panic(failureOf(v, at)) }

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

func (m *run) tryStatement(n js.Node, s *scope, k then) {
	handler, finalizer := n.Field(js.FieldHandler), n.Field(js.FieldFinalizer)
	after := k
	if !finalizer.IsZero() {
		after = func(c completion) {
			m.exec(finalizer.Field(js.FieldBody), s, func(f completion) {
				if f.kind == normal {
					f = c
				}
				k(f)
			})
		}
	}
	m.eachOf(m.collect(func(k then) { m.exec(n.Field(js.FieldBody), s, k) }), func(c completion) {
		if c.kind == threw && !handler.IsZero() {
			m.catch(handler, c.thrown, s, after)
			return
		}
		after(c)
	})
}

func (m *run) catch(handler js.Node, t *thrown, s *scope, k then) {
	s = s.inner()
	bind := func() completion {
		if p := handler.Field(js.FieldParameter); !p.IsZero() {
			m.bind(p, caught(t), s)
		}
		return completion{}
	}
	m.evaluate(bind, k.on(func(completion) {
		m.handling++
		m.exec(handler.Field(js.FieldBody), s, func(c completion) {
			m.handling--
			k(c)
			m.handling++
		})
		m.handling--
	}))
}

// caught is the value that a catch clause receives. Throwing it again denies as
// before.
func caught(t *thrown) value {
	v := t.v
	if v.ref != nil && v.ref.shape != plainShape && v.ref.shape != errorShape {
		return v // a thrown Response
	}
	o := &object{shape: errorShape, open: true, from: FromError, native: &native{thrown: t}}
	if t.digest != "" {
		sayDigest(o, t)
	}
	if v.ref != nil {
		o.props, o.keys, o.class = maps.Clone(v.ref.props), slices.Clone(v.ref.keys), v.ref.class
	}
	return objectOf(o)
}

func (m *run) switchStatement(n js.Node, s *scope, k then) {
	s = s.inner()
	body := n.Field(js.FieldBody)
	cases := slices.Collect(body.Named())
	pick := func() completion {
		return completion{label: strconv.Itoa(m.pickCase(cases, m.eval(n.Field(js.FieldValue), s), s))}
	}
	for _, c := range cases {
		m.hoist(c, s)
	}
	m.evaluate(pick, k.on(func(c completion) {
		from, _ := strconv.Atoi(c.label)
		m.inOrder(statementsFrom(cases, from), s, m.disposing(s, leaving(k)))
	}))
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

// statementsFrom are the statements of a case and of those after it.
func statementsFrom(cases []js.Node, from int) (out []js.Node) {
	if from < 0 {
		return nil
	}
	for _, c := range cases[from:] {
		for statement := range c.Named() {
			if statement.Role() != js.FieldValue {
				out = append(out, statement)
			}
		}
	}
	return out
}

func (m *run) breakStatement(n js.Node, _ *scope) completion {
	return completion{kind: broke, label: n.Field(js.FieldLabel).Text()}
}

func (m *run) continueStatement(n js.Node, _ *scope) completion {
	return completion{kind: continued, label: n.Field(js.FieldLabel).Text()}
}

func (m *run) labeled(n js.Node, s *scope, k then) {
	label := n.Field(js.FieldLabel).Text()
	m.exec(n.Field(js.FieldBody), s, func(c completion) {
		if c.kind == broke && c.label == label {
			c = completion{}
		}
		k(c)
	})
}
