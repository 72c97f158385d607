package js

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"clerkvet/analyzers/source"

	sitter "github.com/smacker/go-tree-sitter"
)

func parse(t testing.TB, name, text string) *Syntax {
	t.Helper()
	s, err := Parse(source.NewFile(name, []byte(text)))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

// samples holds a bit of everything, for the tests of the machinery.
var samples = map[string]string{
	"a.ts": `import type A, { type B } from "x" // why
@dec export class C<T> extends D { /* c */ static async *m(a?: string, ...r: T[]) { yield await a?.b!.c } get x() { return -1 } }
export default function f({ a, b: [c = 1] }: P = {}) { for (const x of y) { a ??= typeof x } }
declare const enum E { A = 1 } export = { a, "b": c as D, ...e }`,
	"a.tsx": `"use client"; const a = <A.B c="d" {...e}>{/* f */} it's {g && <h/>} &amp; <></></A.B>`,
	"b.js":  "#!/usr/bin/env node\nconst { a } = require('b'), c = `x${d}`; module.exports = /e/g, async (f) => { await f }",
	"c.ts":  "const x = (; function f( {",
	"d.ts":  "", "e.ts": "\uFEFF// only a comment",
}

func TestFlattenEqualsCursor(t *testing.T) {
	for name, text := range samples {
		g := grammarsOf(name)[0]
		p := sitter.NewParser()
		p.SetLanguage(g.language)
		tree, err := p.ParseCtx(noCancel, nil, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		fast, plain := g.flatten(tree.RootNode()), g.flattenByCursor(tree.RootNode())
		if len(fast.nodes) == 0 || !reflect.DeepEqual(fast, plain) {
			t.Errorf("%s: %d nodes, %d comments; by cursor %d and %d", name,
				len(fast.nodes), len(fast.comments), len(plain.nodes), len(plain.comments))
		}
		tree.Close()
		p.Close()
	}
}

// TestNodeLayout pins what flatten assumes: a sitter.Node starts with the C
// structure of a node.
func TestNodeLayout(t *testing.T) {
	if size := unsafe.Sizeof(node{}); size != 20 {
		t.Errorf("a node takes %d bytes; the C code writes 20", size)
	}
	typ := reflect.TypeOf(sitter.Node{})
	first := typ.Field(0)
	if first.Offset != 0 || first.Type.Size() != 32 || !strings.HasSuffix(first.Type.String(), "TSNode") {
		t.Errorf("sitter.Node starts with a %s of %d bytes at %d", first.Type, first.Type.Size(), first.Offset)
	}
}

func TestKindsAreOfTheGrammars(t *testing.T) {
	known := map[string]bool{}
	fields := map[string]bool{}
	for _, g := range []*grammar{javascriptGrammar(), typescriptGrammar(), tsxGrammar()} {
		for s := range sitter.Symbol(g.language.SymbolCount()) {
			known[g.language.SymbolName(s)] = true
		}
		for i := 1; g.language.FieldName(i) != ""; i++ {
			fields[g.language.FieldName(i)] = true
		}
	}
	for k := AbstractClassDeclaration; int(k) < len(kindNames); k++ {
		if !known[k.String()] {
			t.Errorf("no grammar knows %q", k)
		}
	}
	for f := FieldAlias; int(f) < len(fieldNames); f++ {
		if !fields[f.String()] {
			t.Errorf("no grammar has the field %q", f)
		}
	}
}

func TestParseKeeps(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"a.ts", "a + b", "program expression_statement binary_expression identifier:left + :operator identifier:right"},
		{"a.ts", "a?.b // c", "program expression_statement member_expression identifier:object optional_chain:optional_chain ?. property_identifier:property"},
		{"a.js", "async () => {}", "program expression_statement arrow_function async formal_parameters:parameters statement_block:body"},
		{"a.ts", "let a", "program lexical_declaration let:kind variable_declarator identifier:name"},
		{"a.ts", "export default 1", "program export_statement default number:value"},
		{"a.tsx", "<a b/>", "program expression_statement jsx_self_closing_element identifier:name property_identifier:attribute"},
	} {
		s := parse(t, c.file, c.text)
		got := "program"
		for n := range s.Root().Descendants() {
			got += " " + n.Kind().String()
			if n.Kind() == Token {
				got = strings.TrimSuffix(got, "token") + n.Text()
			}
			if n.Role() != NoField {
				got += ":" + n.Role().String()
			}
		}
		want := strings.ReplaceAll(c.want, " :", ":")
		want = strings.ReplaceAll(want, "property_identifier:attribute", "jsx_attribute:attribute property_identifier")
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, want)
		}
	}
}

func TestParseComments(t *testing.T) {
	s := parse(t, "a.tsx", "// a\nconst b = <p>{/* c */}</p> /* d */")
	var got []string
	for _, c := range s.Comments {
		got = append(got, c.Text())
	}
	if want := []string{"// a", "/* c */", "/* d */"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBroken(t *testing.T) {
	for _, c := range []struct {
		file, text string
		broken     bool
	}{
		{"a.ts", "const a = 1", false},
		{"a.ts", "const a = (1", true},
		{"a.ts", "if (", true},
		{"a.ts", "function f() {", true},
		{"a.js", "const a: string = 1", false}, // read as TypeScript
		{"a.js", "const a = <p>it's</p>", false},
		{"a.jsx", "const a = <p", true},
	} {
		if s := parse(t, c.file, c.text); (len(s.Broken) > 0) != c.broken {
			t.Errorf("%s: %q: broken %v", c.file, c.text, s.Broken)
		}
	}
}

// TestRepair holds valid code that the grammars alone cannot read.
func TestRepair(t *testing.T) {
	for _, c := range []struct{ file, text string }{
		{"a.ts", `export type * from "a"`},
		{"a.ts", `export import a = require("b")`},
		{"a.ts", `export default abstract class A {}`},
		{"a.ts", `import a from "b" assert { type: "json" }`},
		{"a.ts", `let a: Array<import("x").Y>, b = c as import("x").Y[]`},
		{"a.ts", `type A = (string) => void; type B = (object) => X`},
		{"a.ts", `interface A { abstract?: string } type B = { abstract: 1, b: 2 }`},
		{"a.ts", `class A { abstract = 1; accessor = 2 }`},
		{"a.ts", `type F = ({ a }?: { a?: string }) => void`},
		{"a.ts", `interface A<in T, out U> {} class B<in out V> {}`},
		{"a.tsx", `const a = <p>Terms & Conditions &amp; A&B && C &c</p>`},
		{"a.tsx", `const a = <a b="x?c=1&d=2" e='f & g' h="i` + "\n" + `[&::j]"/>`},
		{"a.tsx", `const a = <p>{a} <b>// c</b> /* d </p>`},
		{"a.js", `const a = b && <p>c & {d & e}</p>`},
		{"a.ts", "interface A {\n  a: string\n  in_reply_to: string\n  in2?: number\r\n  instanceof_a: b[]\n}"},
		{"a.ts", "const a = b()\nin_a = 'c'\n\nin$(a)\n"},
		{"a.js", "const a = 'b\x00c', d = `\x00\x00`"},
		{"a.ts", `export { default as a } from "a.json" with { type: "json" }` + "\n" + `export * from 'b' assert { type: 'json' }`},
		{"a.ts", `export * as a from "a.json" with { }`},
		{"a.ts", "function f() { using a: A = b(), c = d(); for (using e of f) { g(e) } }"},
		{"a.ts", "async function f() { await using a: A = b(); await  using c = d(), e = f() }"},
		{"a.js", "const a = String.raw`b\\u00 c`, d = e`\\u{200b`, f = g`\\x1`, h = i`\\user \\xyz`"},
		{"a.ts", "interface A {\n  (a: string): Promise<any>\n\n  /** b */\n  <const T extends B<any>>(\n    a: T,\n  ): Promise<any>\n}"},
		{"a.ts", "type A = {\n  a: b\n  <T>(c: T): T\n  <T, U>(c: T): U\n}"},
		{"a.ts", "abstract class A extends B {\n  abstract override a: string\n  static override b = 1\n  abstract private c: 1\n  constructor(readonly public d: number) { super() }\n}"},
		{"a.ts", `import defer * as a from "b"`},
	} {
		file := source.NewFile(c.file, []byte(c.text))
		s := parse(t, c.file, c.text)
		if len(s.Broken) > 0 {
			t.Errorf("%s: broken at %q", c.text, s.Broken[0].Text())
		}
		if out := rewritten(file); len(out) != len(c.text) || bytes.Equal(out, file.Text) || string(file.Text) != c.text {
			t.Errorf("%s: repaired to %s", c.text, out)
		}
		if !strings.HasSuffix(c.text, s.Root().Text()) {
			t.Errorf("%s: the nodes show %q", c.text, s.Root().Text())
		}
	}
}

func TestTypeImportIsNoCall(t *testing.T) {
	for text, want := range map[string]int{
		`let a: import("x").Y, b: typeof import("x"), c: typeof import("x").y, d: import("x").Y<Z>`: 0,
		`const a = import("x"), b = import("y").then(z), c = (await import("w")).d`:                 2 + 2,
	} {
		got := 0
		for n := range parse(t, "a.ts", text).Root().Descendants() {
			if n.Kind() == CallExpression {
				got++
			}
		}
		if got != want {
			t.Errorf("%s: %d calls", text, got)
		}
	}
}

func TestParseLimits(t *testing.T) {
	if _, err := Parse(source.NewFile("big.ts", make([]byte, source.MaxFile+1))); err == nil || !strings.Contains(err.Error(), "big.ts") {
		t.Errorf("a file that is too large: %v", err)
	}
	deep := strings.Repeat("[", 2*maxDepth) + strings.Repeat("]", 2*maxDepth)
	if _, err := Parse(source.NewFile("deep.ts", []byte(deep))); err == nil || !strings.Contains(err.Error(), "deep.ts") {
		t.Errorf("a file that nests too deep: %v", err)
	}
	sum := "a = 1" + strings.Repeat(" + 1", 2000)
	if _, err := Parse(source.NewFile("sum.ts", []byte(sum))); err != nil {
		t.Errorf("a long sum: %v", err)
	}
}
