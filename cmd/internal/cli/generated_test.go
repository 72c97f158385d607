package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// generated is a subscription site as people build them with Next.js and Clerk,
// of so many sections: each has pages below a guarded layout, server actions, a
// handler, a client form, queries and a schema, and as many plain components
// and helpers as make two thirds of the files uninteresting. Every seventh
// section has a hole, so that there is something to find.
func generated(sections int) map[string]string {
	tree := map[string]string{}
	for name, text := range generatedBase {
		tree[name] = text
	}
	for i := range sections {
		for name, text := range generatedSection {
			if i%7 == 3 {
				text = strings.ReplaceAll(text, "  const userId = await requireUser()\n", "  const userId = 'anybody'\n")
			}
			fill := strings.NewReplacer("%d", fmt.Sprint(i), "%p", fmt.Sprint(max(0, i-1)))
			tree[fill.Replace(name)] = fill.Replace(text)
		}
		for part := range 12 {
			name := fmt.Sprintf("components/s%d/part%d.tsx", i, part)
			tree[name] = plainComponent(i, part)
		}
	}
	return tree
}

// plainComponent is one of the many files that no rule has to look into.
func plainComponent(section, part int) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "import { cn } from '@/lib/utils'\nimport type { Item } from '@/lib/s%d/schema'\n\n", section)
	for n := range 4 {
		fmt.Fprintf(&b, `interface Box%[1]dProps { item: Item; wide?: boolean; className?: string }

export function Box%[1]d({ item, wide = false, className }: Box%[1]dProps) {
  const total = item.lines.filter((line) => line.amount > %[2]d).reduce((sum, line) => sum + line.amount * line.count, 0)
  return (
    <section className={cn('rounded-lg border p-4 shadow-sm', wide && 'col-span-2', className)}>
      <header className="flex items-center justify-between">
        <h2 className="text-lg font-semibold">{item.title}</h2>
        <span className="text-muted-foreground text-sm">{total > 0 ? `+"`${total.toFixed(2)} in all`"+` : 'it\'s empty'}</span>
      </header>
      <ul>{item.lines.map((line) => <li key={line.id} title={line.name}>{line.name} &amp; {line.count}</li>)}</ul>
    </section>
  )
}

`, n, part)
	}
	return b.String()
}

var generatedBase = map[string]string{
	"package.json": `{"name": "site", "private": true, "dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17", "@prisma/client": "6.19.0", "react": "19.2.0", "zod": "4.1.12"}}`,
	"package-lock.json": `{"lockfileVersion": 3, "packages": {"": {"name": "site"}, "node_modules/next": {"version": "16.4.6"}, "node_modules/@clerk/nextjs": {"version": "7.9.17"},
 "node_modules/@prisma/client": {"version": "6.19.0"}, "node_modules/react": {"version": "19.2.0"}, "node_modules/zod": {"version": "4.1.12"}}}`,
	"tsconfig.json":  `{"compilerOptions": {"strict": true, "paths": {"@/*": ["./*"]}}}`,
	".gitignore":     "node_modules\n.next\n.env*\n!.env.example\n",
	".env.example":   "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=\nCLERK_SECRET_KEY=\nDATABASE_URL=\n",
	"next.config.ts": "import type { NextConfig } from 'next'\nconst config: NextConfig = { poweredByHeader: false, async headers() { return [{ source: '/(.*)', headers: [{ key: 'X-Frame-Options', value: 'DENY' }] }] } }\nexport default config\n",
	"proxy.ts": `import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isPublic = createRouteMatcher(['/', '/sign-in(.*)', '/api(.*)'])

export default clerkMiddleware(async (auth, request) => {
  if (!isPublic(request)) await auth.protect()
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|svg|ico)).*)', '/(api|trpc)(.*)'] }
`,
	"app/layout.tsx":                      "import { ClerkProvider } from '@clerk/nextjs'\nexport default function Root({ children }: { children: React.ReactNode }) {\n  return <ClerkProvider><html lang=\"en\"><body>{children}</body></html></ClerkProvider>\n}\n",
	"app/page.tsx":                        "export default function Home() { return <h1>Hello</h1> }\n",
	"app/sign-in/[[...sign-in]]/page.tsx": "import { SignIn } from '@clerk/nextjs'\nexport default function Page() { return <SignIn /> }\n",
	"lib/utils.ts":                        "export function cn(...names: (string | false | undefined)[]) { return names.filter(Boolean).join(' ') }\n",
	"lib/db.ts":                           "import { PrismaClient } from '@prisma/client'\nexport const db = new PrismaClient()\n",
	"lib/guard.ts": `import { auth } from '@clerk/nextjs/server'
import { redirect } from 'next/navigation'

export async function requireUser() {
  const { userId } = await auth()
  if (!userId) redirect('/sign-in')
  return userId
}
`,
}

var generatedSection = map[string]string{
	"app/(in)/s%d/layout.tsx": "import { requireUser } from '@/lib/guard'\nexport default async function Layout({ children }: { children: React.ReactNode }) {\n  await requireUser()\n  return <main>{children}</main>\n}\n",
	"app/(in)/s%d/page.tsx": `import { requireUser } from '@/lib/guard'
import { listItems } from '@/lib/s%d/queries'
import { ItemForm } from '@/components/s%d/form'
import { Box0 } from '@/components/s%d/part0'
import { Box1 } from '@/components/s%d/part1'

export default async function Page() {
  const userId = await requireUser()
  const items = await listItems(userId)
  return (
    <>
      <ItemForm />
      {items.map((item) => (item.lines.length > 3 ? <Box0 key={item.id} item={item} wide /> : <Box1 key={item.id} item={item} />))}
    </>
  )
}
`,
	"app/(in)/s%d/[id]/page.tsx": `import { notFound } from 'next/navigation'
import { requireUser } from '@/lib/guard'
import { findItem } from '@/lib/s%d/queries'
import { Box2 } from '@/components/s%d/part2'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const userId = await requireUser()
  const { id } = await params
  const item = await findItem(userId, id)
  if (!item) notFound()
  return <Box2 item={item} />
}
`,
	"app/(in)/s%d/actions.ts": `'use server'

import { revalidatePath } from 'next/cache'
import { requireUser } from '@/lib/guard'
import { itemSchema } from '@/lib/s%d/schema'
import { removeItem, saveItem } from '@/lib/s%d/queries'

export async function save(_: unknown, form: FormData) {
  const userId = await requireUser()
  const parsed = itemSchema.safeParse(Object.fromEntries(form))
  if (!parsed.success) return { error: parsed.error.issues[0]?.message ?? 'invalid' }
  try {
    await saveItem(userId, parsed.data)
  } catch (error) {
    console.error('save failed', error)
    return { error: 'not saved' }
  }
  revalidatePath('/s%d')
  return { ok: true }
}

export async function remove(id: string) {
  const userId = await requireUser()
  await removeItem(userId, id)
  revalidatePath('/s%d')
}
`,
	"app/(in)/s%d/loading.tsx": "export default function Loading() { return <p>Loading…</p> }\n",
	"app/(in)/s%d/error.tsx":   "'use client'\nexport default function Broken({ reset }: { reset: () => void }) { return <button onClick={reset}>Try again</button> }\n",
	"app/api/s%d/route.ts": `import { auth } from '@clerk/nextjs/server'
import { itemSchema } from '@/lib/s%d/schema'
import { listItems, saveItem } from '@/lib/s%d/queries'

export async function GET(request: Request) {
  const { userId } = await auth()
  if (!userId) return Response.json({ error: 'unauthorized' }, { status: 401 })
  const limit = Number(new URL(request.url).searchParams.get('limit') ?? 20)
  const items = await listItems(userId)
  return Response.json(items.slice(0, Math.min(limit, 100)))
}

export async function POST(request: Request) {
  const { userId } = await auth()
  if (!userId) return Response.json({ error: 'unauthorized' }, { status: 401 })
  const parsed = itemSchema.safeParse(await request.json())
  if (!parsed.success) return Response.json({ error: 'invalid' }, { status: 400 })
  for (const line of parsed.data.lines) {
    if (line.count > 1000 || line.amount < 0) return Response.json({ error: 'out of range' }, { status: 422 })
  }
  return Response.json(await saveItem(userId, parsed.data), { status: 201 })
}
`,
	"components/s%d/form.tsx": `'use client'

import { useActionState, useState } from 'react'
import { save } from '@/app/(in)/s%d/actions'
import { cn } from '@/lib/utils'

export function ItemForm() {
  const [state, action, pending] = useActionState(save, null)
  const [title, setTitle] = useState('')
  return (
    <form action={action} className={cn('grid gap-2', pending && 'opacity-50')}>
      <input name="title" value={title} onChange={(event) => setTitle(event.target.value)} placeholder={process.env.NEXT_PUBLIC_HINT ?? "what's it?"} />
      {state && 'error' in state && <p role="alert">{state.error}</p>}
      <button disabled={pending || title.length < 3}>Save</button>
    </form>
  )
}
`,
	"lib/s%d/schema.ts": `import { z } from 'zod'

export const lineSchema = z.object({ id: z.string(), name: z.string().min(1), amount: z.coerce.number(), count: z.coerce.number().int() })
export const itemSchema = z.object({ id: z.string().optional(), title: z.string().min(3).max(80), lines: z.array(lineSchema).default([]) })
export type Item = { id: string; title: string; lines: z.infer<typeof lineSchema>[] }
`,
	"lib/s%d/queries.ts": `import 'server-only'
import { db } from '@/lib/db'
import type { Item } from './schema'
import { label } from '../s%p/label'

const include = { lines: { orderBy: { name: 'asc' } } } as const

export async function listItems(userId: string): Promise<Item[]> {
  const rows = await db.item.findMany({ where: { userId, section: %d, deletedAt: null }, include, orderBy: { createdAt: 'desc' } })
  return rows.map((row) => ({ ...row, title: label(row.title) }))
}

export async function findItem(userId: string, id: string): Promise<Item | null> {
  return db.item.findFirst({ where: { id, userId }, include })
}

export async function saveItem(userId: string, data: Omit<Item, 'id'> & { id?: string }) {
  const { id, lines, ...rest } = data
  if (id) return db.item.update({ where: { id, userId }, data: { ...rest, lines: { deleteMany: {}, create: lines } } })
  return db.item.create({ data: { ...rest, userId, section: %d, lines: { create: lines } } })
}

export async function removeItem(userId: string, id: string) {
  await db.item.delete({ where: { id, userId } })
}
`,
	"lib/s%d/label.ts":      "export function label(title: string) {\n  switch (title.length) {\n    case 0: return 'untitled'\n    default: return title[0].toUpperCase() + title.slice(1)\n  }\n}\n",
	"lib/s%d/label.test.ts": "import { expect, test } from 'vitest'\nimport { label } from './label'\ntest('label', () => expect(label('a')).toBe('A'))\n",
}

// plant writes a tree below a folder.
func plant(tb testing.TB, dir string, tree map[string]string) {
	tb.Helper()
	for name, text := range tree {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
}

// generatedUnit is how many sections the smallest generated tree has.
const generatedUnit = 20

// TestWriteGenerated writes the tree that benchmarks read to the folder that
// GENERATE names, for .ci/bench-peers; GENERATE_TIMES makes it larger.
func TestWriteGenerated(t *testing.T) {
	dir := os.Getenv("GENERATE")
	if dir == "" {
		t.Skip("GENERATE is not set")
	}
	times := 1
	fmt.Sscan(os.Getenv("GENERATE_TIMES"), &times)
	plant(t, dir, generated(generatedUnit*times))
}
