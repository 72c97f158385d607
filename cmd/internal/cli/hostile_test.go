package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// sound is an app with one fault that every audit of it has to find, whatever
// stands beside it: a handler that anybody can call.
var sound = map[string]string{
	"package.json":           `{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17", "@prisma/client": "6.19.0"}}`,
	"tsconfig.json":          `{"compilerOptions": {"paths": {"@/*": ["./*"]}}}`,
	"app/page.tsx":           "export default function Page() { return null }\n",
	"app/api/open/route.ts":  "import { PrismaClient } from '@prisma/client'\nconst db = new PrismaClient()\nexport async function POST(request: Request) {\n  const { id } = await request.json()\n  await db.user.delete({ where: { id } })\n  return Response.json({})\n}\n",
	"app/global-error.tsx":   "'use client'\nexport default function E() { return <html><body>x</body></html> }\n",
	"lib/kept/here/keep.txt": "",
}

// hostileAudit audits the sound app with other files in and beside it. Whatever they
// are, the audit ends with an exit code of its own and finds the open handler.
func hostileAudit(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	plant(t, dir, sound)
	plant(t, dir, files)
	auditFound(t, dir)
}

// auditFound audits a folder in which the handler stands open. Where the
// middleware has more code than is followed, nobody knows; that is said then.
func auditFound(t *testing.T, dir string) {
	t.Helper()
	var out, stderr bytes.Buffer
	code := Main([]string{"audit", dir, "--format", "json", "--strict"}, nil, &out, &stderr)
	if code != notReady || stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr %.500s", code, stderr.String())
	}
	var got struct {
		Results  []struct{ Rule, Outcome string }
		Findings []struct{ Rule, Path string }
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Findings {
		if f.Path == "app/api/open/route.ts" && f.Rule == "api-route-unprotected" {
			return
		}
	}
	for _, r := range got.Results {
		if r.Rule == "api-route-unprotected" && r.Outcome == "unknown" {
			return
		}
	}
	t.Errorf("the open handler was not found: %.500s", out.String())
}

// depth is how deep hostile data and code are nested; code so deep is not
// followed, and such as is followed goes down to shallow.
const (
	depth   = 100_000
	shallow = 9_000
)

// nests are ways to nest code: what opens, what is inside, what closes.
var nests = map[string][3]string{
	"parentheses":   {"(", "1", ")"},
	"arrays":        {"[", "1", "]"},
	"objects":       {"{a:", "1", "}"},
	"elements":      {"<a>", "x", "</a>"},
	"attributes":    {"<a b={", "1", "}/>"},
	"templates":     {"`${", "1", "}`"},
	"arrows":        {"() => ", "1", ""},
	"calls":         {"f(", "1", ")"},
	"nots":          {"!", "1", ""},
	"sums":          {"1 + ", "1", ""},
	"alternatives":  {"a ? b : ", "1", ""},
	"awaits":        {"await ", "1", ""},
	"members":       {"", "a", ".b"},
	"called calls":  {"", "f", "()"},
	"optional":      {"", "a", "?.[0]"},
	"non null":      {"", "a", "!"},
	"functions":     {"function () { return ", "1", "}"},
	"types":         {"x as Array<", "string", ">"},
	"and":           {"auth() && ", "1", ""},
	"new":           {"new ", "X", ""},
	"spread":        {"[...", "[]", "]"},
	"sequence":      {"1, ", "1", ""},
	"classes":       {"class { a = ", "1", "}"},
	"only opened":   {"(", "", ""},
	"only elements": {"<a>", "", ""},
	"only closed":   {"", "", ")"},
	"only template": {"`${", "", ""},
}

func nested(n [3]string, depth int) string {
	return strings.Repeat(n[0], depth) + n[1] + strings.Repeat(n[2], depth)
}

func deepAndShallow(t *testing.T, name string, n [3]string, test func(*testing.T, string)) {
	t.Run(name, func(t *testing.T) {
		test(t, nested(n, shallow))
		test(t, nested(n, depth))
	})
}

// Code that is nested without end is a file that cannot be followed, and no more.
func TestHostileNesting(t *testing.T) {
	for name, n := range nests {
		deepAndShallow(t, name, n, func(t *testing.T, text string) {
			hostileAudit(t, map[string]string{
				"app/api/deep/route.ts": "import { auth } from '@clerk/nextjs/server'\nexport async function GET() {\n  const a = " + text + "\n  return Response.json(a)\n}\n",
				"app/deep/page.tsx":     "export default async function Page() {\n  return " + text + "\n}\n",
			})
		})
	}
}

// blocks are ways to nest statements.
var blocks = map[string][3]string{
	"blocks":     {"{", "", "}"},
	"ifs":        {"if (a) {", "", "}"},
	"else ifs":   {"if (a) b(); else ", "c()", ""},
	"loops":      {"for (;;) {", "break", "}"},
	"tries":      {"try {", "", "} finally {}"},
	"labels":     {"a: ", "b()", ""},
	"functions":  {"function f() {", "", "}"},
	"statements": {"b();", "", ""},
	"lets":       {"let a = b;", "", ""},
}

func TestHostileStatements(t *testing.T) {
	for name, n := range blocks {
		deepAndShallow(t, name, n, func(t *testing.T, text string) {
			hostileAudit(t, map[string]string{
				"app/api/deep/route.ts": "export async function GET() {\n" + text + "\n  return Response.json({})\n}\n",
				"proxy.ts":              "import { clerkMiddleware } from '@clerk/nextjs/server'\nexport default clerkMiddleware(async (auth) => {\n" + text + "\n})\n",
			})
		})
	}
}

// Everything beside code that is read: each nested, endless or cut off.
func TestHostileData(t *testing.T) {
	deep := strings.Repeat("[", depth) + strings.Repeat("]", depth)
	object := strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth)
	long := strings.Repeat("x", 4<<20)
	for name, files := range map[string]map[string]string{
		"tsconfig":        {"tsconfig.json": `{"compilerOptions": {"paths": ` + deep + `}}`},
		"tsconfig object": {"lib/tsconfig.json": object},
		"package":         {"packages/a/package.json": object},
		"package list":    {"packages/a/package.json": `{"workspaces": ` + deep + `}`},
		"npm lock":        {"package-lock.json": `{"lockfileVersion": 3, "packages": ` + object + `}`},
		"pnpm lock":       {"pnpm-lock.yaml": "lockfileVersion: '9.0'\npackages: " + deep},
		"pnpm lock, flow": {"pnpm-lock.yaml": strings.Repeat("{a: ", depth)},
		"pnpm indents":    {"pnpm-lock.yaml": deepIndent(500)},
		"yarn lock":       {"yarn.lock": strings.Repeat("a:\n  b \"1\"\n", depth)},
		"bun lock":        {"bun.lock": `{"packages": ` + deep + `}`},
		"bun lock, old":   {"bun.lockb": "\x00\x01\x02"},
		"workspace":       {"pnpm-workspace.yaml": "packages: " + deep},
		"vercel":          {"vercel.json": `{"headers": ` + deep + `}`},
		"workflow":        {".github/workflows/a.yml": "on: push\njobs: " + deep},
		"workflow list":   {".github/workflows/a.yml": "on: push\njobs: " + strings.Repeat("- ", depth) + "a"},
		"workspace deep":  {"pnpm-workspace.yaml": deepIndent(500)},
		"cloud json":      {"app.json": deep, "turbo.json": object},
		"toml table":      {"wrangler.toml": "[vars]\na = " + strings.Repeat("{a=", depth)},
		"compose":         {"docker-compose.yml": strings.Repeat("a: &a\n  b: *a\n", 10_000)},
		"yaml bomb":       {"docker-compose.yml": "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e]\nservices: *f\n"},
		"toml":            {"fly.toml": "[env]\na = " + deep},
		"dotenv":          {".env": "A=${B}\nB=${A}\nC=\"" + long + "\nD='" + strings.Repeat("${", depth)},
		"dotenv grows":    {".env": growing(60)},
		"gitignore":       {".gitignore": strings.Repeat("**/", 5000) + "a\n" + strings.Repeat("[a-", 10_000) + "\n" + strings.Repeat("*a", 2000) + "\n"},
		"matcher": {"proxy.ts": "import { clerkMiddleware } from '@clerk/nextjs/server'\nexport default clerkMiddleware()\nexport const config = { matcher: ['/" +
			strings.Repeat("(a*)*", 30) + "b', '/" + strings.Repeat("(", 10_000) + "', '/" + strings.Repeat(":a", 5000) + "'] }\n"},
		"route patterns": {"proxy.ts": "import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'\nconst p = createRouteMatcher(['/(x+x+)+y', '/" + strings.Repeat("(.*)", 500) + "z'])\n" +
			"export default clerkMiddleware(async (auth, r) => { if (p(r)) await auth.protect() })\n", "app/" + strings.Repeat("x", 200) + "/page.tsx": "export default () => null\n"},
		"policy":      {"next.config.js": "module.exports = { headers: async () => [{ source: '/(.*)', headers: [{ key: 'Content-Security-Policy', value: '" + strings.Repeat("script-src 'self' ;", 50_000) + "' }] }] }\n"},
		"long line":   {"lib/long.ts": "export const a = '" + long + "'\n", "app/l/page.tsx": "import { a } from '../../lib/long'\nexport default function P() { return a }\n"},
		"minified":    {"public/a.js": strings.Repeat("function a(b){return b?a(b-1):0};", depth)},
		"NUL":         {"app/api/n/route.ts": strings.Repeat("\x00", 1<<20)},
		"not UTF-8":   {"app/api/n/route.ts": "export function GET() { return Response.json('" + strings.Repeat("\xff\xfe", 10_000) + "') }\n"},
		"comment":     {"app/api/n/route.ts": "// clerkvet-ignore " + long + "\nexport function GET() { return Response.json(1) }\n"},
		"directories": {strings.Repeat("a/", 1000) + "b.ts": "export {}\n"},
		"segments":    {"app/" + strings.Repeat("[[...a]]/", 100) + "page.tsx": "export default () => null\n", "app/" + strings.Repeat("@s/(..)", 50) + "x/page.tsx": "export default () => null\n"},
	} {
		t.Run(name, func(t *testing.T) { hostileAudit(t, files) })
	}
}

// growing is variables of which each is the one before twice.
func growing(n int) string {
	var b strings.Builder
	b.WriteString("A0=xxxxxxxx\n")
	for i := range n {
		fmt.Fprintf(&b, "A%d=${A%d}${A%d}\n", i+1, i, i)
	}
	return b.String()
}

// Modules that import one another without end, in a line and in circles.
func TestHostileImports(t *testing.T) {
	const length = 3000
	line, circle, barrels := map[string]string{}, map[string]string{}, map[string]string{}
	for i := range length {
		line[fmt.Sprintf("lib/m%d.ts", i)] = fmt.Sprintf("import { v as w } from './m%d'\nexport const v = () => w()\n", i+1)
		circle[fmt.Sprintf("lib/m%d.ts", i)] = fmt.Sprintf("import { v as w } from './m%d'\nexport const v = () => w()\nimport './m%d'\n", (i+1)%length, (i+7)%length)
		barrels[fmt.Sprintf("lib/m%d.ts", i)] = fmt.Sprintf("export * from './m%d'\nexport * from './m%d'\nexport { v } from './m%d'\n", (i+1)%length, (i+2)%length, (i+1)%length)
	}
	line[fmt.Sprintf("lib/m%d.ts", length)] = "export const v = () => 1\n"
	entry := map[string]string{
		"app/api/deep/route.ts": "import { v } from '@/lib/m0'\nexport async function GET() { return Response.json(v()) }\n",
		"app/deep/page.tsx":     "'use client'\nimport { v } from '@/lib/m0'\nexport default function Page() { return v() }\n",
	}
	for name, files := range map[string]map[string]string{"line": line, "circle": circle, "barrels": barrels} {
		t.Run(name, func(t *testing.T) {
			for path, text := range entry {
				files[path] = text
			}
			hostileAudit(t, files)
		})
	}
}

func TestManyFiles(t *testing.T) {
	files := map[string]string{}
	for i := range 20_000 {
		files[fmt.Sprintf("lib/d%d/f%d.ts", i%100, i)] = "export {}\n"
	}
	hostileAudit(t, files)
}

// No link, device, socket or pipe is opened, and what lies outside is not read.
func TestHostileFiles(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	plant(t, dir, sound)
	plant(t, outside, map[string]string{"tsconfig.json": `{"compilerOptions": {"paths": {"~/*": ["./*"]}}}`, "secret.ts": "export const outside = 'MARK-of-outside'\n",
		"package.json": `{"name": "MARK-of-outside"}`, ".env": "MARK_of_outside=1\n", "app/page.tsx": "export const MARK = 'MARK-of-outside'\n"})
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	link(".", "lib/loop")
	link("a2", "a1")
	link("a1", "a2")
	link(outside, "outside")
	link(filepath.Join(outside, ".env"), ".env")
	link(filepath.Join(outside, "app"), "app/linked")
	link("/dev/zero", "proxy.ts")
	link(filepath.Join(outside, "secret.ts"), "lib/secret.ts")
	if err := syscall.Mkfifo(filepath.Join(dir, "next.config.js"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mknod(filepath.Join(dir, "instrumentation.ts"), syscall.S_IFCHR|0o644, 1<<8|5); err != nil {
		t.Log("no device could be made:", err) // without the right to
	}
	plant(t, dir, map[string]string{
		"tsconfig.json":         fmt.Sprintf(`{"extends": [%q, "../../../../../../etc/passwd", "/etc/passwd", "outside/tsconfig.json"], "compilerOptions": {"paths": {"@/*": ["./*"], "out/*": [%q, "../*"]}}}`, outside+"/tsconfig.json", outside+"/*"),
		"pnpm-workspace.yaml":   "packages: ['../*', '/etc', '" + outside + "', 'outside']\n",
		"app/api/out/route.ts":  "import { outside } from '" + outside + "/secret'\nimport { outside as b } from 'out/secret'\nimport { outside as c } from '@/lib/secret'\nimport d from '../../../outside/secret'\nexport function GET() { return Response.json([outside, b, c, d]) }\n",
		"app/page.tsx":          "import x from '../../../../../../../../etc/passwd'\nexport default function Page() { return x }\n",
		"lib/kept/here/keep.ts": "import '../../../../../../../..'\n",
	})
	for _, format := range formatNames() {
		var out, stderr bytes.Buffer
		Main([]string{"audit", dir, "--format", format}, nil, &out, &stderr)
		if text := out.String() + stderr.String(); strings.Contains(text, "MARK-of-outside") || strings.Contains(text, "root:x") {
			t.Errorf("%s shows what lies outside:\n%s", format, text)
		}
	}
	auditFound(t, dir)
}

// The tool's own files are not read through links either: who opens a pull
// request must not choose what is read.
func TestLinkedConfiguration(t *testing.T) {
	for _, name := range append(configNames, baselineName) {
		dir, outside := t.TempDir(), t.TempDir()
		plant(t, dir, sound)
		plant(t, outside, map[string]string{"c": "MARK-of-outside: 1\n"})
		if err := os.Symlink(filepath.Join(outside, "c"), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		var out, stderr bytes.Buffer
		code := Main([]string{"audit", dir}, nil, &out, &stderr)
		if strings.Contains(out.String()+stderr.String(), "MARK") || code == ready {
			t.Errorf("%s: exit code %d, %s", name, code, stderr.String())
		}
	}
}
