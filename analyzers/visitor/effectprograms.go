package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// A program of Effect that is asked for with yield* inside of Effect.gen() is done there,
// as a promise is that is awaited: it gives something, or ends the generator by its failure.

// lifts and failing match the functions of Effect that make a program of a function, or one
// that fails; those that are given options beside do more.
var (
	lifts   = regexp.MustCompile(`^effect(/Effect)?#(Effect\.)?(promise|tryPromise|sync)$`)
	failing = regexp.MustCompile(`^effect(/Effect)?#(Effect\.)?(fail|failSync|die|dieSync|dieMessage)$`)
)

// giveOrFail is a program, with what it gives to a generator where that is known.
func (m *run) giveOrFail(c *call, given value) value {
	v := m.pureResult(c)
	switch {
	case m.nameMatches(failing, c.path):
		failure := rejected(&thrown{v: fresh(FromError, "the failure of a program"), at: c.at.Span()})
		v.sym.learn().gives = &failure
	case m.nameMatches(lifts, c.path) && isFunction(c.arg(0)):
		v.sym.learn().gives = &given
	}
	return v
}

// drives reports whether a call is given a generator that it runs to its end:
// Effect.gen(function* () { … }).
func drives(call, f js.Node) bool {
	p := f.Parent()
	if !isGenerator(f) || !p.Is(js.Arguments) || p.Parent() != call || lastName(call.CalleePath()) != "gen" {
		return false
	}
	from := call.Syntax().Names().Imports[rootOf(call.Callee()).Text()].Specifier
	return from == "effect" || strings.HasPrefix(from, "effect/")
}

// awaiting is what follows a generator that is run to its end.
func (m *run) awaiting(k then) then {
	return func(c completion) { k(completion{kind: returned, v: promiseOf(c), at: c.at}) }
}

// asked is what a program gives to the generator that asks for it, if that is known.
func (m *run) asked(v value, at js.Node) (given value, ok bool) {
	switch {
	case !at.HasToken("*"):
	case failed(v, at.First()):
		return m.await(v, at), true
	case v.kind != unknownKind || v.sym.gives == nil:
	case isFunction(*v.sym.gives):
		by := v.sym.gives.ref.closure.node.Parent().Parent()
		return m.await(m.invoke(*v.sym.gives, nil, by), at), true
	default:
		return m.await(*v.sym.gives, at), true
	}
	return value{}, false
}

// asksAtOnce are the functions of Effect that fail where the function does that they are given.
var asksAtOnce = set("gen promise tryPromise")

// failed reports whether a program that an expression makes of a function fails.
func failed(v value, made js.Node) bool {
	made = made.Unwrap()
	return v.is(promiseShape) && v.ref.promise.thrown != nil && made.Is(js.CallExpression) && asksAtOnce[lastName(made.CalleePath())]
}

// runs is the promise of a program that fails and is run where it is made.
func runs(c *call) (promise value, ok bool) {
	if calledName(c) == "runPromise" && failed(c.arg(0), c.at.Argument(0)) {
		return c.arg(0), true
	}
	return undefined, false
}

// handedThrough is a program that was handed through steps, which may catch how it fails.
func handedThrough(s *symbol) value {
	if s.gives == nil {
		return value{kind: unknownKind, sym: s}
	}
	after := *s
	after.learn().gives = nil
	return value{kind: unknownKind, sym: &after}
}
