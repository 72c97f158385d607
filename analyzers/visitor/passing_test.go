package visitor

import "testing"

// A way that lets the visitor through at a glance is one only where nothing that
// called it has another word.
func TestGlancingBelievesWhatIsGivenBack(t *testing.T) {
	for name, c := range map[string]struct {
		body    string
		verdict MiddlewareVerdict
	}{
		"given back":            {"if (req.nextUrl.pathname === '/x') return on(req)\n  return no()", Passes},
		"awaited":               {"return await on(req)", Passes},
		"dropped":               {"on(req)\n  return no()", Denies},
		"kept and replaced":     {"let r = on(req)\n  r = no()\n  return r", Denies},
		"by a callback":         {"[1].forEach(() => { return NextResponse.next() })\n  return no()", Denies},
		"by a promise":          {"Promise.resolve(1).then(() => { return NextResponse.next() })\n  return no()", Denies},
		"overruled at the end":  {"try { return on(req) } finally { return no() }", Denies},
		"overruled by a caller": {"const f = () => { try { return on(req) } finally { return no() } }\n  return f()", Denies},
		"given back in a try":   {"try { return await on(req) } catch { return no() }", Passes},
		"thrown away in a try":  {"try { on(req)\n throw new Error() } catch { return no() }", Denies},
		"part of a condition":   {"return on(req) ? no() : no()", Denies},
		"by a getter":           {"const o = { get a() { return NextResponse.next() } }\n  o.a\n  return no()", Denies},
		"by a constructor":      {"class A { constructor() { return NextResponse.next() } }\n  new A()\n  return no()", Denies},
		"by a tag":              {"const f = () => { return NextResponse.next() }\n  f`x`\n  return no()", Denies},
		"wrapped":               {"return swap(on(req))", Denies},
		"by Clerk's":            {"return clerkMiddleware((auth, req) => { return on(req) })(req)", Passes},
		"by a package":          {"return chain([() => { return NextResponse.next() }])(req)", MiddlewareUnknown},
		"by a generator":        {"function* g() { return NextResponse.next() }\n  return g().next().value ? no() : no()", Denies},
	} {
		m := load(t, map[string]string{
			"package.json":  `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9"}}`,
			"app/x/page.js": "export default function Page() { return null }\n",
			"middleware.js": "import { NextResponse } from 'next/server'\nimport { clerkMiddleware } from '@clerk/nextjs/server'\nimport { chain } from 'chain'\nconst on = (req) => { return NextResponse.next() }\nconst no = () => NextResponse.redirect('https://example.com/')\nconst swap = (r) => no()\nexport default async function middleware(req) {\n  " + c.body + "\n}\n",
		})
		m.Resources()
		w := m.hire()
		w.gates = startGlancing
		m.release(w)
		if got := m.At("/x").Verdict; got != c.verdict {
			t.Errorf("%s: %s, wanted %s", name, got, c.verdict)
		}
	}
}
