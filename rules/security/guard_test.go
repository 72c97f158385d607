package security_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"clerkvet/analyzers"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
	"clerkvet/rules/ruletest"
)

// A guardCase is a file with an open resource and what becomes of it; no text
// where it has to stay as it is.
type guardCase struct {
	name, clerk, path string
	code, want        string
	files             string // further files, as txtar
}

const (
	route   = "app/api/posts/route.ts"
	actions = "app/actions.ts"
)

var guardCases = []guardCase{
	{name: "handler", clerk: "7.9.17", path: route, code: `
import { db } from '@/lib/db'
import { auth } from 'elsewhere'

export async function DELETE(req: Request) { // all of it
  await db.post.deleteMany({})
}`, want: `
import { db } from '@/lib/db'
import { auth } from 'elsewhere'
import { auth as clerkAuth } from '@clerk/nextjs/server'

export async function DELETE(req: Request) { // all of it
  await clerkAuth.protect()
  await db.post.deleteMany({})
}`},
	{name: "merged import, semicolons, not async", clerk: "6.20.0", path: route, code: `
import { db } from "@/lib/db";
import {
  currentUser,
} from "@clerk/nextjs/server";

export function POST(req: Request): Response {
	db.post.deleteMany({}).then(console.log);
	return Response.json(currentUser.name);
}`, want: `
import { db } from "@/lib/db";
import {
  currentUser, auth,
} from "@clerk/nextjs/server";

export async function POST(req: Request): Promise<Response> {
	await auth.protect();
	db.post.deleteMany({}).then(console.log);
	return Response.json(currentUser.name);
}`},
	{name: "arrow with an expression", clerk: "7.9.17", path: route, code: `
import { db } from '@/lib/db'
export const POST = () => db.post.deleteMany({})
`, want: `
import { db } from '@/lib/db'
import { auth } from '@clerk/nextjs/server'
export const POST = async () => { await auth.protect(); return db.post.deleteMany({}) }
`},
	{name: "export list, one function for two methods, no line of its own", clerk: "7.9.17", path: route, code: `
import { db } from '@/lib/db'
const handler = async () => { await db.post.deleteMany({}); return new Response() }
export { handler as POST, handler as PUT }
`, want: `
import { db } from '@/lib/db'
import { auth } from '@clerk/nextjs/server'
const handler = async () => { await auth.protect(); await db.post.deleteMany({}); return new Response() }
export { handler as POST, handler as PUT }
`},
	{name: "wrapped", clerk: "7.9.17", path: route, code: `
import { auth } from '@clerk/nextjs/server'
import { db } from '@/lib/db'
const logged = (f: (req: Request) => Promise<Response>) => async (req: Request) => {
  console.log(req.url)
  return f(req)
}
export const POST = logged(async (req) => {
  ;[1].map(String)
  await db.post.deleteMany({})
  return Response.json(await auth())
})
`, want: `
import { auth } from '@clerk/nextjs/server'
import { db } from '@/lib/db'
const logged = (f: (req: Request) => Promise<Response>) => async (req: Request) => {
  console.log(req.url)
  return f(req)
}
export const POST = logged(async (req) => {
  await auth.protect()
  ;[1].map(String)
  await db.post.deleteMany({})
  return Response.json(await auth())
})
`},
	{name: "what the wrapper does comes first", clerk: "7.9.17", path: route, code: `
import { db } from '@/lib/db'
const counted = (f: (req: Request) => Promise<Response>) => async (req: Request) => {
  await db.hit.create({ data: { url: req.url } })
  return f(req)
}
export const POST = counted(async (req) => {
  await db.post.deleteMany({})
  return new Response()
})
`},
	{name: "Clerk 5", clerk: "5.7.6", path: route, code: `
import { db } from '@/lib/db'
export async function POST() {
  await db.post.deleteMany({})
}
`, want: `
import { db } from '@/lib/db'
import { auth } from '@clerk/nextjs/server'
export async function POST() {
  auth().protect()
  await db.post.deleteMany({})
}
`},
	{name: "Clerk 4", clerk: "4.31.8", path: route, code: `
import { db } from '@/lib/db'
import { NextResponse } from 'next/server'
import { currentUser } from '@clerk/nextjs'
export async function POST() {
  await db.post.deleteMany({})
  return NextResponse.json(await currentUser())
}
`, want: `
import { db } from '@/lib/db'
import { NextResponse } from 'next/server'
import { currentUser, auth } from '@clerk/nextjs'
export async function POST() {
  if (!auth().userId) return new NextResponse('Unauthorized', { status: 401 })
  await db.post.deleteMany({})
  return NextResponse.json(await currentUser())
}
`},
	{name: "the Pages Router", clerk: "7.9.17", path: "pages/api/posts.ts", code: `
import { db } from '@/lib/db'
export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  await db.post.deleteMany({})
  res.status(200).end()
}
`, want: `
import { db } from '@/lib/db'
import { getAuth } from '@clerk/nextjs/server'
export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  if (!getAuth(req).userId) {
    res.status(401).end()
    return
  }
  await db.post.deleteMany({})
  res.status(200).end()
}
`},
	{name: "arguments taken apart", clerk: "7.9.17", path: "pages/api/posts.ts", code: `
import { db } from '@/lib/db'
export default async function handler({ body }: NextApiRequest, res: NextApiResponse) {
  await db.post.deleteMany({})
  res.status(200).end()
}
`},
	{name: "actions", clerk: "7.9.17", path: actions, code: `'use server'
import { db } from '@/lib/db'

export async function clear() {
  await db.post.deleteMany({})
}
export const remove = async (id: string) => {

  // one
  await db.post.delete({ where: { id } })
}
`, want: `'use server'
import { db } from '@/lib/db'
import { auth } from '@clerk/nextjs/server'

export async function clear() {
  await auth.protect()
  await db.post.deleteMany({})
}
export const remove = async (id: string) => {
  await auth.protect()

  // one
  await db.post.delete({ where: { id } })
}
`, files: `
-- app/page.tsx --
import { clear } from './actions'
export default function Page() {
  return <form action={clear} />
}
`},
	{name: "an action of Clerk 4", clerk: "4.31.8", path: actions, code: `'use server'
import { db } from '@/lib/db'
export async function clear() {
  await db.post.deleteMany({})
}
`, want: `'use server'
import { db } from '@/lib/db'
import { auth } from '@clerk/nextjs/server'
export async function clear() {
  if (!auth().userId) throw new Error('Unauthorized')
  await db.post.deleteMany({})
}
`, files: `
-- app/page.tsx --
import { clear } from './actions'
export default function Page() {
  return <form action={clear} />
}
`},
	{name: "an action within a component", clerk: "7.9.17", path: "app/form/page.tsx", code: `
import { db } from '@/lib/db'
export default function Page() {
  const auth = 1
  async function clear() {
    'use server' // from a form
    await db.post.deleteMany({})
  }
  return <form action={clear}>{auth}</form>
}
`, want: `
import { db } from '@/lib/db'
import { auth as clerkAuth } from '@clerk/nextjs/server'
export default function Page() {
  const auth = 1
  async function clear() {
    'use server' // from a form
    await clerkAuth.protect()
    await db.post.deleteMany({})
  }
  return <form action={clear}>{auth}</form>
}
`},
	{name: "no import yet", clerk: "7.9.17", path: route, code: `// @ts-nocheck
/* eslint-disable */

/** Tells another host. */
export async function POST() { await fetch('https://example.com/', { method: 'POST' }) }
`, want: `// @ts-nocheck
/* eslint-disable */

import { auth } from '@clerk/nextjs/server'
/** Tells another host. */
export async function POST() { await auth.protect(); await fetch('https://example.com/', { method: 'POST' }) }
`},
	{name: "a byte order mark", clerk: "7.9.17", path: route, code: "\uFEFFexport async function POST() {\n  await fetch('https://example.com/', { method: 'POST' })\n}\n",
		want: "\uFEFFimport { auth } from '@clerk/nextjs/server'\nexport async function POST() {\n  await auth.protect()\n  await fetch('https://example.com/', { method: 'POST' })\n}\n"},
	{name: "several statements in a line", clerk: "7.9.17", path: route, code: `import { db } from '@/lib/db'; export const DELETE = async () => { /* all
of it */ await db.post.deleteMany({}) }
`, want: `import { db } from '@/lib/db';
import { auth } from '@clerk/nextjs/server';
 export const DELETE = async () => { await auth.protect(); /* all
of it */ await db.post.deleteMany({}) }
`},
	{name: "several empty import lists", clerk: "6.0.0", path: route, code: `import {} from '@clerk/nextjs/server'
import type { User } from '@clerk/nextjs/server'
import { db } from '@/lib/db'
export async function PUT(req: Request): Promise<Response> {
  ` + "`template`.trim()" + `
  await db.post.deleteMany({})
  return new Response()
}
`, want: `import { auth } from '@clerk/nextjs/server'
import type { User } from '@clerk/nextjs/server'
import { db } from '@/lib/db'
export async function PUT(req: Request): Promise<Response> {
  await auth.protect();
  ` + "`template`.trim()" + `
  await db.post.deleteMany({})
  return new Response()
}
`},
	{name: "a name that is shadowed", clerk: "7.9.17", path: route, code: `import { auth } from '@clerk/nextjs/server'
import { db } from '@/lib/db'
const who = async () => (await auth()).userId
export async function PUT(req: Request) {
  const auth = req.headers.get('x')
  await db.post.deleteMany({ where: { auth } })
}
export const other = who
`, want: `import { auth, auth as clerkAuth } from '@clerk/nextjs/server'
import { db } from '@/lib/db'
const who = async () => (await auth()).userId
export async function PUT(req: Request) {
  await clerkAuth.protect()
  const auth = req.headers.get('x')
  await db.post.deleteMany({ where: { auth } })
}
export const other = who
`},
	{name: "a generator, and a sync function that the module calls", clerk: "7.9.17", path: route, code: `import { db } from '@/lib/db'
function clear() {
  db.post.deleteMany({})
  return new Response()
}
export { clear as DELETE }
export const seen = clear().status
`},
	{name: "it asks and does not look", clerk: "7.9.17", path: route, code: `import { auth } from '@clerk/nextjs/server'
import { db } from '@/lib/db'
export async function PUT(req: Request) {
  const { userId } = await auth()
  await db.post.deleteMany({ where: { title: 'x' } })
  return Response.json({ userId })
}
`, want: `import { auth } from '@clerk/nextjs/server'
import { db } from '@/lib/db'
export async function PUT(req: Request) {
  const { userId } = await auth.protect()
  await db.post.deleteMany({ where: { title: 'x' } })
  return Response.json({ userId })
}
`},
	{name: "an open page calls the action", clerk: "7.9.17", path: actions, code: `'use server'
import { db } from '@/lib/db'
export async function seen() {
  await db.post.updateMany({ data: { seen: true } })
}
`, files: `
-- app/open/page.tsx --
import { seen } from '@/app/actions'
export default async function Page() {
  await seen()
  return <p>seen</p>
}
`},
	{name: "a page calls the action that a layout keeps visitors from", clerk: "7.9.17", path: actions, code: `'use server'
import { db } from '@/lib/db'
export async function seen() {
  await db.post.updateMany({ data: { seen: true } })
}
`, want: `'use server'
import { db } from '@/lib/db'
import { auth } from '@clerk/nextjs/server'
export async function seen() {
  await auth.protect()
  await db.post.updateMany({ data: { seen: true } })
}
`, files: `
-- app/team/layout.tsx --
import { auth } from '@clerk/nextjs/server'
export default async function Layout({ children }: { children: React.ReactNode }) {
  await auth.protect()
  return <main>{children}</main>
}
-- app/team/page.tsx --
import { seen } from '@/app/actions'
export default async function Page() {
  await seen()
  return <p>seen</p>
}
`},
	{name: "a webhook calls the action", clerk: "7.9.17", path: actions, code: `'use server'
import { db } from '@/lib/db'
export async function createUser(id: string) {
  await db.user.create({ data: { id } })
}
`, files: `
-- app/api/webhooks/clerk/route.ts --
import { verifyWebhook } from '@clerk/nextjs/webhooks'
import { createUser } from '@/app/actions'
export async function POST(req: Request) {
  try {
    const event = await verifyWebhook(req)
    await createUser(event.data.id)
  } catch {
    return new Response('bad', { status: 400 })
  }
  return new Response('ok')
}
`},
	{name: "an action for strangers", clerk: "7.9.17", path: actions, code: `'use server'
import { db } from '@/lib/db'
export async function joinWaitlist(email: string) {
  await db.entry.create({ data: { email } })
}
`, files: `
-- app/page.tsx --
import { joinWaitlist } from './actions'
export default function Page() {
  return <form action={joinWaitlist} />
}
`},
	{name: "the middleware does not run there", clerk: "7.9.17", path: "app/unseen/route.ts", code: `
import { db } from '@/lib/db'
export async function POST() {
  await db.post.deleteMany({})
}
`},
	{name: "a version that is not known", clerk: "workspace:*", path: route, code: `
import { db } from '@/lib/db'
export async function POST() {
  await db.post.deleteMany({})
}
`},
}

// A guard is where it should be, the file stays readable, and the audit then
// says that the visitor is turned away.
func TestGuards(t *testing.T) {
	for _, c := range guardCases {
		t.Run(c.name, func(t *testing.T) { c.run(t) })
		t.Run(c.name+" with CRLF", func(t *testing.T) {
			c.code, c.want = strings.ReplaceAll(c.code, "\n", "\r\n"), strings.ReplaceAll(c.want, "\n", "\r\n")
			c.run(t)
		})
	}
}

func (c guardCase) run(t *testing.T) {
	archive := txtar.Parse([]byte(`-- package.json --
{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "` + c.clerk + `", "react": "19.2.0", "@prisma/client": "6.19.0"}}
-- tsconfig.json --
{"compilerOptions":{"baseUrl":".","paths":{"@/*":["./*"]}}}
-- lib/db.ts --
import { PrismaClient } from '@prisma/client'
export const db = new PrismaClient()
-- middleware.ts --
import { clerkMiddleware, authMiddleware } from '@clerk/nextjs/server'
` + middlewareFor(c.clerk) + `
export const config = { matcher: ['/((?!unseen|_next).*)'] }
` + c.files))
	archive.Files = append(archive.Files, txtar.File{Name: c.path, Data: []byte(c.code)})
	open, fixes := openResources(t, archive)
	if len(open) == 0 {
		t.Fatal("nothing is open")
	}
	patches, _ := rules.Apply(fixes)
	if c.want == "" {
		if len(patches) > 0 {
			t.Errorf("got %s, want it left alone", patches[0].New)
		}
		return
	}
	if len(patches) == 0 {
		t.Fatal("nothing is changed")
	}
	if len(patches) != 1 || string(patches[0].New) != c.want {
		t.Fatalf("%d patches, the last %s, want %s", len(patches), patches[len(patches)-1].New, c.want)
	}
	archive.Files[len(archive.Files)-1].Data = patches[0].New
	if open, _ := openResources(t, archive); len(open) > 0 {
		t.Errorf("%s is still open", open)
	}
}

func middlewareFor(version string) string {
	if strings.HasPrefix(version, "4") {
		return "export default authMiddleware({ publicRoutes: ['/(.*)'] })"
	}
	return "export default clerkMiddleware()"
}

// openResources returns the handlers and actions that anybody reaches, and the
// fixes for them.
func openResources(t *testing.T, archive *txtar.Archive) (open []string, fixes []*rules.Fix) {
	facts, err := ruletest.Facts(archive)
	if err != nil || len(facts.Problems()) > 0 {
		t.Fatal(err, facts.Problems())
	}
	for _, r := range reachedIn(facts) {
		open = append(open, r.File+" "+r.Name)
	}
	chosen := []*rules.Rule{find(t, "api-route-unprotected"), find(t, "server-action-unprotected")}
	for _, f := range rules.Findings(rules.Audit(context.Background(), facts, chosen)) {
		if f.Fix != nil && !f.Fix.Safe {
			fixes = append(fixes, f.Fix)
		}
	}
	return open, fixes
}

func reachedIn(facts *analyzers.Facts) (out []*visitor.Resource) {
	for _, r := range facts.Apps[0].Visitor().Resources() {
		if r.Code.Verdict == visitor.Reached && r.Kind != visitor.Page {
			out = append(out, r)
		}
	}
	return out
}

// In every fixture, a guard takes its finding away, brings none, and leaves
// files that can be read.
func TestGuardsOfFixtures(t *testing.T) {
	fixed := map[string]int{}
	for _, id := range []string{"api-route-unprotected", "server-action-unprotected", "route-unprotected"} {
		files, _ := filepath.Glob(filepath.Join("../../testdata", id, "*.txtar"))
		for _, name := range files {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			before, fixes := guardsOf(t, id, archive)
			patches, taken := rules.Apply(fixes)
			for _, p := range patches {
				for i := range archive.Files {
					if archive.Files[i].Name == p.Path {
						archive.Files[i].Data = p.New
					}
				}
			}
			fixed[id] += len(taken)
			if after, rest := guardsOf(t, id, archive); len(taken) != len(fixes) || after != before-len(taken) || len(rest) > 0 {
				t.Errorf("%s: %d findings and %d guards leave %d findings, %d with a fix:\n%s", name, before, len(taken), after, len(rest), txtar.Format(archive))
			}
		}
		if fixed[id] == 0 {
			t.Errorf("no fixture of %s gets a guard", id)
		}
	}
	t.Log(fixed)
}

func guardsOf(t *testing.T, id string, archive *txtar.Archive) (findings int, fixes []*rules.Fix) {
	facts, err := ruletest.Facts(archive)
	if err != nil || len(facts.Problems()) > 0 {
		t.Fatal(err, facts.Problems())
	}
	for _, f := range rules.Findings(rules.Audit(context.Background(), facts, []*rules.Rule{find(t, id)})) {
		findings++
		if f.Fix != nil {
			fixes = append(fixes, f.Fix)
		}
	}
	return findings, fixes
}
