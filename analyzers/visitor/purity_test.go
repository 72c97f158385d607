package visitor

import (
	"fmt"
	"strings"
	"testing"

	"clerkvet/analyzers/js"
)

// A function is not followed where it only computes: what it calls changes nothing that is
// seen outside, and decides nothing.
func TestFunctionsThatOnlyCompute(t *testing.T) {
	bodies := []struct {
		body string
		only bool
	}{
		{"return { a: x.a ? JSON.parse(x.a) : [] }", true},
		{"return JSON.parse(JSON.stringify(x))", false}, // a copy, of which is known what x holds
		{"return JSON.parse(x, (k, v) => hook(v))", false},
		{"return x.map((r) => ({ tags: JSON.parse(r.tags) }))", true},
		{"return x.filter(Boolean).map(String)", true},
		{"return x.map(label)", true},
		{"return x.map(hook)", false},
		{"return x.split('/').pop()", true},
		{"return x.pop()", false}, // x is shorter afterwards
		{"return x.list.shift()", false},
		{"return /a(b)/g.exec(x)", true},
		{"return PATTERN.exec(x)", true},
		{"return x.exec('DELETE FROM notes')", false},
		{"return [...x.matchAll(/a/g)].length", true},
		{"const d = new Date(x); d.setDate(d.getDate() + 1); return d.toISOString()", true},
		{"x.setDate(1); return x", false},
		{"EPOCH.setDate(1); return x", false},
		{"return new Intl.NumberFormat('en').format(x)", true},
		{"return MONEY.format(x)", true},
		{"return x.format(1)", false},
		{"return Buffer.from(x, 'base64url').toString()", true},
		{"return Math.random() + x", false},
	}
	var file strings.Builder
	file.WriteString("import { hook } from 'hooks'\nconst PATTERN = /a/\nconst EPOCH = new Date(0)\nconst MONEY = new Intl.NumberFormat('en')\nfunction label(y) { return y.a ?? '' }\n")
	for i, b := range bodies {
		fmt.Fprintf(&file, "function f%d(x) { %s }\n", i, b.body)
	}
	file.WriteString("export function GET() { return new Response('') }\n")
	m := load(t, map[string]string{"package.json": `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9"}}`, "app/api/x/route.js": file.String()})
	w := m.worker()
	w.explorePaths(SignedOut, m.Resources()[0].entry, attempt{at: exactly, steps: maxSteps})
	mod := w.modules["app/api/x/route.js"]
	run := w.newRun(SignedOut, attempt{})
	for i, b := range bodies {
		f := mod.names.Top[fmt.Sprintf("f%d", i)]
		if f.Kind() != js.FunctionDeclaration {
			t.Fatalf("f%d is a %v", i, f.Kind())
		}
		if got := run.computes(f, mod, 0); got != b.only {
			t.Errorf("%s: only computes: %v, wanted %v", b.body, got, b.only)
		}
	}
}
