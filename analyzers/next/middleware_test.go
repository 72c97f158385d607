package next

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"

	"golang.org/x/tools/txtar"
)

// loadTree loads a mini repository. A line "next 16.4.6" in its comment makes
// the package.json and the lockfile of an app in the root.
func loadTree(t testing.TB, text string) *Project {
	t.Helper()
	archive := txtar.Parse([]byte(text))
	for _, line := range strings.Split(string(archive.Comment), "\n") {
		dir, version, flag := ".", "", ""
		if n, _ := fmt.Sscanf(line, "next %s in %s", &version, &dir); n == 0 {
			continue
		}
		if _, f, ok := strings.Cut(line, " --"); ok {
			flag = " --" + f
		}
		prefix := ""
		if dir != "." {
			prefix = dir + "/"
		}
		archive.Files = append(archive.Files, txtar.File{
			Name: prefix + "package.json",
			Data: fmt.Appendf(nil, `{"dependencies":{"next":%q,"@clerk/nextjs":"6.0.0"},"scripts":{"build":"next build%s"}}`, version, flag),
		})
	}
	fsys, err := txtar.FS(archive)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := source.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Load(context.Background(), tree)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func loadApp(t testing.TB, text string) *App {
	t.Helper()
	p := loadTree(t, text)
	if len(p.Apps) != 1 {
		t.Fatalf("got %d apps", len(p.Apps))
	}
	return p.Apps[0]
}

const clerk = "import { clerkMiddleware } from '@clerk/nextjs/server'\nexport default clerkMiddleware()\n"

// TestWhichFileCounts holds a case for each line of the table of facts.md
// section 14 under that title, and for what people do besides.
func TestWhichFileCounts(t *testing.T) {
	for _, c := range []struct {
		name, tree string
		runs       string // path, runtime and export of the middleware
		strays     string // path > want: reason
	}{
		{"15: in the root, app in src", "next 15.5.29\n-- middleware.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"", "middleware.ts > src/middleware.ts: Next.js looks only beside src/app"},
		{"16: in the root, app in src", "next 16.4.6\n-- proxy.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"", "proxy.ts > src/proxy.ts: Next.js looks only beside src/app"},
		{"16: in the root for the edge, app in src: Turbopack", "next 16.4.6\n-- middleware.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"middleware.ts edge default lost to src/middleware.ts: Next.js looks only beside src/app", ""},
		{"16: in the root for Node.js, app in src", "next 16.4.6\n-- middleware.ts --\n" + clerk + "export const config = { runtime: 'nodejs' }\n-- src/app/page.tsx --\n",
			"", "middleware.ts > src/middleware.ts: Next.js looks only beside src/app"},
		{"16: in the root, app in src: webpack", "next 16.4.6 --webpack\n-- middleware.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"", "middleware.ts > src/middleware.ts: Next.js looks only beside src/app"},
		{"15: in the root, app in src: Turbopack", "next 15.5.29 --turbopack\n-- middleware.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"middleware.ts edge default lost to src/middleware.ts: Next.js looks only beside src/app", ""},
		{"16: in src for the edge, app in the root: Turbopack", "next 16.4.6\n-- src/middleware.ts --\n" + clerk + "-- app/page.tsx --\n",
			"src/middleware.ts edge default lost to middleware.ts: Next.js looks only beside app", ""},
		{"16: both, app in src: Turbopack takes the root", "next 16.4.6\n-- middleware.ts --\n" + clerk + "-- src/middleware.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"middleware.ts edge default lost to src/middleware.ts: Next.js looks only beside src/app", "src/middleware.ts > src/middleware.ts: Turbopack takes middleware.ts before it"},
		{"15: both, app in src: Turbopack would take the root", "next 15.5.29 --turbopack\n-- middleware.ts --\n" + clerk + "-- src/middleware.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"src/middleware.ts edge default", "middleware.ts > src/middleware.ts: Next.js looks only beside src/app, but a build with Turbopack runs this one"},
		{"16: both, app in the root", "next 16.4.6\n-- middleware.ts --\n" + clerk + "-- src/middleware.ts --\n" + clerk + "-- app/page.tsx --\n",
			"middleware.ts edge default", "src/middleware.ts > middleware.ts: Next.js looks only beside app"},
		{"16: two proxies: Turbopack takes the root", "next 16.4.6\n-- proxy.ts --\n" + clerk + "-- src/proxy.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"proxy.ts nodejs default lost to src/proxy.ts: Next.js looks only beside src/app", "src/proxy.ts > src/proxy.ts: Turbopack takes proxy.ts before it"},
		{"16: one for Node.js hides the one that Next.js finds", "next 16.4.6\n-- middleware.ts --\n" + clerk + "export const config = { runtime: 'nodejs' }\n-- src/middleware.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"", "middleware.ts > src/middleware.ts: Next.js looks only beside src/app\nsrc/middleware.ts > src/middleware.ts: Turbopack takes middleware.ts before it"},
		{"15: in src, app in the root", "next 15.5.29\n-- src/middleware.ts --\n" + clerk + "-- app/page.tsx --\n",
			"", "src/middleware.ts > middleware.ts: Next.js looks only beside app"},
		{"16: in src, app in the root", "next 16.4.6\n-- src/proxy.ts --\n" + clerk + "-- app/page.tsx --\n",
			"", "src/proxy.ts > proxy.ts: Next.js looks only beside app"},
		{"16: inside app", "next 16.4.6\n-- app/middleware.ts --\n" + clerk + "-- app/page.tsx --\n",
			"", "app/middleware.ts > middleware.ts: Next.js never takes a middleware from inside app"},
		{"14: inside app, nested", "next 14.2.35\n-- src/app/admin/middleware.ts --\nimport { NextResponse } from 'next/server'\nexport function middleware() {}\n-- src/app/page.tsx --\n",
			"", "src/app/admin/middleware.ts > src/middleware.ts: Next.js never takes a middleware from inside app"},
		{"15: proxy.ts", "next 15.5.29\n-- proxy.ts --\n" + clerk + "-- app/page.tsx --\n",
			"", "proxy.ts > middleware.ts: proxy files exist from Next.js 16 on, and this app has 15.5.29"},
		{"16: middleware.ts alone", "next 16.4.6\n-- middleware.ts --\n" + clerk + "-- app/page.tsx --\n",
			"middleware.ts edge default", ""},
		{"16: proxy.ts with a default", "next 16.4.6\n-- proxy.ts --\n" + clerk + "-- app/page.tsx --\n",
			"proxy.ts nodejs default", ""},
		{"16: proxy.ts with a const", "next 16.4.6\n-- proxy.ts --\nexport const proxy = () => {}\n-- app/page.tsx --\n",
			"proxy.ts nodejs proxy", ""},
		{"16: proxy.ts that exports only middleware", "next 16.4.6\n-- proxy.ts --\nexport function middleware() {}\n-- app/page.tsx --\n",
			"proxy.ts nodejs - the build fails", ""},
		{"16: both names", "next 16.4.6\n-- proxy.ts --\n" + clerk + "-- middleware.ts --\n" + clerk + "-- app/page.tsx --\n",
			"proxy.ts nodejs default conflict of 2 fails", ""},
		{"root and src copies, app in src", "next 14.2.35\n-- middleware.ts --\n" + clerk + "-- src/middleware.ts --\nexport function middleware() {}\n-- src/app/page.tsx --\n",
			"src/middleware.ts edge middleware", "middleware.ts > src/middleware.ts: Next.js looks only beside src/app"},
		{"two extensions", "next 15.5.29\n-- middleware.js --\n" + clerk + "-- middleware.ts --\n" + clerk + "-- app/page.tsx --\n",
			"middleware.ts edge default conflict of 2", ""},
		{"16: a foreign folder app in the root", "next 16.4.6\n-- app/main.py --\n-- src/app/page.tsx --\n-- src/proxy.ts --\n" + clerk,
			"", "src/proxy.ts > proxy.ts: Next.js takes app, whatever is in it, before src/app, and looks only beside it"},
		{"pages router", "next 13.5.11\n-- middleware.js --\n" + clerk + "-- pages/index.js --\n",
			"middleware.js edge default", ""},
		{"an extension that is none", "next 15.5.29\n-- middleware.mts --\n" + clerk + "-- app/page.tsx --\n",
			"", "middleware.mts > middleware.ts: mts is no page extension of this app (tsx, ts, jsx, js)"},
		{"misspelt", "next 15.5.29\n-- middlewares.ts --\n" + clerk + "-- app/page.tsx --\n",
			"", "middlewares.ts > middleware.ts: Next.js runs only a file named middleware, with the extension tsx, ts, jsx, js"},
		{"capital letter", "next 15.5.29\n-- Middleware.ts --\n" + clerk + "-- app/page.tsx --\n",
			"", "Middleware.ts > middleware.ts: Next.js runs only a file named middleware, with the extension tsx, ts, jsx, js"},
		{"16: Node runtime", "next 16.4.6\n-- middleware.ts --\n" + clerk + "export const config = { runtime: 'nodejs' }\n-- app/page.tsx --\n",
			"middleware.ts nodejs default", ""},
		{"14: Node runtime is ignored", "next 14.2.35\n-- middleware.ts --\n" + clerk + "export const config = { runtime: 'nodejs' }\n-- app/page.tsx --\n",
			"middleware.ts edge default", ""},
		{"the named export wins", "next 15.5.29\n-- middleware.ts --\nexport default () => {}\nexport { m as middleware } from './m'\n-- m.ts --\nexport const m = 1\n-- app/page.tsx --\n",
			"middleware.ts edge middleware", ""},
		{"15: export * is looked up", "next 15.5.29\n-- middleware.ts --\nexport * from './m'\n-- m.ts --\nexport const middleware = () => {}\n-- app/page.tsx --\n",
			"middleware.ts edge middleware", ""},
		{"15: nothing exported", "next 15.5.29\n-- middleware.ts --\nexport const config = {}\n-- app/page.tsx --\n",
			"middleware.ts edge - every request", ""},
		{"CommonJS", "next 16.4.6\n-- middleware.js --\nmodule.exports = () => {}\n-- app/page.tsx --\n",
			"middleware.js edge default", ""},
		{"15: pageExtensions", "next 15.5.29\n-- middleware.ts --\n" + clerk + "-- app/page.page.tsx --\n-- next.config.mjs --\nexport default { pageExtensions: ['page.tsx', 'page.ts'] }\n",
			"", "middleware.ts > middleware.page.ts: ts is no page extension of this app (page.tsx, page.ts)"},
		{"15: pageExtensions, obeyed", "next 15.5.29\n-- middleware.page.ts --\n" + clerk + "-- app/page.page.tsx --\n-- next.config.mjs --\nexport default { pageExtensions: ['page.tsx', 'page.ts'] }\n",
			"middleware.page.ts edge default", ""},
		{"no stray: lib/**/middleware.ts", "next 15.5.29\n-- lib/redux/middleware.ts --\nexport const middleware = () => {}\n-- server/middleware.ts --\nexport default function middleware() {}\n-- app/page.tsx --\n", "", ""},
		{"no stray: imported by the one that runs", "next 15.5.29\n-- middleware.ts --\nexport { default } from './lib/auth'\n-- lib/auth.ts --\n" + clerk + "-- app/page.tsx --\n",
			"middleware.ts edge default", ""},
		{"stray: Clerk in a file that nothing imports", "next 15.5.29\n-- middleware.ts --\nexport function middleware() {}\n-- lib/auth.ts --\n" + clerk + "-- app/page.tsx --\n",
			"middleware.ts edge middleware", "lib/auth.ts > middleware.ts: Next.js looks only in the root of the repository, and nothing that runs there imports this file"},
		{"one stray, not two", "next 15.5.29\n-- middleware.ts --\nexport { default, config } from './src/auth'\nexport function middleware() {}\n-- src/auth.ts --\n" + clerk + "-- src/app/page.tsx --\n",
			"", "middleware.ts > src/middleware.ts: Next.js looks only beside src/app"},
		{"no stray: a test", "next 15.5.29\n-- middleware.test.ts --\n" + clerk + "-- __tests__/x.ts --\n" + clerk + "-- app/page.tsx --\n", "", ""},
		{"no stray: a page about middleware", "next 15.5.29\n-- pages/middleware.tsx --\nexport default function Page() { return null }\n", "", ""},
		{"no stray: an API route called proxy", "next 15.5.29\n-- pages/api/chat/proxy.ts --\nimport { getAuth } from '@clerk/nextjs/server'\nexport default function handler(req, res) { res.json(getAuth(req)) }\n", "", ""},
		{"stray: a proxy among the API routes, with a matcher", "next 16.4.6\n-- pages/api/proxy.ts --\nimport { NextResponse } from 'next/server'\nexport default function handler() { return NextResponse.next() }\nexport const config = { matcher: ['/admin'] }\n", "",
			"pages/api/proxy.ts > proxy.ts: Next.js never takes a middleware from inside pages"},
		{"no stray: a helper of handlers", "next 14.2.35\n-- app/api/admin/middleware.ts --\nimport { currentUser } from '@clerk/nextjs/server'\nexport async function adminOnly() { if (!await currentUser()) throw new Error('no') }\n-- app/api/x/route.ts --\nimport { adminOnly } from '../admin/middleware'\nexport async function GET() { await adminOnly() }\n", "", ""},
		{"stray: a middleware by name that something imports", "next 14.2.35\n-- app/api/admin/middleware.ts --\nimport { NextResponse } from 'next/server'\nexport function middleware() { return NextResponse.next() }\n-- app/api/x/route.ts --\nimport { middleware } from '../admin/middleware'\nexport const GET = () => middleware()\n", "",
			"app/api/admin/middleware.ts > middleware.ts: Next.js never takes a middleware from inside app"},
		{"no stray: a type", "next 15.5.29\n-- types.ts --\nimport type { clerkMiddleware } from '@clerk/nextjs/server'\nexport type M = typeof clerkMiddleware\n-- app/page.tsx --\n", "", ""},
		{"no stray: another package of the repository", "next 15.5.29\n-- packages/auth/package.json --\n{}\n-- packages/auth/src/middleware.ts --\n" + clerk + "-- app/page.tsx --\n", "", ""},
		{"no stray: withAuth of an API route", "next 13.5.11\n-- pages/api/x.ts --\nimport { withAuth } from '@clerk/nextjs/api'\nexport default withAuth(() => {})\n", "", ""},
		{"stray: withAuth for the edge", "next 13.5.11\n-- lib/x.ts --\nimport { withAuth } from '@clerk/nextjs/edge-middleware'\nexport default withAuth(() => {})\n-- pages/index.tsx --\n", "",
			"lib/x.ts > middleware.ts: Next.js looks only in the root of the repository, and nothing that runs there imports this file"},
		{"no stray: a proxy that is a script", "next 15.5.29\n-- proxy.ts --\nimport http from 'node:http'\nexport const server = http.createServer()\n-- app/page.tsx --\n", "", ""},
	} {
		a := loadApp(t, c.tree)
		if got := describe(a); got != c.runs && !(strings.HasPrefix(got, c.runs) && strings.Contains(c.runs, " - ")) {
			t.Errorf("%s: runs %q, want %q", c.name, got, c.runs)
		}
		var strays []string
		for _, s := range a.Strays {
			strays = append(strays, s.Module.Path+" > "+s.Want+": "+s.Reason)
		}
		if got := strings.Join(strays, "\n"); got != c.strays {
			t.Errorf("%s: strays %q, want %q", c.name, got, c.strays)
		}
	}
}

func describe(a *App) string {
	m := a.Middleware
	if m == nil {
		return ""
	}
	out := m.Module.Path + " " + m.Runtime + " " + m.Export
	if m.Export == "" {
		out += "- " + m.ExportProblem
	}
	if m.Lost != nil {
		out += " lost to " + m.Lost.Want + ": " + m.Lost.Reason
	}
	if len(a.Conflict) > 0 {
		out += fmt.Sprintf(" conflict of %d", len(a.Conflict))
	}
	if a.ConflictFails {
		out += " fails"
	}
	return out
}

func TestMiddlewareUsesNextConfig(t *testing.T) {
	a := loadApp(t, "next 15.5.29\n-- next.config.js --\nmodule.exports = { basePath: '/docs', i18n: { locales: ['en', 'fr'], defaultLocale: 'en' } }\n"+
		"-- pages/index.js --\n-- middleware.js --\n"+clerk+"export const config = { matcher: '/about' }\n")
	for path, want := range map[string]bool{"/docs/about": true, "/docs/fr/about": true, "/about": false} {
		if runs, _, err := a.Middleware.Config.Matcher.Runs(pathmatch.Request{Path: path}); err != nil || runs != want {
			t.Errorf("%s: got %v, %v", path, runs, err)
		}
	}
}

// TestMonorepo checks that an app takes nothing that belongs to another, and
// claims what was lost above it.
func TestMonorepo(t *testing.T) {
	p := loadTree(t, "next 15.5.29 in apps/web\nnext 15.5.29 in apps/docs\n"+
		"-- package.json --\n{\"workspaces\":[\"apps/*\"]}\n-- middleware.ts --\n"+clerk+
		"-- apps/web/app/page.tsx --\n-- apps/docs/app/page.tsx --\n-- apps/docs/middleware.ts --\n"+clerk)
	for _, a := range p.Apps {
		switch a.Dir {
		case "apps/web":
			if a.Middleware != nil || len(a.Strays) != 1 || a.Strays[0].Want != "apps/web/middleware.ts" ||
				a.Strays[0].Reason != "the app is in apps/web, and Next.js looks only there" {
				t.Errorf("web: %v, %+v", a.Middleware, a.Strays)
			}
		case "apps/docs":
			if a.Middleware == nil || len(a.Strays) != 0 {
				t.Errorf("docs: %v, %+v", a.Middleware, a.Strays)
			}
		}
	}
	if len(p.Apps) != 2 {
		t.Errorf("got %d apps", len(p.Apps))
	}
}

// TestSharedMiddleware checks that a file which another app runs is no stray of
// the app that it stands in, and that an app below a folder test is no test.
func TestSharedMiddleware(t *testing.T) {
	p := loadTree(t, "next 15.5.29\nnext 15.5.29 in test/web\n"+
		"-- lib/auth.ts --\n"+clerk+"-- app/page.tsx --\n"+
		"-- test/web/app/page.tsx --\n-- test/web/middleware.ts --\nexport { default } from '../../lib/auth'\n-- test/web/old.ts --\n"+clerk)
	got := map[string]int{}
	for _, a := range p.Apps {
		got[a.Dir] = len(a.Strays)
	}
	if len(got) != 2 || got["."] != 0 || got["test/web"] != 1 {
		t.Errorf("strays by app: %v", got)
	}
}
