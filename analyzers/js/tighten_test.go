package js

import (
	"regexp"
	"strings"
	"testing"
)

// typeArguments are those of the table below.
var typeArguments = regexp.MustCompile(`<[TUV]>`)

// shapeOf lists the nodes but for type arguments: kind, part and text of each,
// by depth.
func shapeOf(s *Syntax) string {
	var b strings.Builder
	var list func(n Node, depth int)
	list = func(n Node, depth int) {
		b.WriteString(strings.Repeat(" ", depth) + n.Kind().String() + ":" + n.Role().String() + " " + typeArguments.ReplaceAllString(n.Text(), "") + "\n")
		for c := range n.Children() {
			if c.Kind() != TypeArguments {
				list(c, depth+1)
			}
		}
	}
	list(s.Root(), 0)
	return b.String()
}

// TestTypeArgumentsBindLikeNone reads calls with and without type arguments:
// the trees are the same.
func TestTypeArgumentsBindLikeNone(t *testing.T) {
	for _, text := range []string{
		"await f<T>(x)", "!f<T>(x)", "typeof f<T>(x)", "void o.f<T>(x)", "delete f<T>(x).y", "-f<T>(x)", "++f<T>(x).y",
		"await o.f<T>(x).g(y)", "(await f<T>(x)).y", "await o?.f<T>(x)", "await o.f<T>(x)?.g", "await o.f?.<T>(x)",
		"await f<T>(x)<U>(y)", "await p.$q<T>`a ${b}`", "p.$q<T>`a`", "await f<T>(x)`a`", "await f<T>(x).g<U>(y).h[0]!.i",
		"await !f<T>(x)", "!await f<T>(x)", "await await f<T>(x)", "await f!<T>(x)", "await a[0]<T>(x)", "await a.b(c).f<T>(x)",
		"await f<T>(x) ?? 1", "await f<T>(x)!", "a && await f<T>(x)", "a = await f<T>(x)",
		"a + f<T>(x)", "a < f<T>(x)", `"a" in f<T>(x)`, "a + f<T>(x) + g<U>(y)", "a.b(c) - await f<T>(x).y + d",
		"await f<T>(await g<U>(!h<V>(y)))", "await a.b<T>(!c.d<U>(await e<V>(z)).w).q", "[await f<T>(x), !g<U>(y)]",
		"await new F<T>(x).g<U>(y)", "async () => await f<T>(x)", "let { a } = await f<T>(x), b = !g<U>(y)",
		"if (!f<T>(x)) { y } else if (!(await g<U>(y))) z", "x = { y: await f<T>(x), z, [w]: !f<T>(x) }",
		"await f<T>(async () => { await g<U>(x); return !h<V>(y) }).z",
	} {
		for _, file := range []string{"a.ts", "a.tsx"} {
			s, plain := parse(t, file, text), parse(t, file, typeArguments.ReplaceAllString(text, ""))
			if got, want := shapeOf(s), shapeOf(plain); got != want || len(s.Broken) > 0 {
				t.Errorf("%s in %s:\n%swant\n%s", text, file, got, want)
			}
			checkTree(t, s)
		}
	}
}

// checkTree checks that the flat data is a tree in document order.
func checkTree(t *testing.T, s *Syntax) {
	t.Helper()
	for i := range s.nodes {
		n := &s.nodes[i]
		if i > 0 && (n.parent >= int32(i) || n.next > s.nodes[n.parent].next) || n.next <= int32(i) {
			t.Fatalf("%s: node %d, %s: parent %d, next %d", s.File.Text, i, n.kind, n.parent, n.next)
		}
		for c := int32(i) + 1; c < n.next; c = s.nodes[c].next {
			if s.nodes[c].parent != int32(i) || s.nodes[c].start < n.start || s.nodes[c].end > n.end {
				t.Fatalf("%s: node %d, %s, is not in its parent %d", s.File.Text, c, s.nodes[c].kind, i)
			}
		}
	}
}

// An instantiation alone, broken code and parentheses stay what they are.
func TestTightenLeavesTheRest(t *testing.T) {
	for text, want := range map[string]Kind{
		"await f<T>": AwaitExpression, "(await f)<T>(x)": CallExpression, "(!f)(x)": CallExpression, "(a + b).c": MemberExpression,
		"await (f<T>(x))": AwaitExpression, "new (f<T>(x))(y)": NewExpression, "a ? !f<T>(x) : b": TernaryExpression,
	} {
		s := parse(t, "a.ts", text)
		checkTree(t, s)
		if got := s.Root().First().First().Kind(); got != want {
			t.Errorf("%s is a %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"await <T>(x)", "!<T>(x)", "a + <T>(x).y", "await f<T>(", "! f<T>(x", "(-)<T>(x)"} {
		checkTree(t, parse(t, "a.ts", text))
	}
}
