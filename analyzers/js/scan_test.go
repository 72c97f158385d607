package js

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clerkvet/analyzers/source"
)

func scan(name, text string) *Module { return Scan(source.NewFile(name, []byte(text))) }

// show writes an import as one line: kind, type-only, specifier, names.
func (m Import) show() string {
	out := [...]string{"static", "export", "dynamic", "require"}[m.Kind]
	if m.TypeOnly {
		out += " type"
	}
	out += " " + m.Specifier.Value
	for _, n := range m.Names {
		out += fmt.Sprintf(" %s:%s", n.Name, n.Local)
		if n.TypeOnly {
			out += "!"
		}
	}
	return out
}

func TestScanImports(t *testing.T) {
	for _, c := range []struct {
		file, text, want string // of several imports, joined by "; "
	}{
		{"a.ts", `import "x"`, "static x"},
		{"a.ts", "import x from 'x';", "static x default:x"},
		{"a.ts", `import x, { y as z, default as d } from "x"`, "static x default:x y:z default:d"},
		{"a.ts", `import x, * as ns from "x"`, "static x default:x *:ns"},
		{"a.ts", `import { } from "x"`, "static x"},
		{"a.ts", `import {a,} from"x"`, "static x a:a"},
		{"a.ts", `import { "a b" as c } from "x"`, "static x a b:c"},
		{"a.ts", `import type { a, b as c } from "x"`, "static type x a:a! b:c!"},
		{"a.ts", `import type D from "x"`, "static type x default:D!"},
		{"a.ts", `import type * as ns from "x"`, "static type x *:ns!"},
		{"a.ts", `import type from "x"`, "static x default:type"},
		{"a.ts", `import type, { a } from "x"`, "static x default:type a:a"},
		{"a.ts", `import type from from "x"`, "static type x default:from!"},
		{"a.ts", `import { type a, type b as c } from "x"`, "static type x a:a! b:c!"},
		{"a.ts", `import { type a, b } from "x"`, "static x a:a! b:b"},
		{"a.ts", `import D, { type a } from "x"`, "static x default:D a:a!"},
		{"a.ts", `import { type as as } from "x"`, "static x type:as"},
		{"a.ts", `import { type as } from "x"`, "static type x as:as!"},
		{"a.ts", `import { type as as b } from "x"`, "static type x as:b!"},
		{"a.ts", `import { type } from "x"`, "static x type:type"},
		{"a.ts", `import { type, a } from "x"`, "static x type:type a:a"},
		{"a.ts", `import defer * as ns from "x"`, "static x *:ns"},
		{"a.ts", `import data from "./x.json" with { type: "json" }`, "static ./x.json default:data"},
		{"a.ts", `import x = require("x")`, "require x"},
		{"a.ts", `import type x = require("x")`, "require type x"},
		{"a.ts", `export import x = require("x")`, "require x"},
		{"a.ts", `import x = A.B; import "y"`, "static y"},
		{"a.ts", "import { a } // from 'no'\n from /* 'no' */ 'x'", "static x a:a"},
		{"a.ts", "import {\r\n  a,\r\n  b\r\n} from 'x'\r\n", "static x a:a b:b"},
		{"a.ts", "import\u00a0x\u00a0from 'x'", "static x default:x"},
		{"a.ts", `import.meta.url; import "x"`, "static x"},
		{"a.ts", `export { a as b, default } from "x"`, "export x a:b default:default"},
		{"a.ts", `export * from "x"`, "export x *:"},
		{"a.ts", `export * as ns from "x"`, "export x *:ns"},
		{"a.ts", `export type * from "x"`, "export type x *:!"},
		{"a.ts", `export type { A } from "x"`, "export type x A:A!"},
		{"a.ts", `export { type A } from "x"`, "export type x A:A!"},
		{"a.ts", `export { a }; const from = "x"`, ""},
		{"a.ts", `export { a }` + "\n" + `import "x"`, "static x"},
		{"a.ts", `export type A = { from: "x" }`, ""},
		{"a.ts", `const a = import("x")`, "dynamic x"},
		{"a.ts", "const a = import(/* webpack: 'n' */ `x`)", "dynamic x"},
		{"a.ts", `import("x", { with: { type: "json" } }).then(f)`, "dynamic x"},
		{"a.ts", "import(`x${y}`); import('a' + b); import(c)", ""},
		{"a.ts", `const { a } = await import("x")`, "dynamic x"},
		{"a.ts", `f(() => import("x").then((m) => m.A))`, "dynamic x"},
		{"a.ts", `type A = typeof import("x")`, ""},
		{"a.ts", `let a: import("x").T`, ""},
		{"a.ts", `f<import("x").T>(), g<typeof import("y")>(), h<import("z")>()`, ""},
		{"a.ts", `type A = Foo | import("x")["T"]; let b = c as import("y")`, ""},
		{"a.ts", `a.import("x"), a.require("y")`, ""},
		{"a.ts", `const a = require("x"), b = require?.('y'), c = require.resolve("z")`, "require x; require y"},
		{"a.js", `const a = {...require("x")}`, "require x"},
		{"a.js", `jest.mock("x", () => ({ ...require('y') }))`, "require y"},
		{"a.js", `require("x" + y); require(z); myrequire("w")`, ""},
		{"a.ts", "const a = `${ f(`}`) } import 'no'`; import 'x'", "static x"},
		{"a.ts", "// import 'no'\n/* import 'no' */ import 'x'", "static x"},
		{"a.ts", `const a = "import 'no'", b = /import 'no'/, c = /[/'"]/; import 'x'`, "static x"},
		{"a.ts", `const a = b / c; const d = "/"; import('x')`, "dynamic x"},
		{"a.ts", `if (x) /'/.test(y); import 'x'`, "static x"},
		{"a.ts", `const a = (b) / 2; import 'x' // '/`, "static x"},
		{"a.ts", `i++ / 2; import 'x' // /`, "static x"},
		{"a.ts", `x! / 2; import 'x' // /`, "static x"},
		{"a.tsx", "const a = <p>Don't // no comment import 'no'</p>; import 'x'", "static x"},
		{"a.tsx", "const a = <p>`{f(import('x'))}` https://y /* </p>; import 'z'", "dynamic x; static z"},
		{"a.tsx", `const a = <A b="\" c='"' d={<B/>} {...e}>'</A>; import 'x'`, "static x"},
		{"a.tsx", `const a = <><A.B x:y="'"/>'{"}"}</>; import 'x'`, "static x"},
		{"a.tsx", `const a = <A<B<"'">> b />; import 'x'`, "static x"},
		{"a.tsx", `const f = <T,>(x: T) => "</T>"; import 'x'`, "static x"},
		{"a.tsx", `const f = <T extends { a: "'" }>(x: T) => { import('x') }`, "dynamic x"},
		{"a.tsx", `interface A { <T>(x: T): T; b: '"' } import 'x'`, "static x"},
		{"a.tsx", `type F = <T>(x: T) => void; const a = <F>'{import("y")}</F>; import 'x'`, "dynamic y; static x"},
		{"a.tsx", `if (a < b) { import("x") } return <p>'</p>`, "dynamic x"},
		{"a.js", `const a = <p>it's</p>; export * from 'x'`, "export x *:"},
		{"a.jsx", "return (\n <p>\n it's {a ? <b>'</b> : `'`} > \n); import 'x'", "static x"},
		{"a.ts", `const a = <T>b; const c = '</T>'; import 'x'`, "static x"},
		{"a.ts", `import { a from "x"; import "y"`, "static y"},
		{"a.ts", `import`, ""}, {"a.ts", `import {`, ""}, {"a.ts", `export *`, ""}, {"a.ts", `require(`, ""},
		{"a.tsx", `const a = <p`, ""}, {"a.tsx", "const a = `${", ""}, {"a.ts", `import x from`, ""}, {"a.ts", `import "`, ""},
	} {
		var got []string
		for _, m := range scan(c.file, c.text).Imports {
			got = append(got, m.show())
			if value := m.Specifier.Span.Text(); value[1:len(value)-1] != m.Specifier.Value {
				t.Errorf("%s: specifier %s is at %q", c.text, m.Specifier.Value, value)
			}
			if word := m.Span.Text(); !strings.HasPrefix(word, "import") && !strings.HasPrefix(word, "export") && !strings.HasPrefix(word, "require") {
				t.Errorf("%s: the span of %s is %q", c.text, m.Specifier.Value, word)
			}
		}
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%s: %s\n got %q\nwant %q", c.file, c.text, got, c.want)
		}
	}
}

func TestScanSpans(t *testing.T) {
	const text = "import a, { b as c } from 'x' with {}\nconst d = import('y', { z: ')' }).then()\nexport * from 'z';"
	want := []string{"import a, { b as c } from 'x'", "import('y', { z: ')' })", "export * from 'z'"}
	var got []string
	m := scan("a.ts", text)
	for _, i := range m.Imports {
		got = append(got, i.Span.Text())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if n := m.Imports[0].Names; n[0].Span.Text() != "a" || n[1].Span.Text() != "b as c" {
		t.Errorf("spans of the names: %q, %q", n[0].Span.Text(), n[1].Span.Text())
	}
}

func TestScanDirectives(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`"use client"`, "use client"},
		{"'use client'\nimport x from 'x'", "use client"},
		{"\uFEFF\"use client\";", "use client"},
		{"#!/usr/bin/env node\r\n'use server'\r\n", "use server"},
		{"/* a */ // b\n\"use strict\"; 'use client'; a", "use strict,use client"},
		{"\"use client\"\n\"use server\"", "use client,use server"},
		{"('use client')", ""},
		{"`use client`", ""},
		{"import 'x'\n'use client'", ""},
		{"'use client' + x", ""},
		{"'use client'\n.length", ""},
		{"'use client' in x", ""},
		{"'use client", ""},
		{"", ""},
	} {
		var got []string
		for _, d := range scan("a.js", c.text).Directives {
			got = append(got, d.Value)
		}
		if got := strings.Join(got, ","); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestScanEnv(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`process.env.A`, "A"},
		{`process.env?.A, process?.env?.B`, "A B"},
		{`process.env!.A`, "A"},
		{`process.env["A"], process.env?.['B'], process["env"].C`, "A B C"},
		{"process.env[`A`], process.env[x], process.env[`${x}`]", "A"},
		{"process\n  .env\n  // why\n  .A", "A"},
		{`globalThis.process.env.A, window.process.env.B, x.process.env.C`, "A B"},
		{`({...process.env.A})`, "A"},
		{`process.env.A!.split(","), process.env.B as string`, "A B"},
		{`process.env.A = "x"; process.env.B == 1; process.env.C ||= 2; () => process.env.D`, "B C D"},
		{`const { A, B: c = 'd', ...rest } = process.env`, "A~ B~"},
		{`const { A = x(1, {y: 2}), "B": b, C = process.env.E, [D]: d } = process.env, z = 1`, "A~ B~ C~ E"},
		{`const { A }: Env = process.env`, "A~"},
		{`const { A }: { A?: string; } = process.env;`, "A~"},
		{`const { A }: Record<string, string> = process.env;`, "A~"},
		{`let a; ({ A: a } = process.env)`, "A~"},
		{`function f({ A } = process.env) {}`, "A~"},
		{"const a = x ? {A} : y\nconst b = process.env", ""},
		{"const {A} = x; const b = process.env", ""},
		{`const { A } = process.env.B`, "B"},
		{`const { A } = process.envy; const { C } = process.env2.B`, ""},
		{"`${process.env.A}/${`${process.env.B}`}`", "A B"},
		{"// process.env.A\n/* process.env.B */ 'process.env.C' + /process.env.D/ + `process.env.E`", ""},
		{`<p a={process.env.A} b="process.env.B">process.env.C {process.env.D}</p>`, "A D"},
		{`const e = process.env; myprocess.env.A; process.environment.B`, ""},
		{`process.env.`, ""}, {`process.`, ""}, {`process`, ""}, {`const { A } = process.env`, "A~"},
	} {
		var got []string
		for _, r := range scan("a.tsx", c.text).EnvReads {
			name := r.Name
			if !strings.Contains(r.Span.Text(), name) {
				t.Errorf("%s: span of %s is %q", c.text, name, r.Span.Text())
			}
			if r.Destructured {
				name += "~"
			}
			got = append(got, name)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}
