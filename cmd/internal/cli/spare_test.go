package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const sparing = `-- package.json --
{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17", "react": "19.2.0", "@prisma/client": "6.19.0"}}
-- proxy.ts --
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
const isOpen = createRouteMatcher(['/'])
export default clerkMiddleware(async (auth, req) => { if (!isOpen(req)) await auth.protect() })
export const config = { matcher: ['/((?!_next).*)'] }
-- lib/db.ts --
import { PrismaClient } from '@prisma/client'
export const db = new PrismaClient()
-- lib/access.ts --
import { auth } from '@clerk/nextjs/server'
export async function allowed(id: string) {
  const { userId } = await auth()
  return userId === id
}
-- app/api/posts/route.ts --
import { db } from '../../../lib/db'
import { allowed } from '../../../lib/access'
export async function POST(req: Request) {
  const body = await req.json()
  if (!(await allowed(body.userId))) return new Response(null, { status: 403 })
  await db.post.create({ data: { authorId: body.userId } })
  return Response.json({ ok: true })
}
-- app/api/notes/route.ts --
import { auth } from '@clerk/nextjs/server'
import { db } from '../../../lib/db'
export async function POST(req: Request) {
  const { userId } = await auth()
  if (!userId) return new Response(null, { status: 401 })
  const body = await req.json()
  await db.note.create({ data: { authorId: body.userId } })
  return Response.json({ ok: true })
}
`

// What the changes do not bear on is not asked in a hook: what they bring is found all the
// same, as it is against a commit, where everything is asked.
func TestStagedFindsWhatTheChangesBring(t *testing.T) {
	for _, c := range []struct {
		name, file, old, new string
		fresh                int
	}{
		{"a comment elsewhere", "lib/db.ts", "export", "// the client\nexport", 0},
		{"a comment beside the finding", "app/api/notes/route.ts", "import { auth", "// notes\nimport { auth", 0},
		{"a helper that guards", "lib/access.ts", "userId === id", "!!userId && !!id", 1},
		{"another comparison", "lib/access.ts", "userId === id", "id === userId", 0},
		{"the middleware lets through", "proxy.ts", "['/']", "['/', '/api/posts']", 1},
		{"the handler itself", "app/api/posts/route.ts", "if (!(await allowed(body.userId))) return", "if (!(await allowed(body.owner))) return", 1},
	} {
		dir := t.TempDir()
		inGit(t, dir, sparing)
		file := filepath.Join(dir, c.file)
		text, _ := os.ReadFile(file)
		if !bytes.Contains(text, []byte(c.old)) {
			t.Fatalf("%s: nothing to edit", c.name)
		}
		os.WriteFile(file, bytes.ReplaceAll(text, []byte(c.old), []byte(c.new)), 0o666)
		git(t, dir, "add", "-A")
		staged, _ := standing(t, dir, "--staged")
		git(t, dir, "commit", "-qm", "edit")
		since, _ := standing(t, dir, "--since", "HEAD~1")
		if staged != c.fresh || since != c.fresh {
			t.Errorf("%s: %d staged and %d since the commit before, want %d", c.name, staged, since, c.fresh)
		}
	}
}
