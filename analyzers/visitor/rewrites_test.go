package visitor

import "testing"

// TestRewrittenIsReached checks that a page is reached by a URL that the middleware
// rewrites to it, whatever it does with who asks for the page by its own.
func TestRewrittenIsReached(t *testing.T) {
	page := "export default function P() { return <p>x</p> }"
	for to, want := range map[string]Protection{"/admin/users": Open, "/admin%2Fx/../admin/users/": Open, "/about": ByMiddleware} {
		m := load(t, map[string]string{
			"package.json":               `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"7.9.9"}}`,
			"app/preview/page.js":        page,
			"app/about/page.js":          page,
			"app/admin/[[...a]]/page.js": page,
			"middleware.js": "import { clerkMiddleware } from '@clerk/nextjs/server'\nimport { NextResponse } from 'next/server'\n" +
				"export default clerkMiddleware(async (auth, req) => {\n  if (req.nextUrl.pathname === '/preview') return NextResponse.rewrite(new URL('" + to + "', req.url))\n" +
				"  if (req.nextUrl.pathname.startsWith('/admin')) await auth.protect()\n})",
		})
		for _, r := range m.Resources() {
			if r.Path != "/admin/[[...a]]" {
				continue
			}
			if r.Protection != want || (want == Open) != (len(r.Variants) > 0 && r.Variants[len(r.Variants)-1].When == "rewritten") {
				t.Errorf("%s: %s, variants %v", to, r.Protection, r.Variants)
			}
		}
	}
}

// TestSlashAtTheEnd checks that a page is reached by its URL with a slash at the end where
// next.config leaves that as it is, and the middleware compares paths.
func TestSlashAtTheEnd(t *testing.T) {
	for _, test := range []struct {
		config, condition string
		want              Protection
	}{
		{"skipTrailingSlashRedirect: true", "req.nextUrl.pathname === '/a'", Open},
		{"skipTrailingSlashRedirect: true, trailingSlash: true", "req.nextUrl.pathname === '/a/'", Open},
		{"skipTrailingSlashRedirect: true", "req.nextUrl.pathname.startsWith('/a')", ByMiddleware},
		{"skipTrailingSlashRedirect: true", "createRouteMatcher(['/a'])(req)", ByMiddleware},
		{"skipTrailingSlashRedirect: false", "req.nextUrl.pathname === '/a'", ByMiddleware},
	} {
		m := load(t, map[string]string{
			"package.json":   `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"7.9.9"}}`,
			"next.config.js": "module.exports = { " + test.config + " }",
			"app/a/page.js":  "export default function P() { return <p>x</p> }",
			"middleware.js": "import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'\n" +
				"export default clerkMiddleware(async (auth, req) => {\n  if (" + test.condition + ") await auth.protect()\n})",
		})
		for _, r := range m.Resources() {
			if r.Path == "/a" && r.Protection != test.want {
				t.Errorf("%v: %s, variants %v", test, r.Protection, r.Variants)
			}
		}
	}
}

// TestDataOfPages checks that the properties of a page of the Pages Router are reached under
// their own URL where next.config shows that to a middleware which compares paths.
func TestDataOfPages(t *testing.T) {
	const served, static, plain = "export const getServerSideProps = async () => ({ props: { n: await db.note.findMany() } })\n", "export const getStaticProps = async () => ({ props: {} })\n", ""
	const skips = "skipMiddlewareUrlNormalize: true"
	for _, test := range []struct {
		config, condition, props string
		want                     Protection
	}{
		{skips, "createRouteMatcher(['/a(.*)'])(req)", served, Open},
		{skips, "req.nextUrl.pathname.startsWith('/a')", static, Open},
		{skips + ", basePath: '/b'", "createRouteMatcher(['/a(.*)'])(req)", served, Open},
		{skips, "!createRouteMatcher(['/', '/sign-in(.*)'])(req)", served, ByMiddleware},
		{skips, "createRouteMatcher(['/a(.*)', '/_next/data/(.*)'])(req)", served, ByMiddleware},
		{skips, "createRouteMatcher(['/a(.*)'])(req)", plain, ByMiddleware},
		{"skipMiddlewareUrlNormalize: false", "createRouteMatcher(['/a(.*)'])(req)", served, ByMiddleware},
	} {
		m := load(t, map[string]string{
			"package.json":   `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"7.9.9"}}`,
			"next.config.js": "module.exports = { " + test.config + " }",
			"lib/db.js":      "import { PrismaClient } from '@prisma/client'\nexport const db = new PrismaClient()",
			"pages/a.js":     "import { db } from '../lib/db'\n" + test.props + "export default function P() { return <p>x</p> }",
			"middleware.js": "import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'\n" +
				"export default clerkMiddleware(async (auth, req) => {\n  if (" + test.condition + ") await auth.protect()\n})",
		})
		for _, r := range m.Resources() {
			if r.Path == "/a" && r.Protection != test.want {
				t.Errorf("%v: %s, variants %v", test, r.Protection, r.Variants)
			}
		}
	}
}
