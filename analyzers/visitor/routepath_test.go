package visitor

import "testing"

// TestPathOfDynamicRoute asks handlers about the path of their request: the visitor
// chooses the dynamic parts of it.
func TestPathOfDynamicRoute(t *testing.T) {
	for _, c := range []struct {
		route, condition string // under which the handler reads
		want             Verdict
	}{
		{"[...all]", `path.startsWith("/internal/")`, Reached},
		{"[...all]", `path.match(/^\/internal\//)`, Reached},
		{"[...all]", `["^/internal/"].some((p) => path.match(p))`, Reached},
		{"[...all]", `path.split("/")[1] === "internal"`, Reached},
		{"[...all]", `path === "/internal"`, Reached},
		{"[...all]", `path.length > 20`, Reached},
		{"[locale]/x", `path.startsWith("/de")`, Reached},
		{"api/[[...all]]", `path === "/api"`, Reached},
		{"api/[id]", `path === "/api/y"`, Reached},
		{"api/[id]", `["/api/y"].includes(path)`, Reached},
		{"api/[id]", `path.replace("/api/", "") === "y"`, Reached},
		{"api/[id]", `path.endsWith("/y")`, Reached},
		{"api/[id]", `/y$/.test(path)`, Reached},
		{"api/[id]/x", `!path.startsWith("/api/public/")`, Reached},
		{"api/[id]", `path.startsWith("/public")`, Harmless},
		{"api/[id]", `!path.startsWith("/api/")`, Harmless},
		{"api/[id]", `!path.includes("/api")`, Harmless},
		{"api/[id]", `path === "/public"`, Harmless},
		{"api/v1/management/[id]", `/^\/api\/v\d+\/client\//.test(path)`, Harmless},
		{"api/v1/management/[id]", `!/^\/api\/v\d+\/management\//.test(path)`, Harmless},
		{"api/v1/management/[id]", `path.includes("/api/v1/client")`, Harmless},
		{"api/v1/management/[...id]", `path.includes("/api/v1/client")`, Reached},
		{"api/[id]/x", `path.endsWith("/y")`, Harmless},
		{"api/[id]/x", `path.endsWith("y/x")`, Reached},
		{"api/[id]/x", `path.match(/^\/public/)`, Harmless},
		{"api/[id]", `path === "/api/x/y"`, Harmless},
		{"api/[id]", `/^\/api\/[^/]+\/y/.test(path)`, Harmless},
		{"api/[id]", `/^\/api\/(y|admin)$/.test(path)`, Reached},
		{"api/[id]", `/^\/API\/public/i.test(path)`, Reached},
		{"api/[id]", `/^\/api\/\w*y/.test(path)`, Reached},
		{"api/[id]", `!/^\/api(?!\/y)/.test(path)`, Reached},
		{"api/[id]", `/^\/api(?!\/y)/.test(path) && path.length > 9`, Reached},
		{"api/[id]", `!/^\/api\/y?\b/.test(path)`, Reached},
		{"api/[id]", `path === "/api/y/"`, Reached},
		{"api/[[...all]]", `path.startsWith("/api/y/z")`, Reached},
		{"api/[[...all]]", `path.startsWith("/apis")`, Harmless},
		{"[[...all]]", `path === "/"`, Reached},
		{"api/x", `path.startsWith("/api/y")`, Harmless},
		{"api/x", `path !== "/api/x"`, Harmless},
	} {
		m := load(t, map[string]string{
			"package.json":  `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"7.9.9"}}`,
			"lib/db.ts":     "import { PrismaClient } from \"@prisma/client\";\nexport const db = new PrismaClient();\n",
			"tsconfig.json": `{"compilerOptions":{"baseUrl":"."}}`,
			"app/" + c.route + "/route.ts": "import { db } from \"lib/db\"\n" +
				"export async function GET(req) {\n  const path = new URL(req.url).pathname\n  if (" + c.condition + ") return Response.json(await db.user.findMany())\n  return new Response(null, { status: 404 })\n}\n",
		})
		for _, r := range m.Resources() {
			if r.Code.Verdict != c.want {
				t.Errorf("%s, %s: %s, want %s", c.route, c.condition, r.Code.Verdict, c.want)
			}
		}
	}
}

// TestPathOfRewrittenRoute asks a handler that a rewrite shows: the URL is the one that the
// visitor asked for.
func TestPathOfRewrittenRoute(t *testing.T) {
	for destination, want := range map[string]Verdict{
		"/api/:path*": Reached, "/:path*": Reached, "/other/:path*": Harmless, "https://api.example.com/api/:path*": Harmless,
	} {
		m := load(t, map[string]string{
			"package.json":   `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"7.9.9"}}`,
			"lib/db.ts":      "import { PrismaClient } from \"@prisma/client\";\nexport const db = new PrismaClient();\n",
			"tsconfig.json":  `{"compilerOptions":{"baseUrl":"."}}`,
			"next.config.js": "module.exports = { rewrites: async () => [...(process.env.X ? [{ source: \"/internal/:path*\", destination: \"" + destination + "\" }] : [])] };\n",
			"app/api/[...all]/route.ts": "import { db } from \"lib/db\"\n" +
				"export async function GET(req) {\n  if (new URL(req.url).pathname.startsWith(\"/internal/\")) return Response.json(await db.user.findMany())\n  return new Response(null, { status: 404 })\n}\n",
		})
		for _, r := range m.Resources() {
			if r.Code.Verdict != want {
				t.Errorf("%s: %s, want %s", destination, r.Code.Verdict, want)
			}
		}
	}
}
