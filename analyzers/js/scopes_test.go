package js

import (
	"strings"
	"testing"
)

// at returns the identifier before the $ of a sample, parsed without the $.
func at(t *testing.T, file, sample string) Node {
	t.Helper()
	i := strings.IndexByte(sample, '$')
	s := parse(t, file, sample[:i]+sample[i+1:])
	for n := range s.Root().Descendants() {
		if n.Span().End == i && n.First().IsZero() && n.Kind() != Token {
			return n
		}
	}
	t.Fatalf("%s: nothing ends at the mark", sample)
	return Node{}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{ // kind and first word of the declaration
		{"a.ts", `const a = 1; a$`, "variable_declarator a = 1"},
		{"a.ts", `const a = 1; { const a = 2; a$ }`, "variable_declarator a = 2"},
		{"a.ts", `const a = 1; { const a = 2 } a$`, "variable_declarator a = 1"},
		{"a.ts", `const a = 1; { var a = 2 }; function f() { { var a = 3 } a$ }`, "variable_declarator a = 3"},
		{"a.ts", `f$(); function f() {}`, "function_declaration function f() {}"},
		{"a.ts", `function f(a) { return a$ }`, "required_parameter a"},
		{"a.js", `function f(a = 1) { return a$ }`, "assignment_pattern a = 1"},
		{"a.ts", `function f({ a: { b = 1 } }: X) { return b$ }`, "required_parameter { a: { b = 1 } }: X"},
		{"a.ts", `function f({ a: b }) { return a$ }`, ""},
		{"a.ts", `const f = a => a$`, "identifier a"},
		{"a.ts", `const f = async (a?: string) => a$`, "optional_parameter a?: string"},
		{"a.ts", `const [, a, ...b] = c; b$`, "variable_declarator [, a, ...b] = c"},
		{"a.ts", `import { x as a } from "y"; a$`, "import_specifier x as a"},
		{"a.ts", `import { x$ as a } from "y"; const z = 1`, ""},
		{"a.ts", `import a from "y"; a$()`, "import_clause a"},
		{"a.ts", `import * as a from "y"; a$.b`, "namespace_import * as a"},
		{"a.ts", `import a = require("y"); a$`, `import_require_clause a = require("y")`},
		{"a.ts", `try {} catch (e) { e$ }`, "catch_clause catch (e) { e }"},
		{"a.ts", `try {} catch (e) { } e$`, ""},
		{"a.ts", `for (const x of y) x$`, "for_in_statement for (const x of y) x"},
		{"a.ts", `for (var x of y) {} x$`, "for_in_statement for (var x of y) {}"},
		{"a.ts", `for (let i = 0; i$ < 1;) {}`, "variable_declarator i = 0"},
		{"a.ts", `for (let i = 0; ;) {} i$`, ""},
		{"a.ts", `class A { m() { return A$ } }`, "class_declaration class A { m() { return A } }"},
		{"a.ts", `const f = function g() { g$ }`, "function_expression function g() { g }"},
		{"a.ts", `const f = function g() {}; g$`, ""},
		{"a.ts", `enum E { A } E$.A`, "enum_declaration enum E { A }"},
		{"a.ts", `function f(a: string): void; function f(a: any) {} f$`, "function_declaration function f(a: any) {}"},
		{"a.ts", `type F = (a: string) => void; a$`, ""},
		{"a.ts", `interface A {} let x: A$`, "interface_declaration interface A {}"},
		{"a.ts", `type A = 1; const A = 2; A$`, "variable_declarator A = 2"},
		{"a.ts", `type A = 1; const A = 2; let x: A$`, "type_alias_declaration type A = 1;"},
		{"a.ts", `function f<T>(a: T$) {}`, "type_parameter T"},
		{"a.ts", `const o = { a: 1 }; o.a$`, ""},
		{"a.ts", `const a = 1; const o = { a$ }`, "variable_declarator a = 1"},
		{"a.ts", `const a = 1; const o = { a$: 2 }`, ""},
		{"a.ts", `switch (x) { case 1: let a = 1; case 2: a$ }`, "variable_declarator a = 1"},
		{"a.ts", `console$.log()`, ""},
		{"a.ts", `const a = 1; export { a$ as b }`, "variable_declarator a = 1"},
		{"a.ts", `const a = 1; export { a$ } from "x"`, ""},
		{"a.ts", `namespace N { const a = 1; a$ }`, "variable_declarator a = 1"},
		{"a.ts", `declare global { var a: 1 } let a = 2; a$`, "variable_declarator a = 2"},
		{"a.ts", `declare global { var a: 1 } export { a$ }`, ""},
		{"a.ts", `declare var a: 1; a$`, "variable_declarator a: 1"},
		{"a.ts", `namespace N { var a = 1 } a$`, ""},
		{"a.tsx", `const A = 1; <A$ />`, "variable_declarator A = 1"},
		{"a.tsx", `const div = 1; <div$ />`, ""},
		{"a.tsx", `const a = 1; <a.b$ />`, ""},
	} {
		got := ""
		if d := at(t, c.file, c.text).syntax.Resolve(at(t, c.file, c.text)); !d.IsZero() {
			t.Errorf("%s: an identifier of another file resolves to %s", c.text, d.Text())
		}
		n := at(t, c.file, c.text)
		if d := n.Syntax().Resolve(n); !d.IsZero() {
			got = d.Kind().String() + " " + d.Text()
		}
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestValueUsed(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{`a()`, true}, {`let x: a`, false}, {`let x: a.B`, false}, {`let x: typeof a`, false}, {`x as a`, false},
		{`x<a>(y)`, false}, {`class C extends a<B> {}`, true}, {`class C implements a {}`, false},
		{`interface C extends a {}`, false}, {`export { a }`, true}, {`export type { a }`, false},
		{`export { type a }`, false}, {`export default a`, true}, {`x = { a }`, true}, {`x = { a: 1 }`, false},
		{`x.a`, false}, {`function f(a) { a() }`, false}, {`{ const a = 1; a() }`, false}, {`<a.B />`, true},
		{`<T,>(x: a) => x`, false}, {`a satisfies B`, true}, {`x satisfies a`, false}, {"a`x`", true},
		{`@a class C {}`, true}, {`type X = a`, false}, {`declare const x: a`, false}, {`new a<B>()`, true}, {``, false},
		{`function f(x: string): x is a { return true }`, false}, {`let x = (y as unknown as a[]).z`, false},
	} {
		for _, form := range []string{`import { a } from "m";`, `import a from "m";`, `import * as a from "m";`, `import { b as a } from "m";`} {
			if got := parse(t, "a.tsx", form+c.text).ValueUsed("a"); got != c.want {
				t.Errorf("%s %s: got %v", form, c.text, got)
			}
		}
	}
}
