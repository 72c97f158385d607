package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A Refusal is one way in which a resource turns the visitor away.
type Refusal struct {
	Status int // 0 where it cannot be told
	// Thrown is set if an error does it that nothing catches.
	Thrown     bool
	Accidental bool
	// Unset is set if an error does it only because a variable is not set.
	Unset   bool
	Message string
	At      source.Span
}

// reachedEffects collects the effects on the paths that reach something, and says
// whether one of them hands out what was read, or says yes or no about it.
func reachedEffects(ends []ending) (effects []*Event, hands, tells bool) {
	for _, e := range only(ends, Reached) {
		for _, x := range e.path.events {
			if x.Kind == Effect && !slices.ContainsFunc(effects, x.same) {
				effects = append(effects, x)
			}
		}
		if x := e.path.handsOut; x != nil && !slices.ContainsFunc(effects, func(o *Event) bool { return o.At == x.At }) { // else it is known what made it
			effects = append(effects, x)
		}
		if e.path.reads() {
			body := answered(e.path)
			hands = hands || e.path.told != nil || givesAway(body, originDepth)
			tells = tells || originOf(body).Has(FromRecord)
		}
	}
	slices.SortStableFunc(effects, func(a, b *Event) int { return source.Compare(a.At, b.At) })
	return effects, hands, tells && !hands
}

// givesAway reports whether a value holds something of a record, rather than a yes or no about
// one. What elements hold counts however deep they are.
func givesAway(v value, depth int) bool { return givesAwayBelow(v, depth, renderDepth) }

func givesAwayBelow(v value, depth, elements int) bool {
	switch {
	case v.kind == boolKind:
		return false
	case v.kind == unknownKind && len(v.sym.options) > 0:
		return slices.ContainsFunc(v.sym.options, func(o value) bool { return givesAwayBelow(o, depth-1, elements) })
	case v.kind == unknownKind && v.sym.yesOrNo():
		return false
	case v.origin().Has(FromRecord):
		return true
	case v.is(elementShape) && elements > 0:
		depth, elements = originDepth+1, elements-1
	case v.ref == nil || depth <= 0 || v.ref.shape == functionShape:
		return false
	case v.ref.promise != nil:
		return givesAwayBelow(v.ref.promise.v, depth-1, elements)
	}
	for _, c := range v.ref.props {
		if c.state == ready && givesAwayBelow(c.v, depth-1, elements) {
			return true
		}
	}
	return slices.ContainsFunc(v.ref.elems[:min(len(v.ref.elems), longList)], func(e value) bool { return givesAwayBelow(e, depth-1, elements) })
}

// comparison names what a comparison gives that is not decided.
const comparison = "a comparison"

// yesOrNo reports whether a symbol is true or false.
func (s *symbol) yesOrNo() bool {
	switch s.op {
	case "!", isNone, isNull, isUndefined:
		return true
	}
	return strings.HasPrefix(s.op, "===") || s.name == comparison || strings.HasPrefix(s.name, "whether ")
}

// answered is what a path gives to the visitor: a value, or the body of its
// response.
func answered(p *path) value {
	v := p.v
	if v.is(promiseShape) {
		v = v.ref.promise.v
	}
	if r := firstAnswer(p); r != nil && !v.is(responseShape) {
		return r.body
	}
	if v.is(responseShape) {
		return v.ref.props["#body"].v
	}
	return v
}

func (e *Event) same(o *Event) bool {
	return e.At == o.At && e.Name == o.Name && e.Verb == o.Verb && e.Refills == o.Refills
}

func refusals(ends []ending) (out []Refusal) {
	for _, e := range only(ends, Denied) {
		t := e.path.thrown
		r := Refusal{Status: e.status, Thrown: t != nil && t.denial == "", Accidental: e.accidental, Unset: t != nil && e.path.lacks(), Message: e.at.Message, At: e.at.At}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// lacks reports whether the last thing that a path asked was whether a variable is
// set, and it was not.
func (p *path) lacks() bool {
	for _, e := range slices.Backward(p.events) {
		switch e.Kind {
		case Assumption:
			return !e.Holds
		case Check, Effect, Decision, Relation, Known, Fault, Doubt, Compare:
			return false
		}
	}
	return false
}

// HandlersOnly reports whether only route handlers reach the module of an
// action: some versions of Next.js then register no action at all (F8.8).
func (m *Machine) HandlersOnly(r *Resource) bool {
	mod := m.app.Project.Graph.Module(r.File)
	if r.Kind != Action || mod == nil || len(mod.Importers) == 0 {
		return false
	}
	handlers := map[*next.Module]bool{}
	for _, route := range m.app.Routes {
		if route.Kind == next.HandlerRoute && route.Module != nil {
			handlers[route.Module] = true
		}
	}
	seen := map[*next.Module]bool{mod: true}
	for queue := []*next.Module{mod}; len(queue) > 0; queue = queue[1:] {
		for _, i := range queue[0].Importers {
			switch {
			case seen[i.From] || handlers[i.From]:
				continue
			case len(i.From.Importers) == 0 || i.From.HasDirective("use client"):
				return false
			}
			seen[i.From] = true
			queue = append(queue, i.From)
		}
	}
	return true
}
