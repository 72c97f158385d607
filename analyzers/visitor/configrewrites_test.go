package visitor

import "testing"

// TestRewrittenByConfigIsReached checks that a page is reached by a URL that next.config
// rewrites to it, where the middleware lets that URL pass.
func TestRewrittenByConfigIsReached(t *testing.T) {
	page := "export default function P() { return <p>x</p> }"
	for rewrites, want := range map[string]Protection{
		`[{ source: "/pub/:p*", destination: "/admin/:p*" }]`:                                                             Open,
		`[{ source: "/:lang(en|de)/a/:id(\\d+)", destination: "/admin/:id?lang=:lang" }]`:                                 Open,
		`{ fallback: [{ source: "/old", destination: "/admin" }] }`:                                                       Open,
		`{ beforeFiles: [{ source: "/preview", has: [{ type: "host", value: "x.example" }], destination: "/admin/x" }] }`: Open,
		`[{ source: "/preview", destination: "/admin/x" }]`:                                                               ByMiddleware, // the page is there
		`[{ source: "/admins/:p*", destination: "/admin/:p*" }]`:                                                          ByMiddleware,
		`[{ source: "/pub/:p*", destination: "https://x.example/admin/:p*" }]`:                                            ByMiddleware,
		`[{ source: "/pub/:p*", destination: "/about" }]`:                                                                 ByMiddleware,
	} {
		m := load(t, map[string]string{
			"package.json":               `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"7.9.9"}}`,
			"next.config.js":             "module.exports = { async rewrites() { return " + rewrites + " } }",
			"app/preview/page.js":        page,
			"app/about/page.js":          page,
			"app/admin/[[...a]]/page.js": page,
			"middleware.js": "import { clerkMiddleware } from '@clerk/nextjs/server'\n" +
				"export default clerkMiddleware(async (auth, req) => {\n  if (req.nextUrl.pathname.startsWith('/admin')) await auth.protect()\n})",
		})
		for _, r := range m.Resources() {
			if r.Path == "/admin/[[...a]]" && r.Protection != want {
				t.Errorf("%s: %s, variants %v", rewrites, r.Protection, r.Variants)
			}
		}
	}
}
