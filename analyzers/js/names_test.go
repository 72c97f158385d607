package js

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// show writes an export as name=way.
func (e Export) show(name string) string {
	out := name + "="
	switch {
	case e.From != "":
		out += e.From + "#" + e.Name
	case e.Local != "":
		out += "@" + e.Local
	default:
		out += e.Node.Kind().String()
	}
	if e.TypeOnly {
		out += "!"
	}
	return out
}

func TestExports(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`export const a = 1, b = 2`, "a=variable_declarator b=variable_declarator"},
		{`export const { GET, POST: p, x: { y = 1 }, ...r } = create()`, "GET=variable_declarator p=variable_declarator r=variable_declarator y=variable_declarator"},
		{`export let [a, , b = 1, ...c] = d`, "a=variable_declarator b=variable_declarator c=variable_declarator"},
		{`export function f() {} export function* g() {}`, "f=function_declaration g=generator_function_declaration"},
		{`export async function GET() {}`, "GET=function_declaration"},
		{`export class A {} export abstract class B {}`, "A=class_declaration B=abstract_class_declaration"},
		{`export enum E { A } export const enum F { A }`, "E=enum_declaration F=enum_declaration"},
		{`export interface A {} export type B = 1`, "A=interface_declaration! B=type_alias_declaration!"},
		{`export const A = 1; export type A = 1`, "A=variable_declarator"},
		{`export type A = 1; export const A = 1`, "A=variable_declarator"},
		{`export namespace N { export const x = 1 }`, "N=internal_module"},
		{`export declare function f(): void; export declare const c: string`, "c=variable_declarator f=function_signature"},
		{`export function f(a: string): void; export function f(a: any) {}`, "f=function_declaration"},
		{`export default async function f() {}`, "default=function_declaration"},
		{`export default function () {}`, "default=function_expression"},
		{`export default class extends A {}`, "default=class"},
		{`export default class A {}`, "default=class_declaration"},
		{`export default interface A {}`, "default=interface_declaration!"},
		{`export default name`, "default=@name"},
		{`export default (name as X)`, "default=@name"},
		{`export default f(x)`, "default=call_expression"},
		{`export default () => {}`, "default=arrow_function"},
		{`export default { a }`, "default=object"},
		{`export { h as GET, i }`, "GET=@h i=@i"},
		{`export { a as default }`, "default=@a"},
		{`export { a as "b c" }`, "b c=@a"},
		{`export type { A }; export { type B }`, "A=@A! B=@B!"},
		{`export { a, default as b, default } from "x"`, "a=x#a b=x#default default=x#default"},
		{`export * as ns from "x"; export * from "y"; export type * from "z"`, "ns=x#* star:y"},
		{`export = value`, "default=@value"},
		{`export = { a }`, "default=object"},
		{`export as namespace Foo`, ""},
		{`export import a = require("x")`, "a=x#*"},
		{`module.exports = value`, "default=@value"},
		{`module.exports = { a, b: c, "d": 1, e() {}, ...f }`, "a=@a b=@c d=number default=object e=method_definition"},
		{`exports.a = 1; module.exports.b = c`, "a=number b=@c"},
		{`exports = module.exports = f; exports.g = exports.h = i`, "default=@f g=@i h=@i"},
		{`exports.a.b = 1; module.x = 2; foo.exports = 3; exportsx = 4`, ""},
		{`function f() { exports.a = 1 }`, ""},
	} {
		n := parse(t, "a.ts", c.text).Names()
		var got []string
		for _, name := range slices.Sorted(maps.Keys(n.Exports)) {
			got = append(got, n.Exports[name].show(name))
			if n.Exports[name].Span.IsZero() {
				t.Errorf("%s: no span of %s", c.text, name)
			}
		}
		for _, s := range n.Stars {
			got = append(got, "star:"+s.Value)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestImportBindings(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`import a, { b, c as d, type E, default as f } from "x"`, "E=x#E! a=x#default b=x#b d=x#c f=x#default"},
		{`import * as ns from "x"; import "y"`, "ns=x#*"},
		{`import type { A } from "x"; import type B from "y"`, "A=x#A! B=y#default!"},
		{`import a = require("x"); import b = A.B`, "a=x#*"},
		{`import { "a b" as c } from 'x'`, "c=x#a b"},
	} {
		n := parse(t, "a.ts", c.text).Names()
		var got []string
		for _, name := range slices.Sorted(maps.Keys(n.Imports)) {
			b := n.Imports[name]
			text := fmt.Sprintf("%s=%s#%s", name, b.Specifier, b.Name)
			if b.TypeOnly {
				text += "!"
			}
			if b.Span.Text() != name {
				t.Errorf("%s: span %q", c.text, b.Span.Text())
			}
			got = append(got, text)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestTop(t *testing.T) {
	const text = `export const { a } = b; function f(x: string): void; function f(x) { const inner = 1 }
class C {} enum E {} interface I {} type T = 1; namespace N {} declare const d: string; import p = A.B
export default function g() {}; let h = () => {}; if (x) { var hidden }`
	var got []string
	top := parse(t, "a.ts", text).Names().Top
	for _, name := range slices.Sorted(maps.Keys(top)) {
		got = append(got, name+"="+top[name].Kind().String())
	}
	want := "C=class_declaration E=enum_declaration N=internal_module a=variable_declarator d=variable_declarator " +
		"f=function_declaration g=function_declaration h=variable_declarator p=import_alias"
	if got := strings.Join(got, " "); got != want {
		t.Errorf(" got %s\nwant %s", got, want)
	}
}
